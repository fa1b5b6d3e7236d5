"""The national industry classification (GB/T 4754-2017) and the everyday words firms use for their trade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.errors import KnowledgeError

DATA = Path(__file__).parent / "data" / "sectors" / "sectors.yml"


class UnknownSector(KnowledgeError):
    """A code that is not in the classification."""

    def __init__(self, code: str) -> None:
        """Say what was looked for."""
        super().__init__(f"行业代码 {code!r} 不在 sectors.yml 中（应为 A-T 或 01-97）")
        self.code = code


class AmbiguousWord(KnowledgeError):
    """One everyday word listed under two sectors."""

    def __init__(self, word: str, first: str, second: str) -> None:
        """Say what was looked for."""
        super().__init__(f"说法 {word!r} 同时列在行业 {first} 和 {second} 下")


@dataclass(frozen=True)
class Sector:
    """A section (门类, one letter) or division (大类, two digits).

    :param code: ``C`` or ``35``.
    :param name: The standard's name.
    :param words: What firms call it.
    :param parent: The section of a division; empty for sections.
    """

    code: str
    name: str
    words: tuple[str, ...]
    parent: str = ""


@lru_cache(maxsize=1)
def load() -> dict[str, Sector]:
    """Return every sector by code, in the order of the standard."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load(DATA.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are safe ones
    sectors = (Sector(r["code"], r["name"], tuple(str(w) for w in r["words"]), r.get("parent", "")) for r in rows)
    return {sector.code: sector for sector in sectors}


def get(code: str) -> Sector | None:
    """Return the sector of a code, or None."""
    return load().get(code)


def require(code: str) -> Sector:
    """Return the sector of a code.

    :raises UnknownSector: If the classification does not hold it.
    """
    sector = get(code)
    if sector is None:
        raise UnknownSector(code)
    return sector


@lru_cache(maxsize=1)
def _by_word() -> dict[str, str]:
    """Return everyday word or standard name → code; a division's name wins over its section's."""
    table = {sector.name: sector.code for sector in load().values()}
    listed: dict[str, str] = {}
    for sector in load().values():
        for word in sector.words:
            if listed.setdefault(word, sector.code) != sector.code:
                raise AmbiguousWord(word, listed[word], sector.code)
    return table | listed


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _by_word()))


def find(words: str | Iterable[str]) -> str | None:
    """Return the sector the words speak of: the longest known word wins, then the last said.

    In Chinese the last word is the head: 陶瓷机械厂 makes machines. A division wins over a section (工厂 says little).

    :param words: A phrase, or several.
    :return: A division code such as ``35``, a section letter when only that is known, or None.
    """
    phrases = [words] if isinstance(words, str) else list(words)
    hits = [hit for phrase in phrases for hit in _hits(phrase.lower())]
    if not hits:
        return None
    _, _, _, code = max(hits)
    return code


def _hits(phrase: str) -> Iterable[tuple[bool, int, int, str]]:
    """Yield (is a division, length, position, code) for the longest known word at each position."""
    table = _by_word()
    for start in range(len(phrase)):
        for length in range(min(_longest(), len(phrase) - start), 0, -1):
            code = table.get(phrase[start : start + length])
            if code is not None and length > 1:
                yield len(code) == 2, length, start, code
                break
