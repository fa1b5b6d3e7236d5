"""Read conditions in figures out of prose: 上年度营业收入2000万元以上, 成立满三年, 职工不超过300人.

Only what a bound word makes a condition counts; what is granted, aimed at or counted in a statistic does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.reading.figures import Found, find_figures
from knowledge.reading.normalise import normalise

MAX_READ = 8_000  # characters; conditions of longer documents stand in their first pages
MAX_QUOTE = 60
_AT_LEAST_BEFORE = re.compile(
    r"(?:不低于|不少于|不小于|达到?|不得低于|不得少于|至少|(?<![不未])满|≥|>=|大于等于)(?:了)?$"
)
_ABOVE_BEFORE = re.compile(r"(?<!不)(?<!不得)(?:超过|高于|大于|多于|突破|>)$")
_AT_MOST_BEFORE = re.compile(r"(?:不超过|不得超过|不高于|不得高于|不大于|不多于|最多|≤|<=)$")
_BELOW_BEFORE = re.compile(r"(?:(?<!不)低于|(?<!不)少于|(?<!不)小于|未满|不满|不足|<)$")
_AT_LEAST_AFTER = re.compile(r"(?:（含[^）]{0,4}）|\(含[^)]{0,4}\))?(?:的)?(?:及以上|以上|及其以上)")
_AT_MOST_AFTER = re.compile(r"(?:（含[^）]{0,4}）|\(含[^)]{0,4}\))?(?:及以下|以下|以内|之内)")
# What a clause may say besides its figure without asking for more.
_FILLERS = re.compile(
    r"上一?年度?|年度?|职工|员工|从业人[员数]|在职|企业|单位|公司|应当?|须|需|必须|要求?|总[额数量]|以[上下内]|及以[上下]|之内|[(（]含[^)）]*[)）]|的|为|达到?"
    r"|营业(?:总)?收入|主营业务收入|销售收入|拥有|具有|有|有效|在|占|人民币|不?超过|不[低高多少大小]于|不得[低高]于|未?满|不满"
    r"|至少|比[重例]|[0-9一二三四五六七八九十]+[.、．)）]|[(（][0-9一二三四五六七八九十]+[)）]|[ ，。；：:≥≤<>=]"
)
_NUMBERING = re.compile(
    r"^\s*(?:[0-9一二三四五六七八九十]{1,2}[.、．)）]|[(（][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑳])\s*"
)
# Words by which a figure is granted, aimed at or reported instead of asked for.
_GRANTED = re.compile(
    r"奖|补[助贴]|给予|资助|贴息|按|扣除|减免|减按|减半|返还|支持额|最高(?!不)|力争|目标|到20\d\d年|累计|培育[^企]|新增|带动|免征|减征|提供|发放|额度"
)
_TIER_AFTER = re.compile(r"(?:及?以[上下内])(?:的?(?:为|按|奖|给|补|不[低少高])|的[，,]?(?:奖|给|补|按|一次))")
# What is preferred or usual binds nobody.
_SOFT = re.compile(r"优先|原则上|一般|鼓励|可适当|每批|每次|参会|报名")
_STATED = re.compile(
    r"条件|须|必须|应(?![用收急对邀])|要求|同时满足|符合|对象|适用于|适用范围|面向|申报企业|申请企业|具备|资格|标准"
)
_GRANTS_AFTER = re.compile(r"支持内容|支持方式|奖励标准|扶持标准|补助标准|支持标准|资助标准|优惠内容")
STATED_REACH = 240
_OPERATORS = (
    (_AT_LEAST_BEFORE, ">="),
    (_ABOVE_BEFORE, ">"),
    (_AT_MOST_BEFORE, "<="),
    (_BELOW_BEFORE, "<"),
)


@dataclass(frozen=True)
class Condition:
    """One bound on a figure, read from prose.

    :param quote: The clause as it stands in the text.
    :param firm: Whether the text puts it as a condition of applying; else it may belong to one of several measures.
    :param whole: Whether the clause says nothing besides.
    """

    field: str
    op: str
    value: float
    quote: str
    firm: bool
    whole: bool


@lru_cache(maxsize=4_096)
def read_conditions(text: str) -> tuple[Condition, ...]:
    """Return the conditions in figures that a text states, in order of appearance.

    :param text: A catalogue text or one line of conditions, in any spelling.
    """
    original = text[:MAX_READ]
    plain = normalise(original)
    found: list[Condition] = []
    for figure in find_figures(plain):
        if _GRANTED.search(_before(plain, figure)):
            continue
        found += _read(original, plain, figure)
    return tuple(dict.fromkeys(found))


def _before(text: str, figure: Found) -> str:
    return re.split(r"[。！？!?\n；;]", text[: figure.start])[-1][-12:] + text[figure.start : figure.at]


def _read(original: str, plain: str, figure: Found) -> list[Condition]:
    """Return the bound on one figure; both bounds of a range."""
    if figure.low < figure.high:
        bounds = [(">=", figure.low), ("<=", figure.high)]
    else:
        op = _operator(plain, figure)
        bounds = [(op, figure.low)] if op else []
    start, end = _clause(plain, figure)
    if _SOFT.search(plain[start:end]):
        return []
    stated = _is_stated(plain, start, end) and not _TIER_AFTER.match(plain, figure.end)
    whole = not _FILLERS.sub("", plain[start : figure.start] + plain[figure.stop : end])
    quote = _NUMBERING.sub("", original[start:end]).strip()
    quote = quote if len(quote) <= MAX_QUOTE else original[figure.start : figure.end + 4].strip()
    return [Condition(figure.field, op, value, quote, stated, whole) for op, value in bounds]


def _operator(plain: str, figure: Found) -> str | None:
    before = plain[max(0, figure.at - 8) : figure.at].removesuffix("百分之").rstrip()
    after = plain[figure.end : figure.end + 10]
    if _AT_LEAST_AFTER.match(after):
        return ">="
    if _AT_MOST_AFTER.match(after):
        return "<="
    return next((op for pattern, op in _OPERATORS if pattern.search(before)), None)


def _clause(plain: str, figure: Found) -> tuple[int, int]:
    """Return where the clause around a figure begins and ends."""
    start = max((plain.rfind(mark, 0, figure.start) for mark in "，。；;！？\n：:、"), default=-1) + 1
    ends = [place for mark in "，。；;！？\n、" if (place := plain.find(mark, figure.end)) >= 0]
    return start, min(ends, default=len(plain))


def _is_stated(plain: str, start: int, end: int) -> bool:
    """Tell whether the words before say that conditions follow, and no list of grants has begun since."""
    before = plain[max(0, start - STATED_REACH) : end]
    said = [match.end() for match in _STATED.finditer(before)]
    grants = [match.end() for match in _GRANTS_AFTER.finditer(before)]
    return bool(said) and (not grants or grants[-1] < said[-1])
