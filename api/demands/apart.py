"""Whether something of a demand lies at another window is kept for each window that may see it.

Where nothing does, the window that stands on a demand, a deadline or a dispatch tells whether a scope may see it, and
the demands that it may see need not be gathered first (``routing.held``). Counted anew in the flush that writes any of
these, whichever path does it; a row says yes until it was counted, which is slower and never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, insert, inspect, or_, select, true, update
from sqlalchemy.orm import Session as AnySession
from sqlmodel import col

from api import flushes
from api.demands.models import Demand, DemandWindow
from api.demands.work_models import Deadline, Dispatch

WATCHED = (Demand, DemandWindow, Deadline, Dispatch)
CHANGES = ("window",)


def install() -> None:
    """Begin to keep it; once is enough for the process."""
    flushes.follow(_keep)


def _keep(session: AnySession, *_: Any) -> None:
    rows = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, WATCHED)]
    moved = [row for row in rows if row in session.deleted or inspect(row).attrs.window.history.has_changes()]
    recount(session, {row.id if isinstance(row, Demand) else row.demand_id for row in moved})


def recount(session: AnySession, demand_ids: Iterable[int | None] | None = None) -> None:
    """Count anew for these demands, or for all.

    The window that has a demand in hand may see it: where no path has said so, it is said here.
    """
    ids = None if demand_ids is None else sorted(one for one in demand_ids if one is not None)
    if ids == []:
        return
    flushes.lock(session, Demand.id, ids)
    connection, unsaid = session.connection(), _unsaid().where(*flushes.of(Demand.id, ids))
    connection.execute(insert(DemandWindow).from_select(["demand_id", "window", "apart"], unsaid))
    found, these = is_apart(), flushes.of(DemandWindow.demand_id, ids)
    changed = col(DemandWindow.apart) != found
    connection.execute(update(DemandWindow).where(*these, changed).values(apart=found))


def _unsaid() -> Any:
    said = select(col(DemandWindow.demand_id)).where(
        col(DemandWindow.demand_id) == col(Demand.id), col(DemandWindow.window) == col(Demand.window)
    )
    return select(col(Demand.id), col(Demand.window), true()).where(col(Demand.window).is_not(None), ~said.exists())


def is_apart() -> ColumnElement[bool]:
    """Return whether the demand, a deadline or a dispatch of it lies anywhere but at the window of the row."""
    tables: tuple[tuple[Any, Any], ...] = (
        (Demand.id, Demand.window),
        (Deadline.demand_id, Deadline.window),
        (Dispatch.demand_id, Dispatch.window),
    )
    return or_(
        *(
            select(owner)
            .where(owner == DemandWindow.demand_id, window.is_distinct_from(col(DemandWindow.window)))
            .correlate(DemandWindow)
            .exists()
            for owner, window in tables
        )
    )
