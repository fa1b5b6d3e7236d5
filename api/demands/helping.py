"""协办 answered: whoever was asked to help takes it on, cannot, or is done; where the demand stands is not moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.accounts.actors import Actor
from api.catalogue.models import Institution
from api.demands import dispatching, handed, lifecycle, routing
from api.demands.models import Action, Demand, DemandStatus
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from api.windows import tree
from api.windows.scope import Scope
from knowledge import statuses

D = DispatchState


@dataclass(frozen=True)
class Answer:
    """One way to answer.

    :param words: What has to be written; empty where nothing must.
    """

    to: DispatchState
    label: str
    action: Action
    words: str = ""


_ACCEPT = Answer(D.ACCEPTED, "接受协办", Action.CO_ACCEPT)
_RETURN = Answer(D.RETURNED, "无法协办", Action.CO_RETURN, "无法协办要写明原因。")
_DONE = Answer(D.DONE, "协办完成", Action.CO_DONE, "协办完成要写一句办了什么。")
ANSWERS: dict[DispatchState, tuple[Answer, ...]] = {D.OPEN: (_ACCEPT, _RETURN), D.ACCEPTED: (_DONE, _RETURN)}


def answer(session: Session, demand: Demand, row: Dispatch, to: DispatchState, actor: Actor, words: str = "") -> None:
    """Write down how a helper answers, in the history too.

    :raises ConflictError: If the demand is over, this cannot follow what was answered before, or somebody was faster.
    :raises InvalidInputError: If it needs words and none are given.
    """
    dispatching.must_go_on(demand)
    found = next((one for one in ANSWERS.get(row.state, ()) if one.to is to), None)
    if found is None:
        raise ConflictError(f"这项协办现在是“{label(row)}”，不能变为“{statuses.label('co', to.value)}”。")
    if found.words and not words.strip():
        raise InvalidInputError(found.words)
    lifecycle.change(session, demand)
    lifecycle.record(session, demand, found.action, actor, words, row.institution or row.window or "")
    handed.answered(session, row, to, words.strip() or row.answer)
    session.flush()


def require(session: Session, demand: Demand, scope: Scope, dispatch_id: int | None = None) -> Dispatch:
    """Return the request for help that a user may answer: his own, or, at a window, one by its number.

    :raises NotFoundError: If the demand has none of this number.
    :raises NotAllowedError: If nobody of this scope was asked.
    :raises InvalidInputError: If several could be meant.
    """
    asked = [row for row in handed.of_demand(session, demand) if row.role is DispatchRole.CO]
    if dispatch_id is not None:
        asked = [row for row in asked if row.id == dispatch_id]
        if not asked:
            raise NotFoundError(f"需求 {demand.case_no} 没有编号为 {dispatch_id} 的协办。")
    mine = [row for row in asked if may_answer(demand, row, scope)]
    if not mine:
        raise NotAllowedError(f"需求 {demand.case_no} 没有请您协办。")
    own = [row for row in mine if row.window is not None and row.window == scope.home] or mine
    open_ones = [row for row in own if row.state in handed.RUNNING]
    if len(open_ones) > 1:
        raise InvalidInputError("这件需求请了几家协办，请写明是哪一项协办的编号。")
    return open_ones[0] if open_ones else own[-1]


def may_answer(demand: Demand, row: Dispatch, scope: Scope) -> bool:
    """Tell whether somebody answers for a helper: who works there, or the window that has asked and noted his call."""
    if scope.institution is not None:
        return row.institution == scope.institution
    return (row.window is not None and scope.has(row.window)) or routing.has_in_hand(demand, scope)


def possible(demand: Demand, row: Dispatch, scope: Scope) -> list[dict[str, object]]:
    """Return the answers that a user may give now: to what, how it is called, whether it needs words."""
    if row.role is not DispatchRole.CO or demand.status in dispatching.OVER or not may_answer(demand, row, scope):
        return []
    return [{"to": one.to.value, "label": one.label, "reason": bool(one.words)} for one in ANSWERS.get(row.state, ())]


def label(row: Dispatch) -> str:
    """Return how far a helper, or the lead, has come, as it is told to people."""
    return statuses.label(row.role.value, row.state.value)


def hints(session: Session, demand: Demand, to: DemandStatus) -> list[str]:
    """Return what is worth knowing of a step before it is taken: finishing lets those go who still help."""
    if to is not DemandStatus.COMPLETED:
        return []
    rows = handed.running(session, demand, DispatchRole.CO)
    if not rows:
        return []
    names = _names(session, rows)
    told = "、".join(f"{names[row.id]}（{label(row)}）" for row in rows)
    return [f"还有 {len(rows)} 项协办没有办完：{told}，已随办结一起结束。"]


def asked_of(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a user's own institution or window helps with a demand and is not done.

    For who has no window: that anybody does.
    """
    return col(Demand.id).in_(ids_asked_of(scope))


def ids_asked_of(scope: Scope, states: Sequence[DispatchState] = handed.RUNNING) -> SelectOfScalar[int]:
    """Return the query for the ids of those demands.

    :param states: How far the help may have come; ``OPEN`` alone is what waits for an answer.
    """
    return select(Dispatch.demand_id).where(*_asked(scope, states))


def states_of(session: Session, demands: Sequence[Demand], scope: Scope | None) -> dict[int, DispatchState]:
    """Return by demand how far the help has come that a user was asked for, as in ``asked_of``; one query.

    Where several were asked, one that has not answered tells.
    """
    if scope is None or not demands:
        return {}
    mine = (*_asked(scope, handed.RUNNING), col(Dispatch.demand_id).in_([demand.id for demand in demands]))
    found: dict[int, DispatchState] = {}
    for demand_id, state in session.exec(select(Dispatch.demand_id, Dispatch.state).where(*mine)):
        found[demand_id] = D.OPEN if found.get(demand_id) is D.OPEN else D(state)
    return found


def _asked(scope: Scope, states: Sequence[DispatchState]) -> list[ColumnElement[bool]]:
    """Return the conditions on requests for help that a user answers for."""
    found = [col(Dispatch.role) == DispatchRole.CO, col(Dispatch.state).in_(states)]
    if scope.institution is not None:
        found.append(col(Dispatch.institution) == scope.institution)
    elif scope.home is not None:
        found.append(col(Dispatch.window) == scope.home)
    return found


def _names(session: Session, rows: Sequence[Dispatch]) -> dict[int | None, str]:
    windows, keys = tree.load(session), {row.institution for row in rows if row.institution}
    query = select(Institution.key, Institution.name).where(col(Institution.key).in_(keys))
    names = dict(session.exec(query).all()) if keys else {}
    return {
        row.id: names.get(row.institution or "") or windows.name(row.window) or row.institution or "" for row in rows
    }
