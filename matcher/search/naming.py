"""A need that is hardly more than a service's name: 想找代账, 长沙办营业执照, 有没有做环评的.

So few words tell the judge of whether to answer next to nothing, and which of them are there decides by chance.
Whoever names a service plainly is shown those of that type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from knowledge.lexicon import expand, spelling
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.reading.wanted import wanted
from knowledge.taxonomy import load_service_types
from matcher.index.build import CatalogueIndex
from matcher.search.answer import JUDGED, MAYBE
from matcher.search.ranked import Ranked

LONGEST = 40  # characters; whoever says more is judged by what he says
SHORTEST = 2
ANY_DAY = date(2026, 1, 1)  # days that a text names are only taken out of it
# What stands around the name of a thing when somebody asks for it.
_BEFORE = re.compile(
    r"^(?:您?好|你好|请问|麻烦|那个|就是|我们?|俺们?|公司|厂里|店里|这边|想要?|打算|准备|需要?|要|得|急着?|想着|看看|能不能|可不可以"
    r"|哪里|哪儿|哪家|谁家?|有没有|有无|有|帮忙?|给|找|请|办理?|做|弄|搞|咨询|了解|问问?|一下子?|下|个|一[个家位份]|几[个家]|家|人|能|会"
    r"|可以|专门|来|去|在|对接|介绍|推荐|联系|的|[\W_])"
)
_BEHIND = re.compile(
    r"(?:的?(?:公司|机构|服务|业务|老师|师傅|单位|平台|人|地方|家)|怎么[办弄搞做]|在?哪里?[办弄搞做]?|多少钱|找谁|一下|一[个家]"
    r"|可以吗|行吗|行不行|有吗|有没有|吗|呢|吧|么|嘛|啊|呀|哦|了|的|谢谢|[\W_])$"
)


def is_named(text: str, ranked: Sequence[Ranked], index: CatalogueIndex) -> bool:
    """Tell whether a text is the name of a service type, and one of the first results is of that type."""
    if not ranked or len(text) > LONGEST:
        return False
    places = {index.types.places[code] for code in _named(text) if code in index.types.places}
    return bool(places) and any(places & _types_of(one.row, index) for one in ranked[:JUDGED])


def _types_of(row: int, index: CatalogueIndex) -> set[int]:
    places = index.type_places[row]
    return set(places[(places >= 0) & (index.type_weights[row] >= MAYBE)].tolist())


@lru_cache(maxsize=256)  # asked once for each set of filters that is tried
def _named(text: str) -> frozenset[str]:
    """Return the codes of the types that a text names and says hardly anything besides."""
    plain = normalise(text)
    rest = _bare(spelling(wanted(plain, read_facts(plain, ANY_DAY).spans)))
    found = set(_names().get(rest, ()))
    whole = (hit for hit in expand(rest) if hit.start == 0 and hit.end == len(rest))
    return frozenset(found | {code for hit in whole for code in hit.types[:1]})


def _bare(text: str) -> str:
    """Take off what stands around a name; a name that itself begins or ends so stays whole."""
    names, rest = _names(), text
    for frame in (_BEFORE, _BEHIND):
        while len(rest) > SHORTEST and rest not in names and (found := frame.search(rest)):
            rest = rest[: found.start()] + rest[found.end() :]
    return rest


@lru_cache(maxsize=1)
def _names() -> dict[str, frozenset[str]]:
    """Return the types of each name and alias, as texts are spelled here."""
    found: dict[str, set[str]] = {}
    for kind in load_service_types().values():
        for name in (kind.name, *kind.aliases):
            if len(name) >= SHORTEST:
                found.setdefault(spelling(name), set()).add(kind.code)
    return {name: frozenset(codes) for name, codes in found.items()}
