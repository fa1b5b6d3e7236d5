"""What is asked of the need itself, or of a case of before, is set aside; the need stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Understand = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("text", "category", "asides"),
    [
        ("我想贷50万周转，大概要多久能下来？", "finance", ["大概要多久能下来"]),
        ("注册个商标，多少钱？几天能拿证", "tech", ["多少钱", "几天能拿证"]),
        ("找人代账，一个月收多少", "gov_agency", ["一个月收多少"]),
        ("厂里要做个环评，要什么材料啊", "gov_agency", ["要什么材料啊"]),
        ("打算招8个普工，要收费吗，几天能招到", "hr", ["要收费吗", "几天能招到"]),
    ],
)
def test_a_question_without_a_subject_is_of_the_need(
    understand: Understand, text: str, category: str, asides: list[str]
) -> None:
    read = understand(text)
    assert (read["intent"], read["slots"]["category"]) == ("submit_need", category)
    assert [one["text"] for one in read["asides"]] == asides
    need = text.split("，")[0]
    assert {one["of"] for one in read["asides"]} == {need}
    assert read["slots"]["need"] == need


@pytest.mark.parametrize(
    ("text", "category", "need", "asked"),
    [
        (
            "我上次提交的那个贷款到哪一步了，另外还想招两个焊工",
            "hr",
            "招两个焊工",
            "我上次提交的那个贷款到哪一步了",
        ),
        ("上周报的商标办得怎么样了？还要找个会计代账", "gov_agency", "会计代账", "上周报的商标办得怎么样了"),
        ("我的申请处理到哪了，还有我们想做个小程序", "it", "小程序", "我的申请处理到哪了"),
    ],
)
def test_progress_is_asked_beside_a_need(
    understand: Understand, text: str, category: str, need: str, asked: str
) -> None:
    read = understand(text)
    assert (read["intent"], read["slots"]["category"]) == ("submit_need", category)
    assert need in read["slots"]["need"]
    assert [(one["text"], one["intent"]) for one in read["asides"]] == [(asked, "check_progress")]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我上次提交的贷款到哪一步了", "check_progress"),
        ("我的申请处理到哪了，麻烦快点", "check_progress"),
        ("高新技术企业认定要什么条件", "ask_policy"),
        ("大概要多久", "ask_policy"),
    ],
)
def test_a_question_alone_stays_one(understand: Understand, text: str, intent: str) -> None:
    read = understand(text)
    assert (read["intent"], read["asides"]) == (intent, [])


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("水泵轴承三天两头坏，厂家来人也没修好", "management"),
        ("镇上那家养猪场要办环评", "gov_agency"),
        ("亲戚家那个幼儿园想招两个老师", "hr"),
        ("做个公司官网", "it"),
        ("厂子要倒闭了，订单一个都没有", "market"),
        ("要找个仓库存货，500平左右", "startup"),
    ],
)
def test_needs_that_were_taken_for_less(understand: Understand, text: str, category: str) -> None:
    read = understand(text, categories={"startup": 0.3, "finance": 0.5} if "仓库" in text else None)
    assert (read["intent"], read["slots"]["category"]) == ("submit_need", category)


@pytest.mark.parametrize("text", ["供电所来人也没修好，三天两头停电", "物业派人看了也没弄好，电梯天天坏"])
def test_whose_duty_it_is_stays_complained_of(understand: Understand, text: str) -> None:
    assert understand(text)["intent"] != "submit_need"


@pytest.mark.parametrize(
    "text", ["Is there any subsidy for exporting?", "What is the VAT rate for small taxpayers in China?"]
)
def test_english_questions_of_policy(understand: Understand, text: str) -> None:
    assert understand(text)["intent"] == "ask_policy"


@pytest.mark.parametrize("text", ["怎么才能多赚点钱", "有什么好项目推荐吗", "厂子干不下去了", "公司维持不下去了"])
def test_wide_wishes_and_despair_get_directions(understand: Understand, text: str) -> None:
    read = understand(text)
    assert read["intent"] == "submit_need"
    assert "need" not in read["slots"]
