"""Who has demands in hand, for many of them at once: however many there are, the queries are as many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from api.catalogue.models import Institution
from api.demands.models import Choice, Demand
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.matches.models import Match
from api.windows import tree

GIVEN_BACK = (DispatchState.RETURNED, DispatchState.WITHDRAWN)


def of(session: Session, demands: Sequence[Demand]) -> dict[int, str]:
    """Return by demand the institution or window it was handed to, else whom the enterprise chose; five queries."""
    ids = [demand.id or 0 for demand in demands]
    held = _held(session, ids)
    free = [one for one in ids if not held.get(one)]
    return {one: "" for one in ids} | held | _chosen(session, free)


def _held(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of those who lead and have not given it back."""
    led = select(Dispatch).where(col(Dispatch.demand_id).in_(ids), Dispatch.role == DispatchRole.LEAD)
    last = {row.demand_id: row for row in session.exec(led.order_by(col(Dispatch.id)))}
    standing = {key: row for key, row in last.items() if row.state not in GIVEN_BACK}
    if not standing:
        return {}
    keys = {row.institution for row in standing.values() if row.institution}
    found = select(Institution.key, Institution.name).where(col(Institution.key).in_(keys))
    names, windows = dict(session.exec(found).all()) if keys else {}, tree.load(session)
    return {key: names.get(row.institution or "") or windows.name(row.window) or "" for key, row in standing.items()}


def _chosen(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the providers of what was chosen, in the order in which the newest match showed them."""
    wanted: dict[int, set[str]] = {}
    picked = select(Choice.demand_id, Choice.item_id).where(col(Choice.demand_id).in_(ids))
    for demand_id, item_id in session.exec(picked) if ids else []:
        wanted.setdefault(demand_id, set()).add(item_id)
    if not wanted:
        return {}
    other = aliased(Match)
    newest = select(func.max(other.created_at)).where(other.demand_id == Match.demand_id).scalar_subquery()
    query = select(Match.demand_id, Match.shown, Match.results).where(col(Match.demand_id).in_(wanted))
    rows = session.exec(query.where(Match.created_at == newest))
    return {key: _providers(shown, results, wanted[key]) for key, shown, results in rows if key is not None}


def _providers(shown: Sequence[str], results: Sequence[dict[str, Any]], wanted: set[str]) -> str:
    by_id = {one["item_id"]: one for one in results}
    found = [by_id[item_id] for item_id in shown if item_id in wanted and item_id in by_id]
    return "、".join(dict.fromkeys(str(one["provider"] or one["name"]) for one in found))
