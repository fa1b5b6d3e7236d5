"""The clock stands still while the enterprise owes an answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from api.accounts.actors import Actor
from api.clock import utc_now
from api.demands import deadlines, lifecycle
from api.demands.models import Action, Demand, Transition
from api.errors import ConflictError, InvalidInputError
from api.outbox import service as outbox

ASKED = "demand.asked"


def pause(session: Session, demand: Demand, actor: Actor, question: str) -> Demand:
    """Ask the enterprise something and let the deadline stand still until it answers.

    :raises ConflictError: If nothing runs, or it stands still already.
    :raises InvalidInputError: If nothing is asked.
    """
    if not question.strip():
        raise InvalidInputError("请写明要企业补充什么。")
    running = deadlines.open_of(session, demand)
    if running is None or running.paused_at is not None:
        raise ConflictError(f"需求 {demand.case_no} 现在没有在计时，不能再等企业答复。")
    now = utc_now()
    left = deadlines.left(running, now)
    lifecycle.change(session, demand, waiting_since=now, due_at=None)  # first, as in every step: two never wait in turn
    running.left_minutes = left
    running.paused_at, running.due_at, running.remind_at = now, None, None
    session.add(running)
    row = lifecycle.record(session, demand, Action.PAUSE, actor, question)
    outbox.put(session, ASKED, {"case_no": demand.case_no, "transition_id": row.id}, key=f"asked:{row.id}")
    return demand


def resume(session: Session, demand: Demand, actor: Actor, note: str = "") -> Demand:
    """Let the deadline run on with the time that was left.

    :raises ConflictError: If it does not stand still.
    """
    running = deadlines.open_of(session, demand)
    if running is None or running.paused_at is None:
        raise ConflictError(f"需求 {demand.case_no} 没有在等企业答复。")
    lifecycle.change(session, demand, waiting_since=None)
    deadlines.run(running, utc_now(), max(0, running.left_minutes or 0))
    running.paused_at = running.left_minutes = None
    demand.due_at = running.due_at
    session.add(running)
    session.add(demand)
    lifecycle.record(session, demand, Action.RESUME, actor, note)
    return demand


def question(session: Session, demand: Demand) -> str:
    """Return what the enterprise was asked and has not answered; empty if nothing."""
    return questions(session, [demand]).get(demand.id or 0, "")


def questions(session: Session, demands: Sequence[Demand]) -> dict[int, str]:
    """Return by demand what the enterprise was asked and has not answered."""
    ids = [demand.id for demand in demands if demand.waiting_since is not None]
    if not ids:
        return {}
    query = select(Transition).where(col(Transition.demand_id).in_(ids), Transition.action == Action.PAUSE)
    return {row.demand_id: row.reason for row in session.exec(query.order_by(col(Transition.id)))}


def was_answered(session: Session, demand: Demand, since: int) -> bool:
    """Tell whether what was asked in a step was answered; a question that a later step closed was not.

    :param since: The id of the step.
    """
    query = select(Transition.action).where(Transition.demand_id == demand.id, col(Transition.id) > since)
    ended = query.where(col(Transition.action).in_((Action.RESUME, Action.UNASK))).order_by(col(Transition.id))
    return session.exec(ended.limit(1)).first() is Action.RESUME


def answered(session: Session, conversation_id: str, actor: Actor, text: str = "") -> list[str]:
    """Let every demand of a conversation run on whose enterprise has just answered; return their numbers.

    :param text: What it said; kept with the step.
    """
    query = select(Demand).where(Demand.conversation_id == conversation_id, col(Demand.waiting_since).is_not(None))
    return [
        resume(session, demand, actor, f"企业已答复：{text}" if text else "企业已答复").case_no
        for demand in session.exec(query).all()
    ]
