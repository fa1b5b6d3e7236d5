"""派单, 受理, 退单, 改派, 主办 and 协办, 督办: who has a demand in hand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from api.accounts.actors import SYSTEM, Actor, ActorKind
from api.catalogue.models import Institution
from api.clock import utc_now
from api.demands import choose, handed, lifecycle, routing
from api.demands.models import Action, Demand, DemandStatus
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.errors import ConflictError, InvalidInputError, NotFoundError
from api.outbox import service as outbox
from api.windows import tree
from api.windows.tree import WindowTree

MOST_RETURNS = 2  # one more, and the demand goes upward by itself
SUPERVISED = "demand.supervised"
OVER = (
    DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED, DemandStatus.CANCELLED, DemandStatus.MERGED,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """To whom a demand is handed; what is left out is what the demand itself suggests."""

    window: str | None = None
    institution: str | None = None


def dispatch(session: Session, demand: Demand, actor: Actor, target: Target, note: str = "") -> Dispatch:
    """Hand a demand to a window and, if one is named or was chosen by the enterprise, to its institution.

    A demand that was handed to somebody before is taken back from there (改派), which needs a reason.

    :raises NotFoundError: If the window or the institution does not exist.
    :raises ConflictError: If the demand cannot be dispatched from where it stands, or the window takes no demands.
    """
    windows = tree.load(session)
    window = _window(windows, target.window or demand.window)
    institution = _institution(session, demand, target)
    lifecycle.move(
        session,
        demand,
        DemandStatus.DISPATCHED,
        actor,
        note,
        institution or window or "",
        window=window,
        institution=institution,
        handler=None,
    )
    handed.settle(session, demand, DispatchState.WITHDRAWN)
    handed.now_leads(session, demand, lambda row: _is_with(row, window, institution))
    if window:
        routing.let_see(session, demand, window)
    row = Dispatch(demand_id=demand.id or 0, window=window, institution=institution, by=actor.name, note=note.strip())
    row.at = utc_now()
    session.add(row)
    session.flush()
    return row


def accept(session: Session, demand: Demand, actor: Actor, note: str = "") -> Demand:
    """Take on a dispatched demand (受理)."""
    handler = actor.name if actor.kind is ActorKind.AGENT else demand.handler
    lifecycle.move(session, demand, DemandStatus.ACCEPTED, actor, note, handler=handler)
    handed.settle(session, demand, DispatchState.ACCEPTED, only_open=True)
    return demand


def complete(session: Session, demand: Demand, actor: Actor, note: str = "") -> Demand:
    """Say that a demand is served (办结); who still helps is let go with it."""
    return lifecycle.move(session, demand, DemandStatus.COMPLETED, actor, note)


def give_back(session: Session, demand: Demand, actor: Actor, reason: str) -> Demand:
    """Return a demand (退单): the window looks for another institution; what the window itself returns goes upward.

    After more than two returns it goes upward whoever returned it.
    """
    by_institution = demand.institution is not None
    lifecycle.move(
        session,
        demand,
        DemandStatus.RETURNED,
        actor,
        reason,
        demand.institution or demand.window or "",
        institution=None,
        handler=None,
        returns=demand.returns + 1,
    )
    handed.settle(session, demand, DispatchState.RETURNED)
    if demand.returns > MOST_RETURNS:
        escalate(session, demand, SYSTEM, f"退单已达 {demand.returns} 次")
    elif not by_institution and tree.load(session).above(demand.window) is not None:
        escalate(session, demand, SYSTEM, "窗口退单")
    return demand


def escalate(session: Session, demand: Demand, actor: Actor, reason: str) -> Demand:
    """Give a demand to the next window above; what is at the hub already is marked for its supervision (督办)."""
    if not reason.strip():
        raise InvalidInputError("上报要写明原因。")
    must_go_on(demand)
    above = tree.load(session).above(demand.window)
    if above is None:
        return supervise(session, demand, actor, reason)
    lifecycle.change(session, demand, window=above.key)
    routing.let_see(session, demand, above.key)
    lifecycle.record(session, demand, Action.ESCALATE, actor, reason, above.key)
    return demand


def supervise(session: Session, demand: Demand, actor: Actor, reason: str) -> Demand:
    """Mark a demand as urged from above (督办); whoever has it in hand is told.

    :raises InvalidInputError: Without a reason.
    :raises ConflictError: If it is done already.
    """
    if not reason.strip():
        raise InvalidInputError("督办要写明要求。")
    must_go_on(demand)
    lifecycle.change(session, demand, supervised_at=utc_now())
    row = lifecycle.record(session, demand, Action.SUPERVISE, actor, reason, demand.window or "")
    payload = {"case_no": demand.case_no, "window": demand.window, "transition_id": row.id}
    outbox.put(session, SUPERVISED, payload, key=f"supervised:{row.id}")
    return demand


def add_co_handler(session: Session, demand: Demand, actor: Actor, target: Target, note: str = "") -> Dispatch:
    """Ask another window or institution to help (协办); who leads stays.

    :raises InvalidInputError: If nobody is named.
    :raises ConflictError: If it helps, or leads, already.
    """
    if not target.window and not target.institution:
        raise InvalidInputError("请指定协办的窗口或机构。")
    must_go_on(demand)
    window = _window(tree.load(session), target.window) if target.window else None
    if target.institution:
        _require_institution(session, target.institution)
    if any(_is_with(row, window, target.institution) for row in handed.running(session, demand)):
        raise ConflictError("这个窗口或机构已经在办这件需求。")
    row = Dispatch(
        demand_id=demand.id or 0,
        window=window,
        institution=target.institution,
        role=DispatchRole.CO,
        by=actor.name,
        note=note.strip(),
    )
    row.at = utc_now()
    session.add(row)
    if window:
        routing.let_see(session, demand, window)
    lifecycle.change(session, demand)
    lifecycle.record(session, demand, Action.CO_HANDLE, actor, note, target.institution or window or "")
    return row


def must_go_on(demand: Demand) -> None:
    """Refuse what makes no sense any more once a demand is done, taken back or merged.

    :raises ConflictError: If it is.
    """
    if demand.status in OVER:
        raise ConflictError(f"需求 {demand.case_no} 是“{lifecycle.label(demand.status)}”，不用再上报、督办或协办。")


def _is_with(row: Dispatch, window: str | None, institution: str | None) -> bool:
    """Tell whether a dispatch has a demand with the institution that is meant, else with the window."""
    return row.institution == institution if institution else row.window == window


def _window(windows: WindowTree, key: str | None) -> str | None:
    if key is None:
        return None  # a network without windows: the institution alone
    node = windows.require(key)
    if not node.is_open:
        raise ConflictError(f"{node.name}现在不接单，请换一个窗口。")
    return node.key


def _institution(session: Session, demand: Demand, target: Target) -> str | None:
    """Return who serves: the one that is named, else, within the same window, that of the first chosen offer."""
    if target.institution:
        return _require_institution(session, target.institution)
    if target.window and target.window != demand.window:
        return None
    return choose.institution_of_choice(session, demand)


def _require_institution(session: Session, key: str) -> str:
    if session.exec(select(Institution.key).where(Institution.key == key)).first() is None:
        raise NotFoundError(f"没有编号为 {key[:64]} 的服务机构。")
    return key
