"""When a number may have been given out to somebody else (二次放号): by its silence, as data.

Source: docs/decisions/0025-identity.md
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "reissue.yml"


@dataclass(frozen=True)
class Rule:
    """How long a number must have been silent to have changed hands, and how often one may show that it has not."""

    silence_days: int
    tries_a_day: int

    @property
    def silence(self) -> timedelta:
        """Return the silence from which on the holder may be another."""
        return timedelta(days=self.silence_days)


@lru_cache
def rule() -> Rule:
    """Return the rule in force."""
    return Rule(**yaml.safe_load(PATH.read_text(encoding="utf-8")))


def begin(signs: Iterable[datetime], until: datetime) -> datetime:
    """Return since when the holder of a number is surely the same, going back from ``until`` over its signs of life.

    :param signs: When the number was verified or called, in any order; what lies after ``until`` says nothing.
    """
    known = until
    for sign in sorted((one for one in signs if one <= until), reverse=True):
        if known - sign >= rule().silence:
            break
        known = sign
    return known
