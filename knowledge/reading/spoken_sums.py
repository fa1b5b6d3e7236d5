"""Sums as they are spoken: 贷五十个 means 万, 几十万 asked for means something between, 那一块 means no money."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.reading.numerals import Numeral

WAN = 10_000
_UNIT = re.compile(r" ?个 ?(?P<said>[（(]?[万wW][）)]?)?")
# Right before 五十个, these say that money is what is counted.
_LENDS = re.compile(
    r"(?:贷款?|借款?|融资?|周转|授信|额度|资金|垫资?|过桥|缺口|拆借?|放款?|批)"
    r"(?:到|个|出来|给我?们?|我们?|一|约|大概|大约|差不多|最少|最多|至少|起码|不超过|要|需要|是|在|了|[:： ])*$"
)
# What lenders count by the piece is not people, months or points.
_ENDS = re.compile(
    r"$|[^一-龥A-Za-z0-9]|[以左上到至之就够也过用周做进买付还来开吧啊呢的都行多给先应可装开扩建租招发交]"
)
_OF_OTHERS = re.compile(r"个?(?:人|月|点|工|小时|百分点|名|师傅|员|亿)")
_POINTED = re.compile(r"[这那哪某]$")
_LONE = re.compile(r"[上近过约成破超大满足整]$")
_VAGUE = re.compile(r"(?P<size>[大小])?(?:好)?几(?P<unit>[十百千]?[万亿wW])")
_SEVERAL = {"小": (2, 5), "": (2, 9), "大": (5, 9)}  # 小几十万, 几十万, 大几十万
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": WAN, "亿": 10**8, "w": WAN, "W": WAN}


def in_ten_thousands(text: str, numeral: Numeral, asked: bool) -> Numeral | None:
    """Return the sum that N个 is where money is counted (贷五十个, 两百个（万）), None where it counts something else.

    :param asked: The amount was the question.
    """
    unit = _UNIT.match(text, numeral.end)
    if unit is None or numeral.unit >= WAN or numeral.low is None or numeral.high is None:
        return None
    if not unit["said"]:
        lends = asked or _LENDS.search(text[max(0, numeral.start - 14) : numeral.start])
        if not lends or _OF_OTHERS.match(text, unit.end()) or not _ENDS.match(text, unit.end()):
            return None
    return replace(numeral, low=numeral.low * WAN, high=numeral.high * WAN, unit=WAN, end=unit.end())


def is_no_sum(text: str, numeral: Numeral) -> bool:
    """Tell whether the words only sound like a number: 那一块 is a part of town, 万总 is called 万."""
    before = text[max(0, numeral.start - 1) : numeral.start]
    if numeral.end - numeral.start == 1 and text[numeral.start] in "万亿千百":
        return _LONE.search(before) is None
    return numeral.value == 1 and text[numeral.end : numeral.end + 1] == "块" and _POINTED.search(before) is not None


def vague_at(text: str, numeral: Numeral) -> Numeral | None:
    """Return the range that 几十万 leaves open, 小 and 大 before it heard; None if it says more or less than that."""
    begin = max(0, numeral.start - 1) if text[numeral.start - 1 : numeral.start] in tuple("大小") else numeral.start
    said = _VAGUE.fullmatch(text[begin : numeral.end])
    if said is None:
        return None
    unit = 1
    for character in said["unit"]:
        unit *= _UNITS[character]
    low, high = (float(unit * times) for times in _SEVERAL[said["size"] or ""])
    return Numeral(low, high, True, numeral.unit, numeral.start, numeral.end)
