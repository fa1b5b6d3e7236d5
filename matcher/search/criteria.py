"""The conditions of a match, each judged by one catalogue field and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from knowledge.catalogue import Offer
from knowledge.catalogue_fields import Fee
from knowledge.regions import table
from knowledge.taxonomy import ServiceType
from matcher.index.build import CatalogueIndex
from matcher.index.describing import serves
from matcher.search.eligibility import Checked, check, check_line
from matcher.search.filters import NATION, covers_fully, related
from matcher.search.said import fee_text, region_name
from matcher.search.understand import Needed
from matcher.types import Criterion, Query, Verdict

SIZES = {"micro": "微型企业", "small": "小型企业", "medium": "中型企业"}
LIKELY_TYPE = 0.15  # below it a type is not worth asking for
MAX_CONDITIONS = 3
MAX_EVIDENCE = 80
# What is brought along or agreed to, and notes on prices: no condition that decides whether the offer fits.
TO_DO = re.compile(
    r"^(?:须|需|应|要)?(?:提供|提交|配合|指定|开放|完成|承诺|同意|安排|授权|如实|收到|签约|明确|准备|预留|提前|选|预付)"
    r"|授权|参与$|明示$|可与|可接受|[五六七八九]折|免(?:出|收|费)|另行|优先"
)
PLEDGE_WORDS = ("抵押", "质押", "担保")
VALIDITY = "有效期"
VERBS = ("申报", "认定", "办理", "注册", "代理", "备案", "登记", "申请", "处理", "编制")


def judge(offer: Offer, query: Query, needed: Needed, index: CatalogueIndex) -> tuple[Criterion, ...]:
    """Return the criteria that matter for this need and this offer, in a fixed order."""
    found: list[Criterion | None] = [
        _service_type(offer, query, needed, index),
        _region(offer, needed),
        _fee(offer, query, needed),
        _size(offer, needed),
        _validity(offer, query),
    ]
    found += _figures(offer, needed)
    found += _conditions(offer, query, needed)
    return tuple(criterion for criterion in found if criterion is not None)


def _service_type(offer: Offer, query: Query, needed: Needed, index: CatalogueIndex) -> Criterion | None:
    """Judge by what the catalogue names and the need says; a guess stays a question.

    Measured on held-out asks, the likeliest type is right in 70 % of cases at a share of 0.5 and in 83 % at 0.9:
    not enough to claim it.
    """
    best = closest_type(offer, needed, index)
    if best is None:
        return None
    said = names_type(best, query)
    likely = float(needed.type_shares[index.types.places[best.code]]) >= LIKELY_TYPE
    return Criterion(
        "服务事项",
        Verdict.MET if said else Verdict.UNKNOWN,
        f"目录登记的服务事项：{best.name}",
        "service_types",
        f"您要办的是“{best.name}”吗？" if likely and not said else None,
        "service_type",
    )


def closest_type(offer: Offer, needed: Needed, index: CatalogueIndex) -> ServiceType | None:
    """Return the service type, of those the catalogue names, that is likeliest meant; None where it names none."""
    places = [index.types.places[code] for code in offer.service_types if code in index.types.places]
    if not places:
        return None
    return index.types.types[max(places, key=lambda place: float(needed.type_shares[place]))]


def names_type(kind: ServiceType, query: Query) -> bool:
    """Tell whether the enterprise said the type by name or alias, or confirmed it (slot ``service_type``)."""
    if query.slots.get("service_type") == kind.code:
        return True
    return _has_name(kind.name, kind.aliases, query.text)


@lru_cache(maxsize=512)  # asked twice a result, and the results share few types
def _has_name(name: str, aliases: tuple[str, ...], text: str) -> bool:
    return any(len(word) >= 2 and _said(word, text) for word in (name, *aliases))


def _said(word: str, text: str) -> bool:
    """Tell whether a name was said, also with its verb before it: 申报专精特新 for 专精特新申报."""
    if word in text:
        return True
    verb, rest = word[-2:], word[:-2]
    return (
        len(rest) >= 3
        and verb in VERBS
        and re.search(f"(?:{verb})(?:个|一下|一个)?{re.escape(rest)}", text) is not None
    )


def _region(offer: Offer, needed: Needed) -> Criterion | None:
    if needed.region is None:
        return None
    served = serves(offer)
    field = "region_served" if offer.region_served else "region"
    wanted = table.require(needed.region).name
    if not served:
        return Criterion(
            "服务地区", Verdict.UNKNOWN, "目录未写明服务地区", "region_served", f"是否服务{wanted}的企业？"
        )
    names = f"服务地区：{_names(served)}"
    if covers_fully(served, needed.region):
        return Criterion("服务地区", Verdict.MET, names, field)
    if any(related(code, needed.region) for code in served):
        return Criterion("服务地区", Verdict.UNKNOWN, names, field, f"企业具体在{wanted}的哪个地方？", "region")
    return Criterion("服务地区", Verdict.UNMET, names, field)


def _names(codes: tuple[str, ...]) -> str:
    shown = ["全国" if code == NATION else region_name(code) for code in codes[:5]]
    return "、".join(shown) + ("等" if len(codes) > 5 else "")


def _fee(offer: Offer, query: Query, needed: Needed) -> Criterion | None:
    budget = needed.budget
    wants_free = bool(query.filters.get("free"))
    if offer.fee is None:
        if not wants_free and budget is None:
            return None
        return Criterion("费用", Verdict.UNKNOWN, "目录未写明收费", "fee", "这项服务怎么收费？")
    evidence = f"收费：{fee_text(offer.fee)}"
    if offer.fee.model == "free":
        return Criterion("费用", Verdict.MET, evidence, "fee")
    if wants_free:
        return Criterion("费用", Verdict.UNMET, evidence, "fee")
    if budget is None:
        return None
    return Criterion("费用", _within(offer.fee, budget), evidence, "fee", *_fee_question(offer.fee, budget))


def _within(fee: Fee, budget: float) -> Verdict:
    if fee.max_cny is not None and fee.max_cny <= budget:
        return Verdict.MET
    if fee.min_cny is not None and fee.min_cny > budget:
        return Verdict.UNMET
    return Verdict.UNKNOWN


def _fee_question(fee: Fee, budget: float) -> tuple[str | None]:
    return ("按贵企业的情况，具体报价是多少？" if _within(fee, budget) is Verdict.UNKNOWN else None,)


def _size(offer: Offer, needed: Needed) -> Criterion | None:
    if needed.firm.get("headcount") is None or not offer.target_sizes:
        return None
    evidence = "面向" + "、".join(SIZES[one] for one in offer.target_sizes)
    if set(offer.target_sizes) == set(SIZES):
        return Criterion("企业规模", Verdict.MET, evidence, "target_sizes")
    # Size standards differ by sector and also ask for turnover or assets, so a head count alone settles nothing.
    known = needed.firm.get("revenue_cny") is not None
    question = None if known else "贵企业上一年度的营业收入大约是多少？"
    return Criterion("企业规模", Verdict.UNKNOWN, evidence, "target_sizes", question, "" if known else "revenue_cny")


def _validity(offer: Offer, query: Query) -> Criterion | None:
    today: date | None = query.today
    if today is None or (offer.valid_until is None and offer.valid_from is None):
        return None
    start = offer.valid_from.isoformat() if offer.valid_from else "即日"
    end = offer.valid_until.isoformat() if offer.valid_until else "长期"
    valid = (offer.valid_from or date.min) <= today <= (offer.valid_until or date.max)
    return Criterion(VALIDITY, Verdict.MET if valid else Verdict.UNMET, f"有效期：{start}至{end}", "valid_until")


def _figures(offer: Offer, needed: Needed) -> Iterator[Criterion]:
    """Put the conditions in figures that policies state; those written only in prose quote it."""
    if offer.kind == "service":
        return
    for checked in _worth_showing(check(offer, needed)):
        name = "申报条件" if checked.source == "requirements" else "正文条件"
        question = f"贵企业是否满足“{checked.text}”？" if checked.verdict is Verdict.UNKNOWN else None
        yield Criterion(name, checked.verdict, checked.text, checked.source, question, checked.asks, checked.said)


def _worth_showing(checks: tuple[Checked, ...]) -> list[Checked]:
    """Keep every condition of a list; of those found in prose the settled ones and the first few open ones."""
    settled = [one for one in checks if one.source != "text" or one.verdict is not Verdict.UNKNOWN]
    still_open = [one for one in checks if one not in settled][:MAX_CONDITIONS]
    return [one for one in checks if one in settled or one in still_open]


def _conditions(offer: Offer, query: Query, needed: Needed) -> Iterator[Criterion]:
    """Judge conditions by their figures and by what was said of security; the rest is left to a person.

    Failed ones come first, then those about security when the need speaks of it.
    """
    judged = [_condition(line, needed) for line in offer.conditions]
    about_pledge = any(word in query.text for word in PLEDGE_WORDS)
    judged.sort(key=lambda one: (one.verdict is not Verdict.UNMET, not (about_pledge and one.name == "抵押担保")))
    yield from judged[:MAX_CONDITIONS]


def _condition(line: str, needed: Needed) -> Criterion:
    shown = line if len(line) <= MAX_EVIDENCE else line[: MAX_EVIDENCE - 1] + "…"
    pledge = any(word in line for word in PLEDGE_WORDS)
    name, asks = ("抵押担保", "collateral") if pledge else ("办理条件", f"conditions:{line}")
    checked = check_line(line, needed) or Checked(line, Verdict.UNKNOWN, "conditions", asks)
    if checked.verdict is Verdict.UNKNOWN and not pledge and TO_DO.search(line):
        return Criterion(name, Verdict.UNKNOWN, shown, "conditions")  # nothing to ask before the work begins
    question = f"贵企业是否满足“{shown}”？" if checked.verdict is Verdict.UNKNOWN else None
    return Criterion(name, checked.verdict, shown, "conditions", question, checked.asks, checked.said)
