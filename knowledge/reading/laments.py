"""Clauses that only lament (快撑不下去了) say nothing of what is wanted where another clause does."""

from __future__ import annotations

import re

from knowledge.reading import directions

_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
LAMENTING = ("distress", "sluggish")


def without_laments(text: str) -> str:
    """Return the text without the clauses that lament and name nothing; unchanged if all do.

    >>> without_laments("快倒闭了，订单一个都没有")
    '订单一个都没有'
    """
    clauses = _CLAUSE.findall(text)
    told = [clause for clause in clauses if not is_lament(clause)]
    return text if not told or len(told) == len(clauses) else "，".join(clause.strip() for clause in told)


def is_lament(clause: str) -> bool:
    """Return whether a text tells how bad things are and names nothing to be arranged."""
    theme = directions.read_theme(clause)
    return theme is not None and theme.name in LAMENTING
