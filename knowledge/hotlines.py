"""Which official line answers a question that the catalogue does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "hotlines.yml"


@dataclass(frozen=True)
class Hotline:
    """A public line, its name and the words of the questions it answers."""

    number: str
    name: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """Return what is told to people: ``12366（纳税服务热线）``."""
        return f"{self.number}（{self.name}）"


@lru_cache(maxsize=1)
def hotlines() -> tuple[Hotline, ...]:
    """Return all lines in the order in which they are tried; the last answers everything."""
    loaded = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return tuple(Hotline(one["number"], one["name"], tuple(one["words"])) for one in loaded)


def for_question(text: str) -> Hotline:
    """Return the line that answers a question, by its words; the general one if none names a field."""
    return next((line for line in hotlines() if any(word in text for word in line.words)), hotlines()[-1])
