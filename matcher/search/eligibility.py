"""Conditions in figures, from fields and from prose, against what the enterprise said of itself.

Met and failed are claimed only where the words leave no doubt; everything else stays 待核实.

Source: docs/decisions/0009-eligibility.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge import sectors
from knowledge.catalogue import Offer
from knowledge.catalogue_fields import Requirement
from knowledge.reading.conditions import Condition, read_conditions
from knowledge.reading.firm import Figure
from knowledge.regions import table
from matcher.index.columns import Columns
from matcher.index.describing import READ_KINDS
from matcher.index.remembered import Mask
from matcher.search.filters import covers_fully, related
from matcher.search.steps import read_steps, step_of
from matcher.search.understand import Needed
from matcher.types import Verdict

# The condition asks for more than its figure: a figure that reaches it does not settle it.
_NARROWER = re.compile(r"从事|细分|连续|近\s*[2-9两二三四五]\s*年|平均|发明|有效|Ⅰ类|I类|自主|专职|固定场所|：")
# Who misses the figure may still get in another way.
_ALTERNATIVE = re.compile(r"不足的|或者?|之一|除外|放宽|不受|尚未|也可|亦可")
_OTHER_THAN_AGE = re.compile(r"从事|细分|固定场所|专职")  # the firm's own figure would not settle it
_BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")
_PERCENTS = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_AVERAGED = re.compile(r"平均|近\s*[2-9两二三四五]\s*年")
_STAFF = re.compile(r"员工|职工|从业|企业|公司|用工")
_NO_PLEDGE = re.compile(
    r"(?:没有?|无|缺|拿不出)(?:什么|任何|东西|可以?)?(?:房产|不动产|厂房|房子)?(?:可以|可|能|来|做|的)*(?:抵押|质押)(?:物|品)?|没(?:有)?房(?:产|子)"
)
_PLEDGE_WAIVED = re.compile(r"(?:无需|不需要?|不用|免|不要求|无须|无)[^，。；]{0,4}(?:抵押|质押)")
_PLEDGE_ASKED = re.compile(r"(?:提供|须|需要?|应当?有?|办理|具备|拥有|能)[^，。；]{0,10}(?:抵押|质押)")
_PLEDGE_ELSE = re.compile(r"或|也可|之一|等|知识产权|专利|订单|应收")
CLEARLY = 2.0  # a mean over years is failed for certain only by a figure under half of it


@dataclass(frozen=True)
class Checked:
    """One condition in figures with its verdict.

    :param text: The catalogue's own words.
    :param source: The catalogue field that holds them: ``requirements``, ``conditions`` or ``text``.
    :param asks: The figure that would settle it.
    :param said: What the enterprise said about it, in its words; empty where it came as a slot or was not said.
    """

    text: str
    verdict: Verdict
    source: str
    asks: str
    said: str = ""


def check(offer: Offer, needed: Needed) -> tuple[Checked, ...]:
    """Return every condition in figures of an offer, in catalogue order, judged.

    Prose is read only where a policy comes without a list of requirements, as imported ones do.
    """
    if offer.requirements:
        return tuple(_required(requirement, needed) for requirement in offer.requirements)
    if offer.kind in READ_KINDS:
        return tuple(_from_text(offer.text, needed))
    return tuple(found for line in offer.conditions if (found := check_line(line, needed)) is not None)


def fails(offer: Offer, needed: Needed) -> bool:
    """Tell whether the enterprise plainly fails a condition of the offer."""
    return any(one.verdict is Verdict.UNMET for one in check(offer, needed))


def may_fail(columns: Columns, needed: Needed) -> Mask | None:
    """Return True for the offers that hold a condition which this need may fail; None where none can."""
    if needed.firm or "押" in needed.text:
        return columns.conditional
    return columns.required if needed.region or needed.sector else None


def check_line(line: str, needed: Needed) -> Checked | None:
    """Judge one condition in words by its figures and its security, or return None where it has neither."""
    return _pledged(line, needed) or _line_figures(line, needed)


def _pledged(line: str, needed: Needed) -> Checked | None:
    """Compare what a condition says of security with a need that says it has none."""
    said = _NO_PLEDGE.search(needed.text) if "押" in line else None
    if said is None:
        return None
    asked = _PLEDGE_ASKED.search(line) and not _PLEDGE_ELSE.search(line)
    verdict = Verdict.MET if _PLEDGE_WAIVED.search(line) else Verdict.UNMET if asked else Verdict.UNKNOWN
    return Checked(line, verdict, "conditions", f"conditions:{line}", said[0])


def _line_figures(line: str, needed: Needed) -> Checked | None:
    read = [c for c in read_conditions(line) if c.field != "headcount" or _STAFF.search(line)]
    if not read:
        return None
    verdicts = [_settled(c.op, c.value, c.field, line, needed) for c in read]
    if Verdict.UNMET in verdicts:
        verdict, place = Verdict.UNMET, verdicts.index(Verdict.UNMET)
    else:
        met = all(v is Verdict.MET for v in verdicts) and all(c.whole for c in read)
        verdict, place = (Verdict.MET if met else Verdict.UNKNOWN), 0
    asked = next((c.field for c in read if c.field not in needed.firm), f"conditions:{line}")
    return Checked(line, verdict, "conditions", asked, _said(read[place].field, needed))


def _required(requirement: Requirement, needed: Needed) -> Checked:
    field, text = requirement.field, requirement.text or _plain(requirement)
    if field == "region":
        return Checked(text, _in_region(_codes(requirement), needed), "requirements", field, _place(needed))
    if field == "sector":
        return Checked(text, _in_sector(_codes(requirement), needed), "requirements", field)
    if isinstance(requirement.value, bool) or not isinstance(requirement.value, (int, float)):
        return Checked(text, Verdict.UNKNOWN, "requirements", field)
    verdict = _settled(requirement.op, float(requirement.value), field, text, needed)
    asks = _asks(requirement.op, float(requirement.value), field, text, needed)
    return Checked(text, verdict, "requirements", asks, _said(field, needed))


def _asks(op: str, want: float, field: str, text: str, needed: Needed) -> str:
    """Return what is to be asked: the figure, unless it was said and its words leave open something else."""
    figure = needed.firm.get(field)
    if figure is not None and read_steps(text) and "revenue_cny" not in needed.firm:
        return "revenue_cny"
    told = figure is not None and compare(figure, op, want) is not Verdict.UNKNOWN
    return f"conditions:{text}" if told or _OTHER_THAN_AGE.search(text) else field


def _plain(requirement: Requirement) -> str:
    return f"{requirement.field} {requirement.op} {requirement.value}"


def _codes(requirement: Requirement) -> tuple[str, ...]:
    value = requirement.value
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _in_region(codes: tuple[str, ...], needed: Needed) -> Verdict:
    if needed.region is None:
        return Verdict.UNKNOWN
    if covers_fully(codes, needed.region):
        return Verdict.MET
    return Verdict.UNKNOWN if any(related(code, needed.region) for code in codes) else Verdict.UNMET


def _place(needed: Needed) -> str:
    return table.require(needed.region).name if needed.region else ""


def _in_sector(codes: tuple[str, ...], needed: Needed) -> Verdict:
    if needed.sector is None:
        return Verdict.UNKNOWN
    own = sectors.get(needed.sector)
    if needed.sector in codes or (own and own.parent in codes):
        return Verdict.MET
    inside = own is not None and any(len(code) == 2 and sectors.require(code).parent == own.code for code in codes)
    return Verdict.UNKNOWN if inside else Verdict.UNMET


def _from_text(text: str, needed: Needed) -> Iterator[Checked]:
    """Judge what prose says, one entry a figure and direction: a text may hold several steps of one condition."""
    groups: dict[tuple[str, str], list[Condition]] = {}
    for condition in read_conditions(text):
        groups.setdefault((condition.field, condition.op[0]), []).append(condition)
    for (field, _), steps in groups.items():
        first, verdict = steps[0], _over_steps(steps, needed)
        asks = _asks(first.op, first.value, field, first.quote, needed)
        yield Checked(first.quote, verdict, "text", asks, _said(field, needed))


def _over_steps(steps: Sequence[Condition], needed: Needed) -> Verdict:
    verdicts = {_settled(c.op, c.value, c.field, c.quote, needed) for c in steps}
    stated = all(c.firm for c in steps)
    if verdicts == {Verdict.MET} and stated and all(c.whole for c in steps):
        return Verdict.MET
    return Verdict.UNMET if verdicts == {Verdict.UNMET} and stated else Verdict.UNKNOWN


def _settled(op: str, want: float, field: str, text: str, needed: Needed) -> Verdict:
    """Compare, then leave open what the words of the condition leave open."""
    figure = needed.firm.get(field)
    if figure is None:
        return Verdict.UNKNOWN
    body, turnover = _BRACKETS.sub("", text), needed.firm.get("revenue_cny")
    if field.endswith("_percent") and turnover is not None and read_steps(text):
        return _in_step(figure, op, text, turnover)
    verdict = compare(figure, op, want)
    if verdict is Verdict.MET:
        return verdict if _nothing_besides(figure, op, field, body) else Verdict.UNKNOWN
    if verdict is Verdict.UNMET:
        way_in = _ALTERNATIVE.search(text if "不足" in text else body)
        near = _AVERAGED.search(body) and not _clearly(figure, op, want)
        return Verdict.UNKNOWN if way_in or near else verdict
    return verdict


def _in_step(figure: Figure, op: str, text: str, turnover: Figure) -> Verdict:
    """Compare a share with what is asked of this turnover; of a turnover that no step names nothing is claimed."""
    step = step_of(text, turnover)
    if step is None:
        return Verdict.UNKNOWN
    verdict = compare(figure, op, step.percent)
    sure = not _AVERAGED.search(text) or (verdict is Verdict.UNMET and _clearly(figure, op, step.percent))
    return verdict if sure else Verdict.UNKNOWN


def _nothing_besides(figure: Figure, op: str, field: str, text: str) -> bool:
    """Tell whether the figure alone meets the condition, in steps the highest; what is for others does not count."""
    asked = text.partition("不足的")[0]
    steps = [float(step) for step in _PERCENTS.findall(asked)]
    if field.endswith("_percent") and len(steps) > 1:
        return not _AVERAGED.search(asked) and compare(figure, op, max(steps)) is Verdict.MET
    return _NARROWER.search(asked) is None


def _clearly(figure: Figure, op: str, want: float) -> bool:
    return figure.high * CLEARLY < want if op.startswith(">") else figure.low > want * CLEARLY


def compare(figure: Figure, op: str, want: float) -> Verdict:
    """Compare what was said, as far as it was said, with a bound."""
    low, high = figure.low, figure.high
    yes, no = {
        ">=": (low >= want, high < want),
        ">": (low > want, high <= want),
        "<=": (high <= want, low > want),
        "<": (high < want, low >= want),
        "==": (low == high == want, not low <= want <= high),
    }.get(op, (False, False))
    return Verdict.MET if yes else Verdict.UNMET if no else Verdict.UNKNOWN


def _said(field: str, needed: Needed) -> str:
    figure = needed.firm.get(field)
    return figure.said if figure else ""
