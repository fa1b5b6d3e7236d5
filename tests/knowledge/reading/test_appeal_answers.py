"""What a message does while an appeal is taken down."""

from __future__ import annotations

import pytest

from knowledge.reading import appeal_answers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("算了", True),
        ("算了，不投诉了", True),
        ("我不想弄了，别登记了", True),
        ("取消", True),
        ("撤回这个诉求", True),
        ("取消保险", False),
        ("把捆绑的理财取消", False),
        ("退款", False),
        ("不办就给我退钱", False),
    ],
)
def test_dropping(text: str, expected: bool) -> None:
    assert appeal_answers.drops(text) is expected


@pytest.mark.parametrize(
    ("text", "intent", "is_story", "expected"),
    [
        ("今天天气怎么样", "out_of_scope", False, True),
        ("你们收费吗", "ask_bot", True, True),
        ("谢谢", "thanks", False, True),
        ("😀", "unclear", False, True),
        ("asdf", "unclear", True, True),
        ("尽快办理，谢谢", "thanks", False, False),
        ("道个歉", "out_of_scope", False, False),
        ("能退款吗", "ask_bot", False, False),
        ("问他们为什么不办，谁也说不出什么", "appeal", True, False),
        ("把补贴发了", "ask_policy", False, False),
    ],
)
def test_leaving_the_question(text: str, intent: str, is_story: bool, expected: bool) -> None:
    assert appeal_answers.astray(text, intent, is_story) is expected


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("希望退款", "退款"),
        ("我的要求是道歉", "道歉"),
        ("诉求改成：退一半", "退一半"),
        ("他们还骂人", None),
        ("希望", None),
    ],
)
def test_a_wish_said_anew(text: str, wish: str | None) -> None:
    assert appeal_answers.corrected_wish(text) == wish


@pytest.mark.parametrize(
    ("text", "expected"),
    [("不对，要改一下", True), ("有错", True), ("？", True), ("他们还骂人", False), ("是供电公司", False)],
)
def test_nothing_new(text: str, expected: bool) -> None:
    assert appeal_answers.says_nothing_new(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("反映的是供电公司", True), ("对象改成银行", True), ("供电公司", False)]
)
def test_another_body(text: str, expected: bool) -> None:
    assert appeal_answers.corrects_object(text) is expected
