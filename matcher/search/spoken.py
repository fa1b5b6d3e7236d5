"""One sentence an agent can read out: what, who, why it fits, what is to be checked, fee and time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.catalogue import Offer
from matcher.search.said import fee_text, region_name
from matcher.types import Criterion, Verdict

SAMPLE = "（样例）"
CONDITIONS = ("requirements", "conditions", "text")
MOST_OPEN = 2
MOST_CHARACTERS = 32  # of one quoted field; longer ones end at their first comma
IN_REACH = {"service": "您那边能办", "institution": "也服务您那边", "expert": "您那边也去"}
_CUT = re.compile(r"[，；。;,（(]")
_LIMITED = re.compile(r"后续|另|首次|基础|以内|超出|但|其余")  # free in part only: then the words themselves are read
_EMPTY = frozenset({"", "面议"})
# 260元至480元/台/年 is read out as 每台每年260元至480元.
_PER = re.compile(
    r"^(?P<sum>(?:约|普通)?\d[^/，；。（(]{0,20}?元)(?P<units>(?:/[\u4e00-\u9fff]{1,3}){1,2})(?P<rest>(?:[，；。（(起]|$).*)$"
)
_COUNTED = {"项目": "个项目", "点": "个点", "计量点": "个计量点"}
_INNER = str.maketrans("“”", "‘’")
# What the place of an offer that serves elsewhere is called, and what is to be asked.
OUT_OF_REACH = {"faq": "说的是{}的情形，您那边要先问一声", "policy": "只适用于{}，您那边能不能享受要先问一声"}
OUT_OF_REACH["scheme"] = OUT_OF_REACH["policy"]
SERVES = "目录上写的服务地区是{}，您那边能不能办要先问一声"


def spoken(offer: Offer, criteria: Sequence[Criterion]) -> str:
    """Return the sentence for one result, without titles, codes or official phrases."""
    parts = [_opening(offer), *_fits(offer, criteria), _fails(criteria)]
    if offer.kind in ("service", "institution"):
        parts += [_fee(offer), _time(offer)]
    parts.append(_to_check(criteria))
    return "，".join(part for part in parts if part) + "。"


def plain(text: str) -> str:
    """Return a field as it is said: no sample mark, cut at a comma where it is long."""
    said = text.replace(SAMPLE, "").strip().rstrip("。；，")
    if len(said) <= MOST_CHARACTERS:
        return said
    cut = next((match.start() for match in _CUT.finditer(said) if 4 <= match.start() <= MOST_CHARACTERS), None)
    return said[:cut] if cut else said[: MOST_CHARACTERS - 1] + "…"


def _opening(offer: Offer) -> str:
    name, provider = plain(offer.name), plain(offer.provider)
    if offer.kind == "service":
        return f"{provider}有{_quoted(name)}这项服务" if provider else f"可以看看{_quoted(name)}这项服务"
    if offer.kind == "institution":
        place = f"，在{region_name(offer.region)}" if offer.region else ""
        return f"可以联系{name}{place}"
    if offer.kind == "expert":
        house = f"{provider}的" if provider and provider != name else ""
        skill = f"，擅长{'、'.join(offer.specialities[:2])}" if offer.specialities else ""
        return f"可以请{house}{name}{_title(offer)}看看{skill}"
    if offer.kind == "faq":
        return f"{_quoted(name)}这个问题有现成的答复"
    gives = f"，{plain(offer.benefit)}" if offer.benefit else ""
    return f"有一项政策叫《{name}》{gives}"


def _quoted(text: str) -> str:
    """Put text into quotation marks, its own into single ones."""
    return f"“{text.translate(_INNER)}”"


def _title(offer: Offer) -> str:
    return f"（{offer.title}）" if offer.title else "老师"


def _fits(offer: Offer, criteria: Sequence[Criterion]) -> list[str]:
    """Say what is certain: the place, and the first condition in figures that is met."""
    said: list[str] = []
    for criterion in criteria:
        if criterion.name == "服务地区" and criterion.verdict is Verdict.MET:
            said.append(IN_REACH.get(offer.kind, "您那边也适用"))
        if criterion.name == "服务地区" and criterion.verdict is Verdict.UNMET:
            served = criterion.evidence.partition("：")[2]
            said.append("不过" + OUT_OF_REACH.get(offer.kind, SERVES).format(served))
    met = [c for c in criteria if c.field in CONDITIONS and c.verdict is Verdict.MET and c.said and c.asks != "region"]
    return said + [f"您说{c.said}，{_quoted(plain(c.evidence))}这条够得上" for c in met[:1]]


def _fails(criteria: Sequence[Criterion]) -> str:
    failed = [c for c in criteria if c.field in CONDITIONS and c.verdict is Verdict.UNMET]
    if not failed:
        return ""
    first = failed[0]
    because = f"您说的是{first.said}，" if first.said else ""
    return f"但是要求{_quoted(plain(first.evidence))}，{because}这条够不上"


def _fee(offer: Offer) -> str:
    if offer.fee is None:
        return ""
    if offer.fee.model == "free" and not _LIMITED.search(offer.fee.text):
        return "不收费"
    text = plain(fee_text(offer.fee))
    return "价钱要面谈" if text in _EMPTY else f"收费是{_aloud(text)}"


def _aloud(text: str) -> str:
    found = _PER.match(text)
    if found is None:
        return text
    per = "".join(f"每{_COUNTED.get(unit, unit)}" for unit in found["units"].split("/")[1:])
    return f"{per}{found['sum']}{found['rest']}"


def _time(offer: Offer) -> str:
    text = plain(offer.time_limit.text) if offer.time_limit else ""
    return f"时间上{text}" if text else ""


def _to_check(criteria: Sequence[Criterion]) -> str:
    """Name what is still to be asked, what was said about first; what is only to be brought along comes last."""
    unknown = [c for c in criteria if c.verdict is Verdict.UNKNOWN]
    conditions = sorted((c for c in unknown if c.field in CONDITIONS), key=lambda c: not c.said)
    asked = [_quoted(plain(c.evidence)) for c in conditions if c.question]
    if any(c.name == "服务地区" and not c.asks for c in unknown):
        asked.insert(0, "服不服务您那个地方")
    if asked:
        return f"还要核对{'和'.join(asked[:MOST_OPEN])}"
    ready = [plain(c.evidence) for c in conditions if c.evidence.startswith(("提供", "须提供", "需提供"))]
    return f"到时候要{ready[0].lstrip('须需')}" if ready else ""
