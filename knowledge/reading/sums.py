"""Sums in a need, taken for what they are: money. Their digits would weigh more in a search than all other words."""

from __future__ import annotations

import re
from typing import Any

from knowledge.reading.money import read_money
from knowledge.reading.spans import Span

SLOTS = {"amount_cny", "amount"}
_LENDS = re.compile(r"贷(?:个|笔|一笔|到|点|上|出)?$")
# What is borrowed or lacking; a sum that is spent, invested or owed tells how large the matter is, and stays.
_SOUGHT = re.compile(
    r"(?:贷|借|融|缺|差|筹|凑|周转|需要?|要|找|弄|搞|拿)(?:款|资|资金|钱|个|一?笔|到|点|上|得|还|大概|大约|大致|约|至少|最多|[^，,。]{0,3}?)$"
)
# Where the word for it stands before it (贷款五百万扩产) the sum drowns nothing, and titles name sums: it stays.
_SAID = re.compile(r"(?:款|资|资金|钱)$")
_SAID_AFTER = re.compile(r"以[内上下]|左右|上下|的|[货尾欠]款|[一-龥]{2}款|工资|资金|贷款")
_MAY_BE = re.compile(r"[万亿千百元块]|\d{4}")
# Sought without a word for a loan (找200万更新生产线, 差80万): catalogues say 贷款 for it.
_BARE = re.compile(r"(?:借|缺|差|筹|凑|(?P<may>需要?|要)|找|弄|搞)(?:个|一?笔|到|点|得|还|大概|大约|约|至少|最多)*$")
_BUYS = re.compile(
    r"(?:元|块|钱|的?资金)?(?:来|去|用来|用于|拿来)?(?:建|盖|买|购|添|更新|换|扩|周转|进货|进料|备货|备料|装修|发工资|还[贷款])"
)
_NAMES_MONEY = re.compile(r"[贷融股息]|资金|担保|保理|贴现|租赁|补")
LENT, MONEY, LOAN = "款", "钱", "贷款"
LEAST_CNY = 1_000
WINDOW = 8


def without_sums(text: str) -> str:
    """Return the text with every sum that is borrowed or lacking as the word for it: 贷50万买设备 → 贷款买设备.

    :param text: Normalised; turnover, wages, capital and areas are no such sums and stay.
    """
    spans = read_money(text) if _MAY_BE.search(text) else []
    named = _NAMES_MONEY.search(text) is not None
    for span in sorted(spans, key=lambda s: -s.start):
        before = text[max(0, span.start - WINDOW) : span.start]
        is_sought = _SOUGHT.search(before) and not _SAID.search(before)
        if span.slot in SLOTS and _is_large(span.value) and is_sought:
            bare = None if named else _lacking(before, text[span.end :])
            start = span.start - (len(bare.group()) if bare else 0)
            text = f"{text[:start]}{LOAN if bare else _word(text, span)}{text[span.end :]}"
    return text


def _lacking(before: str, after: str) -> re.Match[str] | None:
    """Return the verb by which a sum is lacking; 要 says so only of what is bought with it (做网站要十万吗 asks)."""
    bare = _BARE.search(before)
    return bare if bare and (not bare["may"] or _BUYS.match(after)) else None


def _is_large(value: Any) -> bool:
    """Tell whether a sum is one that firms speak of: 一块儿 and 8米 are none."""
    figures = value if isinstance(value, (list, tuple)) else [value]
    return max((float(figure) for figure in figures if figure is not None), default=0.0) >= LEAST_CNY


def _word(text: str, span: Span) -> str:
    before = text[max(0, span.start - WINDOW) : span.start]
    if _SAID_AFTER.match(text, span.end):
        return ""
    return LENT if _LENDS.search(before) else MONEY
