from datetime import date
from typing import Any

import pytest

from matcher.engine import Matcher
from matcher.index.build import build
from matcher.search.spoken import plain
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({"贷款": [1, 0]})
TODAY = date(2026, 11, 23)


def line(text: str, kind: str = "service", name: str = "设备贷款", where: str | None = None, **fields: Any) -> str:
    one = offer("A", name, kind=kind, **fields)
    slots = {"region": where} if where else {}
    (found,) = Matcher(build([one], ENCODER, []), ENCODER).match(Query(text, slots=slots, today=TODAY)).results
    return found.line


def test_a_service_with_all_its_parts() -> None:
    assert line(
        "想贷款买设备，办了三年多",
        where="430112",
        provider="望江银行（样例）",
        region_served=["430100"],
        fee={"model": "fixed", "min_cny": 3000, "max_cny": 3000},
        time_limit={"text": "五个工作日"},
        conditions=["经营满两年", "征信良好", "按时纳税", "有固定场所"],
    ) == (
        "望江银行有“设备贷款”这项服务，您那边能办，您说办了三年多，“经营满两年”这条够得上，"
        "收费是3000元，时间上五个工作日，还要核对“征信良好”和“按时纳税”。"
    )


def test_what_is_not_met_is_said_plainly() -> None:
    rule = {"field": "years_in_business", "op": ">=", "value": 1, "text": "注册成立一年以上"}
    assert line("想贷款，刚成立半年", kind="policy", name="贷款贴息", benefit="贴一半利息", requirements=[rule]) == (
        "有一项政策叫《贷款贴息》，贴一半利息，但是要求“注册成立一年以上”，您说的是成立半年，这条够不上。"
    )


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("expert", {"title": "会计师", "specialities": ["税务", "审计", "上市"]}, "可以请贷款（会计师）看看，擅长税务、审计。"),
        ("institution", {"region": "430112"}, "可以联系贷款，在望城区。"),
        ("faq", {"answer": "能"}, "“贷款”这个问题有现成的答复。"),
        ("service", {"fee": {"model": "free"}}, "可以看看“贷款”这项服务，不收费。"),
        ("service", {"fee": {"model": "free", "text": "首次免费，后续面谈"}}, "可以看看“贷款”这项服务，收费是首次免费，后续面谈。"),
        ("service", {"fee": {"model": "negotiable"}}, "可以看看“贷款”这项服务，价钱要面谈。"),
        ("service", {"conditions": ["须提供两年报表"]}, "可以看看“贷款”这项服务，到时候要提供两年报表。"),
    ],
)  # fmt: skip
def test_kinds_and_fees(kind: str, fields: dict[str, Any], expected: str) -> None:
    assert line("贷款", kind=kind, name="贷款", **fields) == expected


def test_region_unknown_and_out_of_reach() -> None:
    assert line("贷款", where="430112") == "可以看看“设备贷款”这项服务，还要核对服不服务您那个地方。"
    far = line("贷款", where="430112", region_served=["110000"])
    assert far == "可以看看“设备贷款”这项服务，不过目录上写的服务地区是北京市全境，您那边能不能办要先问一声。"


def test_long_fields_end_at_a_comma() -> None:
    assert (
        plain("按项目大小收三千元至五万元，样品另计费，加急的另加百分之三十，差旅费按实际发生结算（样例）")
        == "按项目大小收三千元至五万元"
    )
    assert plain("短句（样例）。") == "短句"
    assert len(plain("长" * 50)) == 32


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("faq", "“贷款”这个问题有现成的答复，不过说的是北京市全境的情形，您那边要先问一声。"),
        ("policy", "有一项政策叫《贷款》，不过只适用于北京市全境，您那边能不能享受要先问一声。"),
    ],
)
def test_an_answer_or_a_policy_for_elsewhere_is_not_done_there_but_holds_there(kind: str, expected: str) -> None:
    assert line("贷款", kind=kind, name="贷款", where="430112", region_served=["110000"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("260元至480元/台/年，50台以上优惠", "每台每年260元至480元，50台以上优惠"),
        ("6万元/项目", "每个项目6万元"),
        ("300元至1500元/点/年", "每个点每年300元至1500元"),
        ("软件按3000元/套，硬件另计", "软件按3000元/套，硬件另计"),
    ],
)
def test_prices_are_read_out_without_strokes(text: str, expected: str) -> None:
    found = line("贷款", name="贷款", fee={"model": "fixed", "text": text})
    assert found == f"可以看看“贷款”这项服务，收费是{expected}。"


def test_quotation_marks_within_a_quotation_are_single() -> None:
    assert line("贷款", kind="faq", name="“四板”贷款行吗？") == "“‘四板’贷款行吗？”这个问题有现成的答复。"
