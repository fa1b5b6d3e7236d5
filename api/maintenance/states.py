"""How an entry stands today, in words and as a condition of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col

from api.catalogue import lasting
from api.catalogue.models import Institution, Service
from knowledge.catalogue import Offer

FIVE: tuple[Any, ...] = ("functions", "process", "standard", ("fee", "text"), ("time_limit", "text"))  # in ``details``


class ItemState(StrEnum):
    """What a list can be narrowed to. The first three exclude one another."""

    VALID = "valid"
    EXPIRED = "expired"
    UPCOMING = "upcoming"
    INCOMPLETE = "incomplete"
    NAMED = "named"

    @property
    def label(self) -> str:
        """Return how it is told to people."""
        return LABELS[self]


LABELS = {
    ItemState.VALID: "有效",
    ItemState.EXPIRED: "已到期",
    ItemState.UPCOMING: "未生效",
    ItemState.INCOMPLETE: "五公开不全",
    ItemState.NAMED: "只有名称的机构",
}


def state_of(offer: Offer, today: date) -> ItemState:
    """Return whether an entry holds today."""
    if lasting.is_over(offer, today):
        return ItemState.EXPIRED
    return ItemState.UPCOMING if lasting.is_to_come(offer, today) else ItemState.VALID


def condition(table: Any, state: ItemState, today: date) -> ColumnElement[bool]:
    """Return the condition that the rows of a table stand so."""
    return CONDITIONS[state](table, today)


def _over(table: Any, today: date) -> ColumnElement[bool]:
    return ~lasting.lasts(table, today)


def _to_come(table: Any, today: date) -> ColumnElement[bool]:
    return and_(lasting.lasts(table, today), lasting.to_come(table, today))


def _valid(table: Any, today: date) -> ColumnElement[bool]:
    return and_(lasting.lasts(table, today), ~lasting.to_come(table, today))


def _incomplete(table: Any, today: date) -> ColumnElement[bool]:
    """Services that leave one of the five public facts (五公开) out; other kinds have none."""
    if table is not Service:
        return false()
    return or_(*(func.coalesce(table.details[path].as_string(), "") == "" for path in FIVE))


def _named(table: Any, today: date) -> ColumnElement[bool]:
    return col(Institution.generated).is_(True) if table is Institution else false()


CONDITIONS: dict[ItemState, Callable[[Any, date], ColumnElement[bool]]] = {
    ItemState.VALID: _valid,
    ItemState.EXPIRED: _over,
    ItemState.UPCOMING: _to_come,
    ItemState.INCOMPLETE: _incomplete,
    ItemState.NAMED: _named,
}
