"""The versions of the notice on personal data; each a file that is never changed once it was in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from api.errors import NotFoundError

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Text:
    """One version: its title, and its parts as (heading, lines)."""

    version: str
    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """Return all versions, oldest first; they are named by the day on which they come into force."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def in_force(day: date) -> Text:
    """Return the version in force on a day; before the first of them that one, for there was no other."""
    known = versions()
    return read(next((one for one in reversed(known) if one <= day.isoformat()), known[0]))


def coming(day: date) -> tuple[str, ...]:
    """Return the versions that are announced and come into force after a day, the next first."""
    return tuple(one for one in versions() if one > day.isoformat())


@lru_cache
def read(version: str) -> Text:
    """Return a version: ``#`` begins the title, ``##`` a part, every other line with words is a line of it.

    :raises NotFoundError: If there is none.
    """
    if version not in versions():
        raise NotFoundError(f"没有 {version[:32]} 这一版告知文本。")
    title, parts = "", list[tuple[str, list[str]]]()
    for line in (FOLDER / f"{version}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("## "):
            parts.append((line[3:].strip(), []))
        elif line.strip():
            parts[-1][1].append(line.strip())
    return Text(version, title, tuple((heading, tuple(lines)) for heading, lines in parts))
