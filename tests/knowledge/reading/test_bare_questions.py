"""Questions without a subject are told from those that name one, and by what they ask."""

from __future__ import annotations

import pytest

from knowledge.reading.bare_questions import PACE, PAPERS, PRICE, SUPPORT, kind, read_bare, tells


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("要多久", PACE),
        ("大概几天能拿证", PACE),
        ("最快什么时候能办下来", PACE),
        ("大概啥费用", PRICE),
        ("一个月收多少", PRICE),
        ("利息多少", PRICE),
        ("贵不贵", PRICE),
        ("需要啥条件", PAPERS),
        ("要准备哪些材料啊", PAPERS),
        ("流程是怎么样的", PAPERS),
        ("那有没有政策补贴", SUPPORT),
        ("有补贴吗", SUPPORT),
        ("能不能领点补贴", SUPPORT),
        ("高企有没有补贴", None),
        ("招人有补贴吗", None),
        ("你们有优惠吗", None),
        ("你们收费吗", None),
        ("多久有人联系我", None),
        ("研发费用加计扣除比例多少", None),
        ("商标有效期是几年", None),
        ("想办个环评", None),
        ("能办吗", None),
    ],
)
def test_kind(question: str, asked: str | None) -> None:
    assert kind(question) == asked


def test_the_first_clause_has_nothing_to_be_about() -> None:
    assert [one.question for one in read_bare("办环评，大概啥费用，要几天")] == ["大概啥费用", "要几天"]
    assert read_bare("大概啥费用，办环评") == []


@pytest.mark.parametrize(
    ("question", "answer", "holds"),
    [
        ("要多久", "自受理之日起20个工作日内办结。", True),
        ("要多久", "资格有效期三年。", False),
        ("要什么材料", "由分类管理名录确定，企业不能自选。", False),
        ("要什么材料", "凭执照和公章到登记机关办理。", True),
        ("需要什么条件", "企业须注册成立一年以上。", True),
        ("多少钱", "当地定。", True),
        ("有没有补贴", "招用毕业生的，按每人2000元发给一次性补助。", True),
        ("有没有补贴", "自受理之日起20个工作日内办结。", False),
    ],
)
def test_an_answer_says_what_was_asked(question: str, answer: str, holds: bool) -> None:
    assert tells(question, answer) is holds
