"""Who finished the demand of a choice is kept on the choice, so that services are counted without their demands.

Counted anew in the flush that writes a choice or what of its demand is kept, whichever path does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect, or_, select, update
from sqlalchemy.orm import Session as AnySession
from sqlmodel import col

from api import flushes
from api.demands.models import Choice, Demand, DemandStatus

CHANGES = ("status", "institution", "completed_at", "rating", "created_at")


def install() -> None:
    """Begin to keep it; once is enough for the process."""
    flushes.follow(_keep)


def _keep(session: AnySession, *_: Any) -> None:
    demands: set[int | None] = {row.demand_id for row in session.new if isinstance(row, Choice)}
    demands.update(row.id for row in session.dirty if isinstance(row, Demand) and _changed(row))
    recount(session, demands)


def _changed(demand: Demand) -> bool:
    found = inspect(demand).attrs
    return any(found[name].history.has_changes() for name in CHANGES)


def recount(session: AnySession, demand_ids: Iterable[int | None] | None = None) -> None:
    """Count anew for the choices of these demands, or of all."""
    ids = None if demand_ids is None else sorted(one for one in demand_ids if one is not None)
    if ids == []:
        return
    flushes.lock(session, Demand.id, ids)
    values = kept()
    changed = or_(*(getattr(Choice, name).is_distinct_from(value) for name, value in values.items()))
    these = flushes.of(Choice.demand_id, ids)
    session.connection().execute(update(Choice).where(*these, changed).values(values))


def kept() -> dict[str, Any]:
    """Return what is kept on a choice: who finished its demand, none if nobody has, the score, when it was recorded."""
    columns: dict[str, Any] = {"done_by": Demand.institution, "rating": Demand.rating, "recorded_at": Demand.created_at}
    finished = col(Demand.completed_at).is_not(None), col(Demand.status) != DemandStatus.MERGED
    of_choice = col(Demand.id) == col(Choice.demand_id)
    return {
        name: select(column).where(of_choice, *finished).correlate(Choice).scalar_subquery()
        for name, column in columns.items()
    }
