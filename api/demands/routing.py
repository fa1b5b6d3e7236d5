"""Where a demand goes first, and which windows may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlmodel import Session, col, select

from api.accounts.actors import SYSTEM
from api.accounts.models import User
from api.demands import lifecycle
from api.demands.models import Action, Demand, DemandStatus, DemandWindow
from api.demands.work_models import Dispatch, DispatchState
from api.errors import ConflictError, NotAllowedError, NotFoundError
from api.unindexed import Unindexed
from api.windows import scope as scopes
from api.windows import tree
from api.windows.scope import Scope
from knowledge import sectors

STOPPED = (DemandStatus.CANCELLED, DemandStatus.MERGED)  # nobody serves it any more


def route(session: Session, demand: Demand, home: str | None = None) -> None:
    """Give a new demand to the nearest window that can take it.

    :param home: The window that recorded it: it may see the demand from now on, and keeps it where no place is known.
    """
    windows = tree.load(session)
    own = windows.get(home)
    if own is not None:
        let_see(session, demand, own.key)
    stays = own is not None and demand.region is None and own.can_take(demand.category)
    node = own if stays else windows.nearest(demand.region, demand.sector, demand.category)
    if node is None or node.key == demand.window:
        return
    lifecycle.change(session, demand, window=node.key)
    let_see(session, demand, node.key)
    lifecycle.record(session, demand, Action.ROUTE, SYSTEM, "", node.key)


def let_see(session: Session, demand: Demand, window: str) -> None:
    """Let a window see a demand from now on."""
    if session.get(DemandWindow, (demand.id, window)) is None:
        session.add(DemandWindow(demand_id=demand.id or 0, window=window))
        session.flush()


def visible(
    scope: Scope, of: Any = Demand.id, such: Callable[[Any], ColumnElement[bool]] | None = None
) -> ColumnElement[bool]:
    """Return the condition on demands that a scope sets; it belongs in every query for them.

    :param of: The column that holds a demand's id, where rows that belong to demands are asked for.
    :param such: What else must hold of a demand's id: asked of each demand that is seen once, not of each row of it.
    """
    if scope.everything:
        return true() if such is None else such(of)
    seen = _seen(scope)
    if seen is None:
        return false()
    conditions = [seen[1]] if such is None else [seen[1], such(col(seen[0]))]
    found: ColumnElement[bool] = of.in_(select(seen[0]).where(*conditions))
    return found


def visible_alone(scope: Scope) -> ColumnElement[bool]:
    """Return the same condition on demands, asked of each by itself: quicker where few are looked at."""
    if scope.everything:
        return true()
    seen = _seen(scope)
    return false() if seen is None else exists().where(seen[0] == col(Demand.id), seen[1])


def held(scope: Scope) -> ColumnElement[bool]:
    """Return the same condition on demands, told by where they lie: quicker where many are looked at.

    Only those that lie elsewhere, in part or whole, are gathered. Neither index is to be looked up: what else is asked
    tells better where to begin.
    """
    if scope.everything or not scope.windows:
        return visible(scope)
    return or_(Unindexed(Demand.window).in_(scope.windows), (col(Demand.id) + 0).in_(apart(scope)))


def apart(scope: Scope) -> Any:
    """Return the ids of demands that windows of a scope may see, of which something lies at another window."""
    mine = col(DemandWindow.window).in_(scope.windows), col(DemandWindow.apart).is_(True)
    return select(DemandWindow.demand_id).where(*mine)


def _seen(scope: Scope) -> tuple[Any, ColumnElement[bool]] | None:
    """Return the column of demands' ids and the condition on its rows that a scope may see; None if it sees none."""
    if scope.institution is not None:
        running = col(Dispatch.state) != DispatchState.WITHDRAWN
        return Dispatch.demand_id, (col(Dispatch.institution) == scope.institution) & running
    if not scope.windows:
        return None
    return DemandWindow.demand_id, col(DemandWindow.window).in_(scope.windows)


def require(session: Session, case_no: str, scope: Scope) -> Demand:
    """Return the demand of this number to somebody who may see it.

    :raises NotFoundError: If there is none, or not for this scope: which of the two is not told.
    """
    demand = session.exec(select(Demand).where(Demand.case_no == case_no, visible_alone(scope))).first()
    if demand is None:
        raise NotFoundError(f"没有编号为 {case_no[:32]} 的需求，或者不在您的范围内。")
    return demand


def require_served(session: Session, case_no: str, scope: Scope) -> Demand:
    """Return a demand to somebody who may ring up the enterprise: an institution only while, or after, it serves it.

    :raises NotFoundError: If it is out of scope.
    :raises NotAllowedError: If the institution gave it back, or it was taken back or merged before it was served.
    """
    demand = require(session, case_no, scope)
    if scope.institution is None:
        return demand
    if demand.status in STOPPED:
        raise NotAllowedError(f"需求 {case_no} 是“{lifecycle.label(demand.status)}”，不能再看联系方式。")
    if has_in_hand(demand, scope):
        return demand
    serving = col(Dispatch.state).in_((DispatchState.OPEN, DispatchState.ACCEPTED, DispatchState.DONE))
    had_begun = and_(col(Dispatch.state) == DispatchState.ENDED, col(Dispatch.accepted_at).is_not(None))
    own = (Dispatch.demand_id == demand.id, Dispatch.institution == scope.institution)
    if session.exec(select(Dispatch.id).where(*own, or_(serving, had_begun)).limit(1)).first() is None:
        raise NotAllowedError(f"需求 {case_no} 您已经退单，不能再看联系方式。")
    return demand


def in_hand(session: Session, case_no: str, user: User, version: int | None = None, recorder: bool = False) -> Demand:
    """Return a demand to a user who may act on it: of the window that has it, of one above, or of its institution.

    :param version: What the user has seen of it; None takes it as it is.
    :param recorder: Also to the agent who recorded it, who may still have the enterprise on the telephone.
    :raises NotFoundError: If it is out of the user's scope.
    :raises NotAllowedError: If it may be seen only, because it has gone elsewhere.
    :raises ConflictError: If somebody has worked on it since.
    """
    scope = scopes.of(session, user)
    demand = require(session, case_no, scope)
    if not has_in_hand(demand, scope) and not (recorder and demand.recorded_by == user.username):
        raise NotAllowedError(f"需求 {case_no} 现在不在您这里办理，只能查看。")
    require_version(demand, version)
    return demand


def require_version(demand: Demand, version: int | None) -> None:
    """Compare a demand with what a user has seen of it; None takes it as it is.

    :raises ConflictError: If somebody has worked on it since.
    """
    if version is not None and version != demand.version:
        raise ConflictError(f"需求 {demand.case_no} 刚被别人处理过，请刷新再看。")


def require_reach(session: Session, user: User, window: str | None) -> None:
    """Let an agent hand over downward, upward along the own line, or to an industry window.

    :raises NotAllowedError: For a window of somebody else.
    """
    scope = scopes.of(session, user)
    if window is None or scope.has(window):
        return
    windows = tree.load(session)
    node = windows.require(window)
    if node.level != tree.INDUSTRY and node.key not in {above.key for above in windows.up(scope.home)}:
        raise NotAllowedError(f"{node.name}不归您的窗口管，请上报后由上级派单。")


def has_in_hand(demand: Demand, scope: Scope) -> bool:
    """Tell whether somebody of this scope may act on a demand that he sees."""
    if scope.institution is not None:
        return demand.institution == scope.institution
    return scope.has(demand.window)


def sector_of(slots: dict[str, Any]) -> str | None:
    """Return the GB/T 4754 code of the trade that was named, if it can be told."""
    industry = str(slots.get("industry") or "")
    return sectors.find(industry) if industry else None
