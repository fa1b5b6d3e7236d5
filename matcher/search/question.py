"""The one question to the enterprise that would settle most of what is open among the first results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcher.types import Criterion, Question, Verdict

LOOKED_AT = 5  # results; further ones are rarely read
# What to ask for the figure itself: its answer settles every requirement on it, in whatever words it is put.
FIGURES: Mapping[str, str] = {
    "revenue_cny": "贵企业上一年度的营业收入大约是多少？",
    "revenue_growth_percent": "贵企业上一年度营业收入比前一年增长了百分之几？",
    "years_in_business": "贵企业成立几年了？",
    "rd_share_percent": "贵企业的研发费用大约占营业收入的百分之几？",
    "rd_spend_cny": "贵企业上一年度的研发费用大约是多少？",
    "headcount": "贵企业有多少员工？",
    "sector": "贵企业主要做什么产品或业务？",
    "patents": "贵企业有多少项专利？",
    "registered_capital_cny": "贵企业的注册资本是多少？",
    "debt_ratio_percent": "贵企业的资产负债率大约是百分之几？",
    "export_usd": "贵企业上一年度出口额大约多少美元？",
    "loan_cny": "这次贷款（或已有贷款）是多少？",
    "region": "企业注册在哪个市、哪个区县？",
    "collateral": "贵企业能提供抵押、质押或者担保吗？",
}
MOST_TYPES = 3


def settling(results: Iterable[tuple[str, Iterable[Criterion]]]) -> Question | None:
    """Return the question that settles most open criteria; earlier results decide between equals.

    :param results: Item id and criteria of each result, best first. Questions to the provider are not asked here.
    """
    open_ones: dict[str, list[tuple[str, Criterion]]] = {}
    for item_id, criteria in list(results)[:LOOKED_AT]:
        for criterion in criteria:
            if criterion.verdict is Verdict.UNKNOWN and criterion.question and criterion.asks:
                open_ones.setdefault(criterion.asks, []).append((item_id, criterion))
    types = {criterion.evidence for _, criterion in open_ones.get("service_type", [])}
    if len(types) == 1 and len(open_ones) > 1:
        del open_ones["service_type"]  # whether the one likely type is meant separates nothing
    if not open_ones:
        return None
    asks, settled = max(open_ones.items(), key=lambda pair: len({item for item, _ in pair[1]}))
    slot = asks.partition(":")[0]
    return Question(_worded(slot, [c for _, c in settled]), slot, tuple(dict.fromkeys(item for item, _ in settled)))


def _worded(slot: str, criteria: list[Criterion]) -> str:
    if slot in FIGURES:
        return FIGURES[slot]
    if slot == "service_type":
        names = list(dict.fromkeys(c.evidence.partition("：")[2] for c in criteria))[:MOST_TYPES]
        return f"您要办的是{'、'.join(f'“{name}”' for name in names)}{'中的哪一项' if len(names) > 1 else '吗'}？"
    return criteria[0].question or ""
