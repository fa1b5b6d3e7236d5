"""Wishes to be called as agents see them: lists, and one with the calls that were made."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from api.callbacks import service
from api.callbacks.models import CallBack, CallReason, CallTry, TryOutcome
from api.clock import iso, utc_now
from api.masking import mask_phone, mask_text
from api.windows.scope import Scope

REASONS = {
    CallReason.HUMAN: "企业要人工回电",
    CallReason.LOW_RATING: "评分低，要回访",
    CallReason.SMS_REPLY: "企业回了短信",
}
OUTCOMES = {TryOutcome.REACHED: "打通了", TryOutcome.NOT_REACHED: "没打通"}


class Which(StrEnum):
    """Which open wishes are listed."""

    DUE = "due"  # now, and not taken by somebody else
    MINE = "mine"
    ALL = "all"


def listed(
    session: Session, scope: Scope, offset: int, limit: int, which: Which = Which.ALL, username: str = ""
) -> list[CallBack]:
    """Return the wishes not yet met that a scope may see, oldest first."""
    query = select(CallBack).where(col(CallBack.done_at).is_(None), service.visible(scope))
    if which is Which.MINE:
        query = query.where(CallBack.assigned_to == username)
    elif which is Which.DUE:
        query = query.where(
            col(CallBack.next_at).is_(None) | (col(CallBack.next_at) <= utc_now().astimezone(UTC)),
            col(CallBack.assigned_to).is_(None) | (col(CallBack.assigned_to) == username),
        )
    return list(session.exec(query.order_by(col(CallBack.id)).offset(offset).limit(limit)))


def public(call: CallBack) -> dict[str, Any]:
    """Return one for lists, the number masked."""
    return {
        "id": call.id,
        "conversation_id": call.conversation_id,
        "case_no": call.case_no,
        "window": call.window,
        "reason": call.reason.value,
        "reason_label": REASONS[call.reason],
        "note": mask_text(call.note or ""),
        "phone": mask_phone(call.phone),
        "assigned_to": call.assigned_to,
        "next_at": _told(call.next_at),
        "done_by": call.done_by,
        "done_at": _told(call.done_at),
        "created_at": iso(call.created_at),
    }


def whole(session: Session, call: CallBack) -> dict[str, Any]:
    """Return one with the calls that were made, oldest first."""
    tries = session.exec(select(CallTry).where(CallTry.call_back_id == call.id).order_by(col(CallTry.id)))
    return {
        **public(call),
        "tries": [
            {
                "outcome": one.outcome.value,
                "outcome_label": OUTCOMES[one.outcome],
                "note": mask_text(one.note),
                "actor": one.actor,
                "at": iso(one.at),
            }
            for one in tries
        ],
    }


def _told(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
