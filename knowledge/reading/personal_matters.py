"""Matters of a person and of no enterprise (a divorce, one's own wages), and who helps with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.reading import firms_meant

PATH = Path(__file__).parents[1] / "data" / "reading" / "personal_matters.yml"
LONGEST = 80  # characters; who tells more has a story in which a wife or a flat may well come up beside the firm


@dataclass(frozen=True)
class PersonalMatter:
    """One kind of matter: how it is told, what makes it an enterprise's after all, and who helps."""

    name: str
    said: re.Pattern[str]
    unless: re.Pattern[str]
    where: str


@lru_cache(maxsize=1)
def matters() -> tuple[PersonalMatter, ...]:
    """Return all kinds."""
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return tuple(
        PersonalMatter(one["name"], re.compile(one["said"]), re.compile(one["unless"]), one["where"]) for one in loaded
    )


def read_personal(text: str) -> PersonalMatter | None:
    """Return the personal matter that a message is about, None if it is an enterprise's or none of them."""
    if len(text) > LONGEST or firms_meant.find(text):
        return None
    return next((one for one in matters() if one.said.search(text) and not one.unless.search(text)), None)
