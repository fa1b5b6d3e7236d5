"""What is asked beside a need or an answer is set aside; what only looks so stays what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Understand = Callable[..., dict[str, Any]]

MIXED: list[tuple[str | None, str, str, dict[str, Any], list[tuple[str, str]]]] = [
    (
        None,
        "我们厂在浏阳，客户拖着货款不给，顺便问下研发费用加计扣除比例多少",
        "submit_need",
        {"category": "legal", "region": "430181"},
        [("研发费用加计扣除比例多少", "ask_policy")],
    ),
    (
        None,
        "商标有效期是几年？我想招五个焊工，株洲石峰区",
        "submit_need",
        {"category": "hr", "headcount": 5, "region": "430204"},
        [("商标有效期是几年", "ask_policy")],
    ),
    (
        None,
        "想贷款两百万，另外想问一下你们收不收费",
        "submit_need",
        {"category": "finance", "amount_cny": 2000000},
        [("你们收不收费", "ask_bot")],
    ),
    (
        None,
        "做个官网要找人，衡阳的，另外你们是怎么收费的，社保缴费基数今年是多少",
        "submit_need",
        {"category": "it", "region": "430400"},
        [("你们是怎么收费的", "ask_bot"), ("社保缴费基数今年是多少", "ask_policy")],
    ),
    (
        None,
        "锅炉房环保这关总过不去，再问一句，排污许可证几年换一次",
        "submit_need",
        {"category": "gov_agency"},
        [("排污许可证几年换一次", "ask_policy")],
    ),
    (
        "region",
        "浏阳的，顺便问下研发费用加计扣除比例多少",
        "provide_info",
        {"region": "430181"},
        [("研发费用加计扣除比例多少", "ask_policy")],
    ),
    (
        "confirm",
        "没错，提交吧，顺便问下试用期最长多久",
        "affirm",
        {},
        [("试用期最长多久", "ask_policy")],
    ),
    ("choose", "第一个，另外商标有效期是几年", "choose_option", {}, [("商标有效期是几年", "ask_policy")]),
    (
        None,
        "高新技术企业认定要什么条件，研发费用加计扣除比例多少",
        "ask_policy",
        {},
        [("高新技术企业认定要什么条件", "ask_policy")],
    ),
]
WHOLE: list[tuple[str | None, str, str | None]] = [
    (None, "研发费用怎么归集，有没有人能帮我们做", "submit_need"),
    (None, "ISO9001怎么办，能不能找个机构带我们做下来", "submit_need"),
    (None, "我想问下个体户升级成公司要什么手续，店开了五年了，方便的话想请你们帮忙找个代办", "submit_need"),
    (None, "打算开个食品厂，SC证怎么办理，有人能代办吗", "submit_need"),
    (None, "社保缓缴怎么申请，找专家看一下", "ask_policy"),
    (None, "我们能不能享受房租减免，帮忙查一下", "ask_policy"),
    (None, "请问有什么技改补贴，我们是做竹制品的", "ask_policy"),
    (None, "我们是小规模纳税人，季度销售额25万，要交增值税吗", "ask_policy"),
    (None, "我们公司去年亏了，想问下企业所得税还要交吗", "ask_policy"),
    (None, "高新认定要什么条件，要准备哪些材料", "ask_policy"),
    (None, "没有抵押物，能不能贷到钱", "submit_need"),
    (None, "仓库漏水漏得厉害想找检测机构看看结构安不安全", "submit_need"),
    (None, "招大学生有补贴吗，每个人补多少", "ask_policy"),
    (None, "我们社保交了六年，公司也开了十年，五十万信用贷能批吗", None),
    (None, "我是他家里人，那件事先放着，我要问的是开理发店怎么申请创业担保贷款", "ask_policy"),
    ("choose", "第一个靠谱吗，收费多少", None),
    ("appeal_detail", "他们凭什么罚我们两万，开发区收这个钱合法吗", "provide_info"),
]


@pytest.mark.parametrize(("asked", "text", "intent", "slots", "asides"), MIXED)
def test_the_rest_is_read_as_if_said_alone(
    understand: Understand,
    asked: str | None,
    text: str,
    intent: str,
    slots: dict[str, Any],
    asides: list[tuple[str, str]],
) -> None:
    read = understand(text, asked)
    assert [(one["text"], one["intent"]) for one in read["asides"]] == asides
    assert read["intent"] == intent
    assert {name: read["slots"].get(name) for name in slots} == slots


def test_words_of_the_question_stay_out_of_the_need(understand: Understand) -> None:
    read = understand("我们厂在浏阳，客户拖着货款不给，顺便问下研发费用加计扣除比例多少")
    assert "研发" not in read["slots"]["need"]
    assert "货款" in read["slots"]["need"]


@pytest.mark.parametrize(("asked", "text", "intent"), WHOLE)
def test_what_belongs_together_is_read_together(
    understand: Understand, asked: str | None, text: str, intent: str | None
) -> None:
    read = understand(text, asked)
    assert read["asides"] == []
    assert intent in (None, read["intent"])


def test_a_trouble_beside_a_need_is_a_need_of_its_own(understand: Understand) -> None:
    read = understand("设备老停机，另外想招两个电工，浏阳的")
    assert [one["need"] for one in read["needs"]] == ["设备老停机", "想招两个电工"]
    assert read["needs"][1]["category"] == "hr"


def test_what_a_customer_did_is_a_need_and_no_complaint(understand: Understand) -> None:
    assert understand("客户拖着货款不给")["intent"] == "submit_need"
    assert understand("我要投诉，客户拖着货款不给")["intent"] == "appeal"
