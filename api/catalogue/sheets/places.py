"""Names of regions, sectors, categories and service types into their codes and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from api.catalogue.sheets.faults import CellError
from knowledge import sectors, taxonomy
from knowledge.regions import table

COUNTRY = "100000"
SEPARATORS = re.compile(r"[、；;,，\n]+")
MAX_NAME = 40


def region(word: str) -> str:
    """Return the code of a region: a code, a name that only one bears, or one with those above before it.

    :raises CellError: If there is none, or several.
    """
    if word in ("全国", COUNTRY):
        return COUNTRY
    if word.isascii() and word.isdigit():
        if table.get(word) is None:
            raise CellError(f"没有代码为 {word} 的地区")
        return word
    codes = _meant(word) if len(word) <= MAX_NAME else frozenset()
    if not codes:
        raise CellError(f"没有叫“{word[:MAX_NAME]}”的地区")
    if len(codes) > 1:
        names = "、".join(f"{_whole_name(code)}（{code}）" for code in sorted(codes)[:5])
        raise CellError(f"叫“{word}”的地区有 {len(codes)} 处：{names}；请写上级或代码")
    return next(iter(codes))


def _meant(word: str) -> frozenset[str]:
    """Return the regions of a name: the full name before a short one, a city before the counties in it (长沙)."""
    codes = _bearers(word)
    full = frozenset(code for code in codes if table.require(code).name == word)
    if len(codes) < 2 or len(full) == 1:
        return full or codes
    cities = [code for code in codes if table.require(code).level == "city"]
    is_whole = len(cities) == 1 and all(table.covers(cities[0], code) for code in codes)
    return frozenset(cities) if is_whole else codes


@lru_cache(maxsize=4_096)
def _bearers(word: str) -> frozenset[str]:
    found = {one.code for one in table.find(word)}
    for cut in range(1, len(word)):
        below = table.find(word[cut:])
        above = _bearers(word[:cut]) if below else frozenset()
        found |= {one.code for one in below if above & {upper.code for upper in table.ancestors(one.code)}}
    return frozenset(found)


@lru_cache(maxsize=8_192)
def region_name(code: str) -> str:
    """Return the name of a region by which it is found again; its code where no name does."""
    if code == COUNTRY:
        return "全国"
    one = table.get(code)
    if one is None:
        return code
    nearest = [upper.name for upper in table.ancestors(code)[:1]]
    names = (one.name, "".join([*nearest, one.name]), _whole_name(code))
    return next((name for name in names if len(name) <= MAX_NAME and _meant(name) == {code}), code)


def _whole_name(code: str) -> str:
    """Return a region with all above it."""
    above = [upper.name for upper in reversed(table.ancestors(code))]
    return "".join([*above, table.require(code).name])


def _named(what: str, names: Callable[[], dict[str, str]]) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return the reading and the writing of codes that have names."""

    @lru_cache(maxsize=1)
    def tables() -> tuple[dict[str, str], dict[str, str]]:
        by_code = names()
        listed = list(by_code.values())
        by_name = {name: code for code, name in by_code.items() if listed.count(name) == 1}
        return by_code, by_name

    def read(word: str) -> str:
        by_code, by_name = tables()
        if word in by_code:
            return word
        if word not in by_name:
            raise CellError(f"没有叫“{word[:MAX_NAME]}”的{what}")
        return by_name[word]

    def write(code: str) -> str:
        by_code, by_name = tables()
        name = by_code.get(code, code)
        return name if by_name.get(name) == code else code

    return read, write


category, category_name = _named("类别", lambda: {c.code: c.name for c in taxonomy.load_categories().values()})
service_type, service_type_name = _named(
    "服务事项", lambda: {c.code: c.name for c in taxonomy.load_service_types().values()}
)
sector, sector_name = _named("行业", lambda: {c.code: c.name for c in sectors.load().values()})


def several(text: str, read: Callable[[str], str]) -> list[str]:
    """Read a list of names; a name may hold what else separates names (农、林、牧、渔业).

    :raises CellError: With the first name that is none.
    """
    parts = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    codes, at = [], 0
    while at < len(parts):
        after, code = _longest(parts, at, read)
        codes.append(code)
        at = after
    return list(dict.fromkeys(codes))


def _longest(parts: list[str], at: int, read: Callable[[str], str]) -> tuple[int, str]:
    for after in range(min(len(parts), at + 6), at + 1, -1):
        try:
            return after, read("、".join(parts[at:after]))
        except CellError:
            continue
    return at + 1, read(parts[at])
