"""A message without its circumstances: what is left tells what is wanted, and of which category that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading.denied import undenied
from knowledge.reading.english import in_chinese
from knowledge.reading.region_roles import SEAT_BEFORE
from knowledge.reading.sounds import put_right
from knowledge.reading.spans import Span

CIRCUMSTANCE = {
    "region", "region_alt", "phone", "contact", "company", "industry", "deadline", "revenue_cny",
}  # fmt: skip
SUMS = {"amount_cny", "amount"}  # one word for every sum: 差二十万 speaks of money, of what size says nothing
SUM = "钱"
SEAT_WINDOW = 8
# When and as what the firm began, and that it has a seat, is told of every need.
FOUNDED = re.compile(
    r"(?:公司|厂子?|企业|店)?(?:是|于|在)?(?:(?:19|20)[0-9]{2}年?(?:[0-9]{1,2}月份?)?|去年|前年|今年)(?:[0-9]{1,2}月份?|年初|年底)?"
    r"(?:才|就|刚)?(?:注册|成立|开办|创办|建厂|开业)的?|(?:公司|厂|企业|店)?(?:成立|注册|开办)了?[0-9一二两三四五六七八九十]{1,3}多?年了?"
)
# How and through whom to reach the firm.
REACHED = re.compile(
    r"(?:加?微信(?:同(?:手机|电话|号)|也?是这个)?|手机同号|同微信)(?=[，,。 ]|$)"
    r"|(?:^|(?<=[，,。 ]))(?:有事|直接|可以|打电话)?找(?:前台|我(?:老婆|老公|爱人|儿子|女儿)?|他|她|老板娘?|厂长)"
    r"(?:转[^，,。]{0,6})?(?=[，,。 ]|$)"
)
BEFORE_A_DAY = re.compile(r"^ ?(?:之前|以前|前后?|[之以]?内|左右)")
BUDGETED = re.compile(
    rf"(?:预算|费用|价格|价钱|总价|开支|花费)(?:大概|大约)?(?:控制|卡|压)?(?:死)?(?:在|到|是|为)?(?= ?{SUM})"
)


def wanted(text: str, spans: Sequence[Span]) -> str:
    """Return the text less places, names, the trade, sums and what is denied, slips put right, English in Chinese.

    :param text: The normalised message.
    :param spans: What the readers found in it.
    """
    plain = put_right(text)
    for span in sorted(spans, key=lambda s: -s.start):
        if span.slot in CIRCUMSTANCE | SUMS:
            start = _seat(plain, span)
            behind = BEFORE_A_DAY.sub("", plain[span.end :], 1) if span.slot == "deadline" else plain[span.end :]
            plain = f"{plain[:start]}{SUM if span.slot in SUMS else ' '}{behind}"
    return in_chinese(undenied(REACHED.sub(" ", BUDGETED.sub("", FOUNDED.sub(" ", plain)))))


def _seat(text: str, span: Span) -> int:
    """Return where the words begin that say a place is only the seat (注册地在), else where the span begins."""
    if not span.slot.startswith("region"):
        return span.start
    seat = SEAT_BEFORE.search(text[max(0, span.start - SEAT_WINDOW) : span.start])
    return span.start - len(seat.group()) if seat else span.start
