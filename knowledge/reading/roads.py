"""Names of roads (北京路, 韶山南路): an address of the speaker's town, neither a place of their own nor a trade."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading.spans import Span

LONGEST = 6  # characters of a road's name
_TAIL = re.compile(
    r"(?:[东南西北中]|[一二三四五六]|[东南西北][一二三四五六])?(?:路(?![演过况由灯面线基])|大道|大街|步行街|巷子?(?!道))|[东南西北老新古正]街"
)
# Ends a word that is no road: 线路, 思路, 出路, 铁路.
_NO_ROAD = re.compile(
    r"(?:[线电公铁道马思出门套网气油水回后活财生一半修走问带开老弯速小大旁短断通纹来去退陆丝岔邪销养让同绕顺光管邮航赶找新筑赔死绝理言筑养有没条的了]路|大小街|逛街|上街)$"
)
_SOMEBODY = re.compile(r"[一-龥][路巷]")  # 我是陈路: a road has two characters or more before 路
_INTRODUCES = re.compile(r".*(?:姓|叫|名字|称呼|联系人|负责人|老板娘?|法人)")
_STARTS = re.compile(r"[^一-龥]|[在于住到来址是我们的开从去搬迁]")
_GOES_ON = re.compile(
    r"\d{0,5}号?(?:$|[^一-龥]|[的上边口那这附旁门开有卖做里]|[一-龥]{0,6}?(?:店|厂|馆|超市|公司|铺|行|院|所|坊|城|中心|市场|楼|酒店|学校|幼儿园))"
)


def find_roads(text: str, spans: Sequence[Span] = ()) -> list[tuple[int, int]]:
    """Return where roads are named.

    :param spans: Places read before; a name begins behind them (长沙|韶山路).
    """
    found = []
    for tail in _TAIL.finditer(text):
        start = _start(text, tail.start(), spans)
        if _is_road(text[start : tail.end()], tail.start() - start) and _GOES_ON.match(text, tail.end()):
            found.append((start, tail.end()))
    return found


def _is_road(name: str, own: int) -> bool:
    """Return whether a stretch that ends as roads do is the name of one; ``own``: its characters before that end."""
    return 1 <= own <= LONGEST and not _NO_ROAD.search(name) and not _SOMEBODY.fullmatch(name)


def _start(text: str, end: int, spans: Sequence[Span]) -> int:
    """Return where the name that ends here begins: behind a mark, a verb of being there, a person's cue, or a place."""
    behind = max((span.end for span in spans if span.end <= end), default=0)
    start = end
    while start > max(behind, end - LONGEST - 1) and not _STARTS.match(text, start - 1):
        start -= 1
    introduced = _INTRODUCES.match(text, start, end)
    return introduced.end() if introduced else start
