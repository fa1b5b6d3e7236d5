"""Messages that came in, as agents see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from api.clock import iso
from api.demands import routing
from api.demands.models import Demand
from api.followups.sms.models import ReplyOutcome, SmsReply
from api.masking import mask_phone, mask_text
from api.windows.scope import Scope

OUTCOMES = {
    ReplyOutcome.ANSWER: "记为回访的答复",
    ReplyOutcome.STOP: "退订，不再发短信",
    ReplyOutcome.CALL_BACK: "没有在问的事，列入回电",
    ReplyOutcome.UNKNOWN: "认不出是谁的",
}


def listed(session: Session, scope: Scope, case_no: str | None, offset: int, limit: int) -> list[dict[str, Any]]:
    """Return one page, the newest first; what belongs to no case is the hub's."""
    query = select(SmsReply).where(_visible(scope))
    if case_no is not None:
        query = query.where(SmsReply.case_no == case_no)
    rows = session.exec(query.order_by(col(SmsReply.id).desc()).offset(offset).limit(limit))
    return [public(row) for row in rows]


def may_see(session: Session, scope: Scope, row: SmsReply) -> bool:
    """Tell whether a message is of this scope's."""
    return session.exec(select(SmsReply.id).where(SmsReply.id == row.id, _visible(scope))).first() is not None


def _visible(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    return col(SmsReply.case_no).in_(select(Demand.case_no).where(routing.visible(scope)))


def public(row: SmsReply) -> dict[str, Any]:
    """Return one, the number masked."""
    return {
        "id": row.id,
        "phone": mask_phone(row.phone),
        "text": mask_text(row.text),
        "outcome": row.outcome.value,
        "outcome_label": OUTCOMES[row.outcome],
        "case_no": row.case_no,
        "follow_up_id": row.follow_up_id,
        "received_at": iso(row.received_at),
    }
