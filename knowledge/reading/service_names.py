"""Whether words name a service: what is to be arranged, and not what firms are or do."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge import lexicon, taxonomy
from knowledge.reading import trade_words

# Words of what is to be arranged that firms are called by as well (猎头公司, 网红孵化): no trade is left out for them.
_ALSO_TRADES = frozenset("校准 计量 讲座 论坛 沙龙 路演 孵化 派遣 外包 猎头 审核 验厂 验收 报关 清关 保险 理财".split())
LEFT = 1  # characters beside a wording that make no sentence of it
# What stands around a bare name: 有没有VR展厅, PCT申请怎么弄.
_FRAME = re.compile(
    r"^(?:请问|你好|想要?|要|需要|求|找|办|做|搞|上|弄|有没有|咨询|了解|问一?下|个|一[个下份套])+"
    r"|(?:怎么[办弄搞做开申上]?[请]?|如何[办做]|哪里[办做有]|多少钱|申请|办理|代办|服务|一下|咨询|吗|呢|吧|[？?。！!])+$"
)


def names_service(text: str) -> bool:
    """Tell whether the words are a service's name, or hold a word of what is to be arranged (商标, 检测)."""
    plain = lexicon.spelling(text).strip()
    is_listed = any(word in text for word in trade_words.service_words() | _ALSO_TRADES)
    return is_listed or plain in _names() or any(hit.types for hit in lexicon.expand(plain))


def is_service_name(text: str) -> bool:
    """Tell whether a text is nothing but the name of a service, however it is asked for (VR展厅, PCT怎么申请)."""
    plain = lexicon.spelling(text).strip()
    rest = _FRAME.sub("", plain).strip()
    if plain in _names() or rest in _names():
        return True
    whole = (hit for hit in lexicon.expand(rest) if hit.types)
    return any(len(re.sub(r"[\W_]", "", rest[: hit.start] + rest[hit.end :])) <= LEFT for hit in whole)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    kinds = taxonomy.load_service_types().values()
    return frozenset(lexicon.spelling(name) for kind in kinds for name in (kind.name, *kind.aliases))
