"""What an enterprise says of itself in figures, beyond the slots of a demand: matching checks conditions against it.

Rough words keep their meaning: 三千多万 is at least 30 million, 不到三年 is less than three, 左右 leaves a fifth open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from knowledge.reading.figures import Found, find_figures
from knowledge.reading.normalise import normalise

ROUGH = 0.2  # what 大概, 来 and 左右 may be off by
JUST = 1e-9
_NEAR = re.compile(r"(?:大概|大约|约|差不多|估计|可能|也就|上下)(?:是|要|在|有|为|就)?$")
_NEARLY = re.compile(r"(?:接近|将近|快要?|近|快到)(?:有|到)?$")
_BELOW = re.compile(r"(?:不到|不足|少于|低于|没到|没有|不满|未满|小于|没满)$")
_AT_MOST = re.compile(r"(?:不超过|不高于|最多|顶多)$")
_ABOVE = re.compile(r"(?:超过|超|过|不止|至少|起码|不低于|不少于|满|突破)(?:了)?$")
_ROUND_AFTER = re.compile(r"(?:元|块)?(?:左右|上下|的样子|样子)")
_MORE_AFTER = re.compile(r"(?:多|余|出头)")
_PLUS_AFTER = re.compile(r"(?:以上|朝上|往上)")
_LESS_AFTER = re.compile(r"(?:以下|以内|不到)")
_HALF_AFTER = re.compile(r"半")
_WISH = re.compile(r"想|要(?!是)|打算|准备|申请|计划|希望|需要|争取|力争|目标")
_WISHED = frozenset({"patents", "rd_spend_cny", "revenue_cny", "revenue_growth_percent", "loan_cny"})
_FOUNDED = (
    re.compile(
        r"(?P<year>(?:19|20)\d\d)年?(?:(?P<month>1[0-2]|0?[1-9])月份?)?(?:\d{1,2}[日号])?(?:就|才|刚|开始|的时候)?(?:注册|成立|开业|创办|创立|建厂|办的|开的|登记)"
    ),
    re.compile(
        r"(?:成立|注册|创办|开办|创立|建)(?:于|时间(?:是|为)?|是在|在)(?P<year>(?:19|20)\d\d)年?(?:(?P<month>1[0-2]|0?[1-9])月)?"
    ),
)
_LAST_YEARS = re.compile(
    r"(?P<when>今年|去年|前年)(?:年初|年底|上半年|下半年|\d{1,2}月份?|春节后|才|刚|刚刚)*(?:注册|成立|开业|创办|开的|办的|登记)"
)
# 才成立两年 is two years and no new firm.
_NEW = re.compile(
    r"(?:刚刚?|新|才)(?:注册|成立|开业|创办|开张|登记)(?!子公司|分公司)"
    r"(?!(?:[了才快有就]|还|不到|大概|差不多|将近)*[\d一二两三四五六七八九十几]+(?:个?多?年|个?月))"
)
_HALF_YEAR = re.compile(r"(?:成立|注册|开业|经营|开了|办了)(?:才|了|刚|不到|快|大概)*半年(?P<more>多)?")
_NONE = (
    (
        "patents",
        re.compile(
            r"(?:没有?|一个都没|还没有?)(?:任何|过|申请过|自己的|一个|一项)?(?:知识产权|专利)"
            r"|专利(?:还)?(?:没有|一个都没|为零|是零)"
        ),
    ),
    ("export_usd", re.compile(r"(?:没有?|还没|从没|从来没)(?:做过|过|有过)?出口|只做内销|不做(?:外贸|出口)")),
    (
        "rd_spend_cny",
        re.compile(r"(?:没有?|还没有?)(?:搞过|做过|任何)?研发(?:费用|投入|支出)?(?=[，。！？,!?]|$)"),
    ),
)
_DOUBLED = re.compile(r"(?:营收|收入|销售额?|营业额|产值|业绩)[^，。；]{0,6}(?:翻了?一?番|翻了?一?倍|翻倍)")


@dataclass(frozen=True)
class Figure:
    """A figure as far as it was said: the true one lies in ``[low, high]``.

    :param said: The words it was read from; empty when it came as a slot.
    """

    low: float
    high: float
    said: str = ""


def read_firm(text: str, today: date | None = None) -> dict[str, Figure]:
    """Return the firm's figures by field name, as in the requirements of policies; the last said of a kind counts.

    :param text: What the enterprise wrote, in any spelling.
    :param today: Ages from a founding year count from here; without it founding years are not read.
    """
    plain = normalise(text)
    figures: dict[str, Figure] = {}
    for found in find_figures(plain):
        if found.field in _WISHED and _WISH.search(_clause(plain, found)):
            continue
        figures[found.field] = _bounded(plain, found)
    for field, pattern in _NONE:
        if match := pattern.search(plain):
            figures[field] = Figure(0.0, 0.0, match[0])
    if (match := _DOUBLED.search(plain)) and "revenue_growth_percent" not in figures:
        figures["revenue_growth_percent"] = Figure(80.0, 120.0, match[0])
    age = _age(plain, today)
    return {**figures, **({"years_in_business": age} if age else {})}


def _clause(text: str, found: Found) -> str:
    """Return the words before the figure in its clause."""
    return re.split(r"[，。！？；,;\n]", text[: found.at])[-1]


def _bounded(text: str, found: Found) -> Figure:
    """Turn the words around a figure into bounds."""
    before, low, high = text[max(0, found.at - 8) : found.at].removesuffix("百分之"), found.low, found.high
    after = text[found.end : found.end + 4]
    end = found.end
    inner = text[found.at : found.end]
    for pattern in (_MORE_AFTER, _HALF_AFTER, _ROUND_AFTER, _PLUS_AFTER, _LESS_AFTER):
        if match := pattern.match(after):
            end = found.end + match.end()
            break
    figure = _widened(before, after, inner, found, low, high)
    start = found.start
    return Figure(figure[0], figure[1], text[start : max(end, found.stop)].strip("，。、；,; "))


def _widened(before: str, after: str, inner: str, found: Found, low: float, high: float) -> tuple[float, float]:
    step = _step(max(abs(low), abs(high)))
    rules = (
        (_BELOW.search(before), (low - step, high - JUST * step)),
        (_NEARLY.search(before), (high * (1 - ROUGH), high - JUST * step)),
        (_AT_MOST.search(before) or _LESS_AFTER.match(after), (0.0, high)),
        (_ABOVE.search(before) or _PLUS_AFTER.match(after), (low, inf)),
        (_HALF_AFTER.match(after) and found.field == "years_in_business", (low + 0.5, high + 0.5)),
        ("来" in inner, (low * (1 - ROUGH), high + step)),
        (found.approx or _MORE_AFTER.match(after) or "多" in inner or "几" in inner, (low, high + step * (1 - JUST))),
        (_NEAR.search(before) or _ROUND_AFTER.match(after), (low * (1 - ROUGH), high * (1 + ROUGH))),
    )
    return next((bounds for said, bounds in rules if said), (low, high))


def _step(value: float) -> float:
    """Return what the last digit said stands for: ten million in 30 million, one in 25."""
    step = 1.0
    while step * 10 <= value and value % (step * 10) == 0:
        step *= 10
    return step


def _age(text: str, today: date | None) -> Figure | None:
    """Return the firm's age in years from a founding date, 去年成立 or 刚成立."""
    if match := _HALF_YEAR.search(text):
        return Figure(0.5, 0.99 if match["more"] else 0.5, match[0])
    for pattern in _FOUNDED:
        if match := pattern.search(text):
            return _since(int(match["year"]), int(match["month"] or 0), today, match[0])
    if match := _LAST_YEARS.search(text):
        back = ("今年", "去年", "前年").index(match["when"])
        return _since(today.year - back, 0, today, match[0]) if today else None
    match = _NEW.search(text)
    return Figure(0.0, 1.0, match[0]) if match else None


def _since(year: int, month: int, today: date | None, said: str) -> Figure | None:
    """Return the span of ages that a founding year, or month, leaves open."""
    if today is None:
        return None
    first, last = date(year, month or 1, 1), date(year, month or 12, 28)
    oldest, youngest = ((today - day).days / 365.25 for day in (first, last))
    return Figure(max(0.0, youngest), oldest, said) if oldest >= 0 else None


def with_slots(figures: Mapping[str, Figure], slots: Mapping[str, Any], staff: bool = True) -> dict[str, Figure]:
    """Add what the slots say; a slot that contradicts the text is a later correction and counts.

    :param staff: Whether ``headcount`` is the firm's own; the number of people wanted is none of its figures.
    """
    merged = dict(figures)
    names = {name: name for name in (*figures, "revenue_cny", "loan_cny")} | {"loan_cny": "amount_cny"}
    if staff:
        names["headcount"] = "headcount"
    for field, slot in names.items():
        given = _slot(slots.get(slot), bool(slots.get(f"{slot.removesuffix('_cny')}_approx")))
        if given is None or (field == "headcount" and not staff):
            continue
        told = merged.get(field)
        if told is None or given.high < told.low or given.low > told.high:
            merged[field] = given
    return merged


def _slot(value: Any, approx: bool) -> Figure | None:
    bounds = list(value) if isinstance(value, (list, tuple)) else [value, value]
    if len(bounds) != 2 or all(bound is None for bound in bounds):
        return None
    if any(isinstance(b, bool) or not isinstance(b, (int, float, type(None))) for b in bounds):
        return None
    low = 0.0 if bounds[0] is None else float(bounds[0])
    high = inf if bounds[1] is None else float(bounds[1])
    return Figure(low * (1 - ROUGH), high * (1 + ROUGH)) if approx else Figure(low, high)
