"""Answers fit into what WeChat can show; what does not fit is one click away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.wording import MOST_DESCRIPTION_BYTES, MOST_TEXT_BYTES, word
from api.channels.xml_messages import Article

LINK = "https://qifu.example/m/1-abcdef"


def said(text: str, options: list[str] | None = None, items: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    titles = [{"title": title, "payload": title} for title in options or []]
    return {"text": text, "options": titles, "items": items or []}


def item(number: int, name: str = "样例服务") -> dict[str, Any]:
    return {"number": number, "name": name, "kind": "service"}


def test_several_replies_are_one_text() -> None:
    assert word([said("好。"), said("在哪里？")], LINK) == "好。\n\n在哪里？"


def test_options_are_numbered() -> None:
    assert word([said("没错吧？", ["没错", "要改"])], LINK) == "没错吧？\n\n1. 没错\n2. 要改\n（回复序号就行）"


def test_only_the_last_question_is_numbered() -> None:
    """A number means what the last reply offers."""
    assert word([said("选一个", ["甲", "乙"]), said("在哪里？")], LINK) == "选一个\n\n在哪里？"


def test_more_than_nine_options_are_answered_in_words() -> None:
    text = word([said("哪个区？", [f"区{n}" for n in range(10)])], LINK)
    assert isinstance(text, str)
    assert "· 区9\n（直接回复其中一个）" in text
    assert "1." not in text


def test_options_beside_cards_are_words() -> None:
    """Numbers belong to the cards."""
    article = word([said("还差一问：有抵押吗？", ["有", "没有"], [item(1)])], LINK)
    assert isinstance(article, Article)
    assert article == Article("为您找到1项，点开看全部", "1. 样例服务\n还差一问：有抵押吗？\n可回复：有、没有", LINK)


def test_long_text_ends_with_the_way_to_the_whole() -> None:
    text = word([said("政" * 700)], LINK)
    assert isinstance(text, str)
    assert len(text.encode()) <= MOST_TEXT_BYTES
    assert text.endswith(f"政……\n\n太长了，全文在这里：{LINK}")


@pytest.mark.parametrize("names", [["名" * 300], ["名" * 60] * 3, ["短"] * 3])
@pytest.mark.parametrize("text", ["说" * 2000, "短。", ""])
def test_description_is_bounded_and_keeps_what_can_be_answered(names: list[str], text: str) -> None:
    article = word([said(text, items=[item(n, name) for n, name in enumerate(names, 1)])], LINK)
    assert isinstance(article, Article)
    assert len(article.description.encode()) <= MOST_DESCRIPTION_BYTES
    assert article.description.endswith("回复序号就能选，点开看详情。")


@given(st.lists(st.text(max_size=900), max_size=4))
def test_no_text_is_too_long(texts: list[str]) -> None:
    words = word([said(text.encode(errors="ignore").decode()) for text in texts], LINK)
    assert isinstance(words, str)
    assert len(words.encode()) <= MOST_TEXT_BYTES


def test_what_the_reply_says_is_not_said_again() -> None:
    article = word([said("回序号就能选。", items=[item(1)])], LINK)
    assert isinstance(article, Article)
    assert article.description == "1. 样例服务\n回序号就能选。\n点开看详情。"
