"""Whether an entry is over on a day, or yet to come: of the entry, and as conditions of the database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from knowledge.catalogue import Offer


def is_over(offer: Offer, today: date) -> bool:
    """Tell whether an entry has ended."""
    return offer.valid_until is not None and offer.valid_until < today


def is_to_come(offer: Offer, today: date) -> bool:
    """Tell whether an entry has not begun."""
    return offer.valid_from is not None and offer.valid_from > today


def lasts(table: Any, today: date) -> ColumnElement[bool]:
    """Return the condition that the rows of a table have not ended; they may be yet to come."""
    return or_(table.valid_until.is_(None), table.valid_until >= today)


def to_come(table: Any, today: date) -> ColumnElement[bool]:
    """Return the condition that the rows of a table have not begun."""
    return and_(table.valid_from.is_not(None), table.valid_from > today)
