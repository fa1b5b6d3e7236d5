"""Which figure is asked for, and which sentence states it."""

import pytest

from knowledge.reading.asked_figures import asked_figure

BODY = (
    "研发费用在据实扣除基础上再按100%加计扣除。每月补助500元，最高20000元；资料齐全后30日内办结。"
    "最低生活费率由当地公布。逾期按日加收万分之五的滞纳金"
)


def passages(question: str) -> list[str]:
    asked = asked_figure(question)
    assert asked is not None, question
    return asked.passages(BODY)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("加计扣除比例多少", ["按100%加计扣除", "费率由当地公布", "万分之五"]),
        ("补助给多少钱", ["每月补助500元"]),
        ("办结要几天", ["30日内办结"]),
        ("逾期罚多少", ["万分之五的滞纳金"]),
        ("最高奖多少钱", ["每月补助500元"]),
        ("要多少人才算", []),
    ],
)
def test_the_sentences_that_state_it(question: str, told: list[str]) -> None:
    found = passages(question)
    assert len(found) == len(told), found
    assert all(part in one for part, one in zip(told, found, strict=True))


@pytest.mark.parametrize("text", ["商标怎么续展", "要什么材料", "想贷款五十万", "高企怎么认定"])
def test_what_asks_for_none(text: str) -> None:
    assert asked_figure(text) is None


def test_what_is_true_of_one_tax_is_not_of_another() -> None:
    asked = asked_figure("契税税率是多少")
    assert asked is not None
    assert not asked.is_of("印花税税率按合同不同")
    assert asked.is_of("契税税率由省里定")
    unnamed = asked_figure("税率是多少")
    assert unnamed is not None
    assert unnamed.is_of("印花税税率按合同不同")
