"""Conditions on days in China, as lists and figures are narrowed by them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from api.clock import midnight, midnight_after


def between(column: Any, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a moment lies on one of these days, both included."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(column >= midnight(since))
    if until is not None:
        found.append(column < midnight_after(until))
    return found
