"""English questions of policy are put in Chinese; what is wanted as a service stays a need."""

from __future__ import annotations

import pytest

from knowledge.reading.english_questions import asks_policy, in_chinese, terms


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("Is there any subsidy for exporting?", "外贸出口有什么补贴"),
        ("What policies support small manufacturers?", "制造业企业有什么扶持政策"),
        ("How much is the corporate income tax for small businesses?", "小微企业企业所得税税率是多少"),
        ("How do we apply for the loan subsidy?", "贷款贴息怎么申请"),
        ("any tax relief for startups", "创业有什么税收优惠"),
        ("What is the minimum wage here?", "最低工资标准是多少"),
    ],
)
def test_put_in_chinese(text: str, chinese: str) -> None:
    assert in_chinese(text) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "I need a loan for my factory",
        "Can you help me get a subsidy?",
        "We are looking for an accountant for tax filing",
        "Is there a lawyer in Changsha?",
        "How long does a trademark take?",
        "补贴 policy 有吗",
    ],
)
def test_no_question_of_policy(text: str) -> None:
    assert not asks_policy(text)
    assert in_chinese(text) == text


def test_the_table_is_sound() -> None:
    assert all(term.zh and term.kind in ("policy", "tax", "matter") for term in terms().values())
    assert all(say == say.lower() for say in terms())
