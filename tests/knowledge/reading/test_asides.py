"""Clauses that ask something beside what a message says: told apart with and without marks."""

from __future__ import annotations

import time

import pytest

from knowledge.reading.asides import read_clauses, stands_alone, without


def told(text: str) -> tuple[str, list[str]]:
    """Return what is left of a message without its questions, and the questions."""
    asked = [clause for clause in read_clauses(text) if clause.question]
    return without(text, asked), [clause.question for clause in asked]


@pytest.mark.parametrize(
    ("text", "rest", "questions"),
    [
        (
            "我们厂在浏阳，客户拖着货款不给，顺便问下研发费用加计扣除比例多少",
            "我们厂在浏阳，客户拖着货款不给",
            ["研发费用加计扣除比例多少"],
        ),
        ("先问个事，印花税怎么交？我想找人代账", "我想找人代账", ["印花税怎么交"]),
        ("想注册一个商标，还有个问题，商标有效期是几年", "想注册一个商标", ["商标有效期是几年"]),
        ("想贷两百万，另外想问一下你们收不收费", "想贷两百万", ["你们收不收费"]),
        ("招个会计 对了 残疾人就业保障金小微免不免", "招个会计", ["残疾人就业保障金小微免不免"]),
        (
            "想问三个事：一是高新认定要什么条件，二是你们收不收费",
            "",
            ["高新认定要什么条件", "你们收不收费"],
        ),
        (
            "想找个懂模具的师傅来指导一下另外还想问专精特新认定有没有补贴电话是13677778888",
            "想找个懂模具的师傅来指导一下电话是13677778888",
            ["专精特新认定有没有补贴"],
        ),
        (
            "老板这边想问下专精特新怎么申报我们公司做注塑的缺两个师傅",
            "我们公司做注塑的缺两个师傅",
            ["专精特新怎么申报"],
        ),
        ("老板让我来问：1、高新认定要什么条件；2、找家审计", "2、找家审计", ["高新认定要什么条件"]),
        ("我想问一下个体户升级成公司要什么手续，想找代办", "想找代办", ["个体户升级成公司要什么手续"]),
        (
            "我们做藤编家具的不算大七八个人前两年还好今年酒店都不怎么开业了我想着找个懂设计的人帮我们出点新款对了我听人讲有创业补贴是不是真的啊",
            "我们做藤编家具的不算大七八个人前两年还好今年酒店都不怎么开业了我想着找个懂设计的人帮我们出点新款",
            ["我听人讲有创业补贴是不是真的啊"],
        ),
        ("如果公司亏损了，研发费用还能加计扣除吗", "", ["如果公司亏损了，研发费用还能加计扣除吗"]),
        ("我们做茶油的，有没得优惠", "我们做茶油的", ["有没得优惠"]),
        ("想办环评，高新认定要什么条件，要准备哪些材料", "想办环评", ["高新认定要什么条件，要准备哪些材料"]),
    ],
)
def test_questions_are_told_apart(text: str, rest: str, questions: list[str]) -> None:
    assert told(text) == (rest, questions)


@pytest.mark.parametrize(
    "text",
    ["设备老停机，另外想招两个电工", "厂不大，二十几个人，好几年了", "想做个官网，预算五万，株洲的", "13812345678", ""],
)
def test_what_asks_nothing_has_no_question(text: str) -> None:
    assert told(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("想贷款，顺便问下贴息还有没有", True),
        ("想贷款，还想问下贴息还有没有", True),
        ("想贷款，贴息还有没有", False),
        ("想贷款，请问贴息还有没有", False),
    ],
)
def test_words_set_a_question_apart(text: str, beside: bool) -> None:
    assert read_clauses(text)[-1].beside is beside


@pytest.mark.parametrize("question", ["研发费用加计扣除比例多少", "你们收不收费", "商标有效期是几年", "你是谁"])
def test_a_question_with_a_subject_stands_alone(question: str) -> None:
    assert stands_alone(question)


@pytest.mark.parametrize(
    "question", ["怎么办", "要多久", "要什么材料", "办下来要多长时间", "这个要多少钱", "一个人补多少", "那要什么条件呢"]
)
def test_a_question_without_a_subject_does_not(question: str) -> None:
    assert not stands_alone(question)


@pytest.mark.parametrize("unit", ["顺便问下", "还有个问题，", "请问怎么办 ", "我想问我们", "，", "吗", "另外"])
def test_a_message_of_any_length_costs_little(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    begun = time.process_time()
    read_clauses(text)
    assert time.process_time() - begun < 0.5
