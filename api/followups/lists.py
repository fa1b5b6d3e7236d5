"""Lists of follow-ups for agents, and one with all that was tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api.clock import iso
from api.demands import routing, waiting
from api.demands.cells import Asked
from api.demands.models import Demand
from api.followups import planning, reach, together
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.sms import bounces
from api.masking import mask_known, mask_name, mask_phone
from api.windows.scope import Scope

LABELS = {
    FollowUpStatus.PLANNED: "已计划",
    FollowUpStatus.WAITING: "等回复",
    FollowUpStatus.CALLING: "待电话回访",
    FollowUpStatus.ANSWERED: "已回复",
    FollowUpStatus.UNREACHED: "未联系上",
    FollowUpStatus.SKIPPED: "已跳过",
    FollowUpStatus.STOPPED: "已停止",
}
CHANNELS = {
    FollowUpChannel.WEB: "网页对话",
    FollowUpChannel.WECHAT_MESSAGE: "公众号消息",
    FollowUpChannel.WECHAT_TEMPLATE: "公众号模板消息",
    FollowUpChannel.WECOM_MESSAGE: "微信客服消息",
    FollowUpChannel.SMS: "短信",
    FollowUpChannel.CALL: "电话",
}
OUTCOMES = {
    AttemptStatus.PENDING: "等着发",
    AttemptStatus.ACCEPTED: "已发出，不知是否送到",
    AttemptStatus.WRITTEN: "只写进文件，没有发出",
    AttemptStatus.DELIVERED: "已送到",
    AttemptStatus.FAILED: "没有送到",
    AttemptStatus.WITHDRAWN: "不用发了",
    AttemptStatus.REACHED: "打通了",
    AttemptStatus.NOT_REACHED: "没打通",
}


class Which(StrEnum):
    """Which follow-ups are listed."""

    DUE = "due"
    MINE = "mine"
    ALL = "all"


def listed(
    session: Session,
    scope: Scope,
    which: Which,
    username: str,
    now: datetime,
    case_no: str | None = None,
    status: FollowUpStatus | None = None,
    offset: int = 0,
    limit: int = 20,
    due: tuple[datetime, datetime] | None = None,
    came: Asked | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """Return one page of a scope's follow-ups, the first due first, and how many there are in all.

    :param which: Those to be called now, an agent's own open ones, or all.
    :param due: Only those due from the first of these moments to before the second.
    :param came: Only those that came so far.
    """
    query = select(FollowUp, Demand).join(Demand, col(Demand.id) == FollowUp.demand_id).where(routing.visible(scope))
    for condition in (*_conditions(which, username, now), *(reach.due_in(*due) if due else ()), *reach.at_least(came)):
        query = query.where(condition)
    if case_no is not None:
        query = query.where(Demand.case_no == case_no)
    if status is not None:
        query = query.where(FollowUp.status == status)
    order = FollowUp.due_at if which is Which.ALL else FollowUp.next_at
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    rows = session.exec(query.order_by(col(order), col(FollowUp.id)).offset(offset).limit(limit)).all()
    bounced = bounces.of(session, (demand for _, demand in rows))
    return [public(follow_up, demand, bounced) for follow_up, demand in rows], total


def _conditions(which: Which, username: str, now: datetime) -> list[ColumnElement[bool]]:
    if which is Which.DUE:
        return [
            col(FollowUp.status) == FollowUpStatus.CALLING,
            col(FollowUp.next_at) <= now.astimezone(UTC),
            col(FollowUp.assigned_to).is_(None) | (col(FollowUp.assigned_to) == username),
        ]
    if which is Which.MINE:
        return [col(FollowUp.assigned_to) == username, col(FollowUp.status).in_(planning.OPEN)]
    return []


def public(follow_up: FollowUp, demand: Demand, bounced: Mapping[str, str]) -> dict[str, Any]:
    """Return one for lists: nothing that names a person is readable.

    :param bounced: What is to be told of numbers to which no text message can go, by their digests.
    """
    rule, contact = planning.rule_of(follow_up.kind), demand.personal.get("contact")
    return {
        "id": follow_up.id,
        "case_no": demand.case_no,
        "kind": follow_up.kind.value,
        "kind_label": rule.label,
        "round": follow_up.round,
        "status": follow_up.status.value,
        "status_label": LABELS[follow_up.status],
        "line": rule.line,
        "scored": rule.scored,
        "category": demand.category,
        "region": demand.region,
        "contact": mask_name(contact),
        "phone": mask_phone(demand.personal.get("phone")),
        "sms_trouble": bounced.get(demand.phone_fingerprint or ""),
        "assigned_to": follow_up.assigned_to,
        "due_at": iso(follow_up.due_at),
        "next_at": _told(follow_up.next_at),
        "asked_at": _told(follow_up.asked_at),
        "answered_at": _told(follow_up.answered_at),
        "answered_by": follow_up.answered_by,
        "answer": mask_known(follow_up.answer, contact),
        "score": follow_up.score,
        "ended_at": _told(follow_up.ended_at),
        "ended_why": mask_known(follow_up.ended_why, contact),
    }


def whole(session: Session, follow_up: FollowUp, demand: Demand, scope: Scope) -> dict[str, Any]:
    """Return one with its attempts, oldest first, and what the same person is to be asked besides."""
    query = select(FollowUpAttempt).where(FollowUpAttempt.follow_up_id == follow_up.id)
    attempts = session.exec(query.order_by(col(FollowUpAttempt.id)))
    return {
        **public(follow_up, demand, bounces.of(session, [demand])),
        "need": mask_known(demand.need, demand.personal.get("contact")),
        "question": waiting.question(session, demand),
        "also": together.told(session, follow_up, demand, scope),
        "attempts": [_attempt(one, demand.personal.get("contact")) for one in attempts],
    }


def _attempt(attempt: FollowUpAttempt, contact: str | None) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "channel": attempt.channel.value,
        "channel_label": CHANNELS[attempt.channel],
        "status": attempt.status.value,
        "status_label": OUTCOMES[attempt.status],
        "text": mask_known(attempt.text, contact),
        "actor": attempt.actor,
        "created_at": iso(attempt.created_at),
        "handed_at": _told(attempt.handed_at),
        "delivered_at": _told(attempt.delivered_at),
        "failed_at": _told(attempt.failed_at),
        "error": attempt.error,
    }


def _told(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
