"""How long each stage of a demand may take, from ``data/deadlines.yml``, in minutes of office time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge import working_hours
from knowledge.errors import KnowledgeError

PATH = Path(__file__).parent / "data" / "deadlines.yml"
STAGES = ("dispatch", "accept", "complete")


@dataclass(frozen=True)
class Rules:
    """What the file says; times in minutes of office time.

    :param remind_at: The share of the time that is left when the responsible are reminded, in (0, 1).
    """

    default: Mapping[str, int]
    categories: Mapping[str, Mapping[str, int]]
    urgent: Mapping[str, int]
    close: Mapping[str, int]
    appeal: Mapping[str, int]
    remind_at: float


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules as the file has them.

    :raises KnowledgeError: If a time cannot be read or a stage lacks its default.
    """
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    default = _times(loaded["default"])
    missing = set(STAGES) - set(default)
    if missing:
        raise KnowledgeError(f"deadlines.yml: no default for {sorted(missing)}")
    return Rules(
        default=default,
        categories={code: _times(times) for code, times in loaded["categories"].items()},
        urgent=_times(loaded["urgent"]),
        close=_times(loaded["close"]),
        appeal=_times(loaded["appeal"]),
        remind_at=float(loaded["remind_at"]),
    )


def limit(stage: str, category: str | None, urgent: bool) -> int:
    """Return the minutes of office time that a stage may take: the shortest of the rules that fit."""
    known = rules()
    usual = known.categories.get(category or "", {}).get(stage, known.default[stage])
    return min(usual, known.urgent.get(stage, usual)) if urgent else usual


def read_time(text: str) -> int:
    """Return the minutes in ``4h`` or ``15d``.

    :raises KnowledgeError: If it is neither.
    """
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in ("h", "d"):
        raise KnowledgeError(f"deadlines.yml: {text!r} is neither hours (4h) nor days (15d)")
    return int(number) * (60 if unit == "h" else working_hours.day_minutes())


def _times(raw: Mapping[str, str]) -> dict[str, int]:
    return {name: read_time(text) for name, text in raw.items()}
