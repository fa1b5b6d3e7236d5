"""The words of sample enterprises: templates from ``needs.yml`` filled with a trade, a place and figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from api.seeding.population import Enterprise

PATH = Path(__file__).with_name("needs.yml")
AMOUNTS_WAN = (20, 30, 50, 80, 100, 150, 200, 300, 500, 800, 1000, 2000)
# Shares that make a year plausible; nothing is measured here.
UNSUPPLIED, URGENT, UNTOLD_CATEGORY = 0.025, 0.06, 0.15


@dataclass(frozen=True)
class Words:
    """A need as it was said, with what the bot would have understood of it."""

    text: str
    slots: dict[str, Any]


@lru_cache(maxsize=1)
def sheet() -> dict[str, Any]:
    """Return the file of words."""
    return dict(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def pick(random: Random, kind: str, of: Any) -> str:
    """Return one of the sentences of a kind, such as the reasons of a window."""
    return str(random.choice(sheet()[kind][of]))


def categories() -> list[str]:
    """Return the categories that needs are written for."""
    return list(sheet()["needs"])


def need(random: Random, category: str, who: Enterprise) -> Words:
    """Return a need of one category as this enterprise says it."""
    words = sheet()
    rare = words["unsupplied"].get(category)
    body = random.choice(rare if rare and random.random() < UNSUPPLIED * 3 else words["needs"][category])
    urgent = random.random() < URGENT
    tail = random.choice(words["urgent"] if urgent else words["tail"])
    wan = random.choice(AMOUNTS_WAN)
    count = max(2, round(who.headcount * random.uniform(0.1, 0.6)))
    filled = {"trade": who.trade, "place": who.place, "wan": wan, "n": count, "months": random.choice((1, 2, 3, 6))}
    text = (random.choice(words["lead"]) + body + tail).format(**filled)
    return Words(text, _slots(random, text, category, who, urgent, wan * 10_000 if "{wan}" in body else None))


def _slots(
    random: Random, text: str, category: str, who: Enterprise, urgent: bool, amount_cny: int | None
) -> dict[str, Any]:
    known: dict[str, Any] = {
        "need": text,
        "category": category if random.random() >= UNTOLD_CATEGORY else None,
        "region": who.region,
        "company": who.name,
        "industry": who.trade,
        "contact": who.contact,
        "phone": who.phone if random.random() < 0.93 else None,
        "urgent": urgent or None,
        "amount_cny": amount_cny,
        "headcount": who.headcount if random.random() < 0.5 else None,
    }
    return {name: value for name, value in known.items() if value is not None}
