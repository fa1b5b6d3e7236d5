"""How statuses are told to people."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "statuses.yml"


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """Return the labels by what has the status (``demand``, ``appeal``) and by status."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return loaded


def label(what: str, status: str) -> str:
    """Return one label."""
    return labels()[what][status]


def next_step(what: str, status: str, unit: str) -> str:
    """Return what happens next and who has it.

    :param what: ``demand`` or ``appeal``.
    :param unit: Who holds it by name; a general word is taken where that is not known.
    """
    named = labels().get(f"{what}_next_named", {}).get(status) if unit else None
    return (named or labels()[f"{what}_next"][status]).format(unit=unit or "承办单位")
