"""How many stars words without a number give."""

from __future__ import annotations

import re

from knowledge.reading import case_numbers
from knowledge.reading.scores import read_score

# Tried in this order: the refusals of praise before the praise that stands in them.
_WORDS = (
    (
        1,
        r"(?:非常|很|极其?|特别|十分|太|超级?|相当|一点(?:都|也)|完全)不(?:满意|行|好|靠谱)|极差|太差|差劲|糟糕|垃圾|坑人|骗人|失望透|气死|最差",
    ),
    (2, r"不(?:太|怎么|是很|大|算)?(?:满意|行|好|靠谱|咋样)|很?差(?!不多)|失望|没(?:什么)?用|没帮上|差评"),
    (4, r"(?:还|蛮|挺|比较|算)(?:是)?(?:满意|不错|好)|不错|挺好的?|蛮好"),
    (
        5,
        r"(?:非常|很|特别|十分|太|超级?|相当|极其?)(?:满意|好|棒|专业|不错|给力)|完美|好评|太棒|赞|五颗星|没得说|满意得很",
    ),
    (4, r"满意|给力|靠谱"),
    (3, r"还行|还可以|一般|凑合|马马虎虎|中规中矩|普普通通|就那样|过得去"),
)
_COMPILED = tuple((score, re.compile(pattern)) for score, pattern in _WORDS)


def read_satisfaction(text: str) -> int | None:
    """Return 1 to 5 by the number said, else by the words of praise or blame; None if there are neither."""
    said = read_score(text)
    return said if said is not None else next((score for score, words in _COMPILED if words.search(text)), None)


def read_remark(text: str) -> str:
    """Return what is said beside the score itself, empty if nothing is."""
    rest = re.sub(
        r"(?:我)?(?:就|给个?|打个?|评个?)?(?:[1-5一二两三四五]|满)\s*(?:分|颗?星)(?:吧|了|钟)?",
        "",
        case_numbers.without(text),
    )
    return rest.strip(" ，,。！!；;、") if len(re.sub(r"[\W_]", "", rest)) >= 2 else ""
