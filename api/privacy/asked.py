"""What a person was asked afterwards and what he answered, as he takes it along."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlmodel import Session, col, or_, select

from api.clock import iso
from api.demands.models import Demand
from api.followups import planning
from api.followups.models import FollowUp, FollowUpAttempt
from api.followups.sms.models import SmsBounce, SmsReply, SmsStop
from api.privacy.scope import Scope


def of(session: Session, one: Scope) -> list[dict[str, Any]]:
    """Return the follow-ups of a scope with every message and call, oldest first; two queries."""
    tried: dict[int, list[FollowUpAttempt]] = defaultdict(list)
    query = select(FollowUpAttempt).where(col(FollowUpAttempt.follow_up_id).in_(one.follow_ups))
    for attempt in session.exec(query.order_by(col(FollowUpAttempt.id))):
        tried[attempt.follow_up_id].append(attempt)
    asked = (
        select(FollowUp, Demand.case_no)
        .join(Demand, col(Demand.id) == FollowUp.demand_id)
        .where(col(FollowUp.id).in_(one.follow_ups))
        .order_by(col(FollowUp.id))
    )
    return [_told(row, number, tried[row.id or 0]) for row, number in session.exec(asked)]


def text_messages(session: Session, one: Scope) -> dict[str, Any]:
    """Return what came from the person by text message, and since when nothing goes, or can go, to him that way."""
    mine = or_(col(SmsReply.case_no).in_(one.case_nos), col(SmsReply.phone_fingerprint).in_(one.last_phones))
    rows = session.exec(select(SmsReply).where(mine).order_by(col(SmsReply.id)))
    bounce = session.exec(select(SmsBounce).where(col(SmsBounce.phone_fingerprint).in_(one.phones))).first()
    stop = session.exec(select(SmsStop).where(col(SmsStop.phone_fingerprint).in_(one.phones))).first()
    return {
        "received": [{"at": iso(row.received_at), "text": row.text, "case_no": row.case_no} for row in rows],
        "stopped_at": iso(stop.at) if stop else None,
        "bounced": {"at": iso(bounce.at), "why": bounce.why} if bounce else None,
    }


def _told(row: FollowUp, case_no: str, tried: list[FollowUpAttempt]) -> dict[str, Any]:
    return {
        "case_no": case_no,
        "kind": planning.rule_of(row.kind).label,
        "due_at": iso(row.due_at),
        "answer": row.answer,
        "score": row.score,
        "answered_at": iso(row.answered_at) if row.answered_at else None,
        "attempts": [
            {"channel": one.channel.value, "status": one.status.value, "text": one.text, "at": iso(one.created_at)}
            for one in tried
        ],
    }
