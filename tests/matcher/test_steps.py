"""Shares asked for in steps of turnover."""

from math import inf

import pytest

from knowledge.reading.firm import Figure
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.search.steps import Step, read_steps, step_of
from matcher.types import Query, Verdict
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({"认定": [1, 0]})
GIANT = "营业收入1亿元以上不低于3%，5000万至1亿元不低于6%"
THREE = "近三年研发费用占比：收入5000万元以下不低于5%，5000万至2亿元不低于4%，2亿元以上不低于3%"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (GIANT, [Step(1e8, inf, 3), Step(5e7, 1e8, 6)]),
        (THREE, [Step(0, 5e7, 5), Step(5e7, 2e8, 4), Step(2e8, inf, 3)]),
        ("收入5000万元以下不低于5%，以上不低于3%", [Step(0, 5e7, 5), Step(5e7, inf, 3)]),
        ("研发费用占营业收入不低于3%", []),
        ("大专以上人员不低于30%，研发人员10人以上不低于10%", []),
    ],
)
def test_steps_are_read(text: str, steps: list[Step]) -> None:
    assert list(read_steps(text)) == steps


def test_only_a_turnover_wholly_within_one_step_has_it() -> None:
    assert step_of(GIANT, Figure(1.2e8, 1.2e8)) == Step(1e8, inf, 3)
    assert step_of(GIANT, Figure(8e7, 1.2e8)) is None
    assert step_of(GIANT, Figure(1e8, 1e8)) is None  # on the border of two
    assert step_of(GIANT, Figure(3e7, 3e7)) is None


def judged(said: str, text: str = GIANT) -> tuple[Verdict, str]:
    rules = [{"field": "rd_share_percent", "op": ">=", "value": 3, "text": text}]
    found = Matcher(build([offer("P", "认定", kind="policy", requirements=rules)], ENCODER, []), ENCODER).match(
        Query(f"想要认定，{said}")
    )
    (criterion,) = [c for c in found.results[0].criteria if c.field == "requirements"]
    return criterion.verdict, found.question.text if found.question else ""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("营收1.2亿，研发占比4%", Verdict.MET),  # above the lowest step, which is its own
        ("营收八千万，研发占比4%", Verdict.UNMET),  # its step asks for 6
        ("营收八千万，研发占比7%", Verdict.MET),
        ("营收三千万，研发占比6%", Verdict.UNKNOWN),  # no step speaks of so small a turnover
        ("研发占比7%", Verdict.MET),  # enough for every step
    ],
)
def test_a_share_is_judged_by_the_step_of_the_turnover(said: str, verdict: Verdict) -> None:
    assert judged(said)[0] is verdict


def test_a_mean_over_years_is_failed_only_by_far() -> None:
    assert judged("营收三千万，研发占比6%", THREE)[0] is Verdict.UNKNOWN
    assert judged("营收三千万，研发占比4%", THREE)[0] is Verdict.UNKNOWN
    assert judged("营收三千万，研发占比2%", THREE)[0] is Verdict.UNMET


def test_what_was_said_is_not_asked_again() -> None:
    assert judged("研发占比4%") == (Verdict.UNKNOWN, "贵企业上一年度的营业收入大约是多少？")
    assert judged("营收三千万，研发占比6%") == (Verdict.UNKNOWN, f"贵企业是否满足“{GIANT}”？")
    assert judged("营收三千万") == (Verdict.UNKNOWN, "贵企业的研发费用大约占营业收入的百分之几？")
