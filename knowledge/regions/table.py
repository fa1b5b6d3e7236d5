"""The region table: look up codes and names, walk up and down the tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.errors import KnowledgeError

DATA = Path(__file__).parents[1] / "data" / "regions"
MUNICIPALITIES = ("11", "12", "31", "50")


class UnknownRegion(KnowledgeError):
    """A code that is not in the table."""

    def __init__(self, code: str) -> None:
        """Say what was looked for."""
        super().__init__(f"行政区划代码 {code!r} 不在 regions.tsv 中（应为六位 GB/T 2260 代码）")
        self.code = code


@dataclass(frozen=True)
class Region:
    """A province, city or county.

    :param code: Six-digit GB/T 2260 code.
    :param name: Full name, 长沙市.
    :param short: As people say it, 长沙.
    :param parent: Code of the region above; empty for provinces.
    :param level: ``province``, ``city`` or ``county`` (districts, county-level cities and coded zones too).
    """

    code: str
    name: str
    short: str
    parent: str
    level: str


def canonical(code: str) -> str:
    """Map the pseudo-codes of other tables onto real regions: 500100 → 500000, 429000 → 420000, 620201 → 620200."""
    if len(code) == 6 and code[:2] in MUNICIPALITIES and code[2:] in ("0100", "0200"):
        return code[:2] + "0000"
    if code == "620201":
        return "620200"
    return code[:2] + "0000" if len(code) == 6 and code[2:] == "9000" else code


@lru_cache(maxsize=1)
def load() -> dict[str, Region]:
    """Return every region by code."""
    lines = (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines()[2:]
    regions = (Region(*line.split("\t")) for line in lines)
    return {region.code: region for region in regions}


@lru_cache(maxsize=1)
def load_towns() -> tuple[tuple[str, str], ...]:
    """Return (town name, county code) pairs; a name may occur more than once."""
    lines = (DATA / "towns.tsv").read_text(encoding="utf-8").splitlines()[2:]
    return tuple((name, code) for name, code in (line.split("\t") for line in lines))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Region]]:
    table: dict[str, list[Region]] = {}
    for region in load().values():
        for name in {region.name, region.short}:
            table.setdefault(name, []).append(region)
    return table


@lru_cache(maxsize=1)
def _by_parent() -> dict[str, list[Region]]:
    table: dict[str, list[Region]] = {}
    for region in load().values():
        table.setdefault(region.parent, []).append(region)
    return table


@lru_cache(maxsize=8_192)  # asked some thousand times for one match
def get(code: str) -> Region | None:
    """Return the region of a code, or None."""
    return load().get(canonical(code))


def require(code: str) -> Region:
    """Return the region of a code.

    :raises UnknownRegion: If the table does not hold it.
    """
    region = get(code)
    if region is None:
        raise UnknownRegion(code)
    return region


def ancestors(code: str) -> list[Region]:
    """Return the regions above, nearest first: 望城 → [长沙, 湖南]."""
    return [require(above) for above in _upwards(code)[1:]]


@lru_cache(maxsize=8_192)
def _upwards(code: str) -> tuple[str, ...]:
    region = require(code)
    return (region.code, *(_upwards(region.parent) if region.parent else ()))


def covers(served_code: str, wanted_code: str) -> bool:
    """Tell whether an offer for ``served_code`` reaches ``wanted_code``: the same region or one above it."""
    return require(served_code).code in _upwards(wanted_code)


def children(code: str = "") -> list[Region]:
    """Return the regions directly below; without a code, the provinces."""
    if not code:
        return list(_by_parent()[""])
    return list(_by_parent().get(require(code).code, []))


def find(name: str) -> list[Region]:
    """Return the regions that bear this full or short name exactly, the highest first, then by code."""
    rank = {"province": 0, "city": 1, "county": 2}
    return sorted(_by_name().get(name, []), key=lambda region: (rank[region.level], region.code))
