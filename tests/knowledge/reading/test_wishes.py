"""What a reply to a list asks the list to be."""

from __future__ import annotations

import pytest

from knowledge.reading.wishes import Wish, read_wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("只要免费的", Wish(free=True)),
        ("有没有不要钱的", Wish(free=True)),
        ("只看附近的", Wish(near=True)),
        ("本地的有没有", Wish(near=True)),
        ("我要找专家", Wish(kind="expert")),
        ("不要公司，想找个专家问问", Wish(kind="expert")),
        ("有没有政策", Wish(kind="policy")),
        ("有补贴吗", Wish(kind="policy")),
        ("只要机构，不要专家", Wish(kind="institution")),
        ("有没有免费的专家", Wish(free=True, kind="expert")),
    ],
)
def test_wishes(text: str, wish: Wish) -> None:
    assert read_wish(text) == wish


@pytest.mark.parametrize("text", ["第一个", "都不要", "换一批", "不免费", "我们公司在长沙，还想招两个焊工，年底前到岗"])
def test_no_wish(text: str) -> None:
    assert read_wish(text) is None


@pytest.mark.parametrize(
    ("wish", "label"),
    [(Wish(free=True), "免费的"), (Wish(True, True), "免费、本地的"), (Wish(near=True, kind="expert"), "本地的专家")],
)
def test_label(wish: Wish, label: str) -> None:
    assert wish.label == label


@pytest.mark.parametrize(
    ("text", "who"),
    [("有没有税务师", "税务师"), ("请问有设计师吗", "设计师"), ("能不能介绍个讲师", "讲师"), ("找个师傅", "师傅")],
)
def test_a_profession_asked_for(text: str, who: str) -> None:
    assert read_wish(text) == Wish(kind="expert", who=who)


@pytest.mark.parametrize("text", ["想找个律师看合同", "我是会计", "律师说不行", "找工程师改造产线"])
def test_a_profession_with_a_matter_of_its_own(text: str) -> None:
    assert read_wish(text) is None


@pytest.mark.parametrize(
    ("who", "category", "may"),
    [("律师", "legal", True), ("律师", "hr", False), ("师傅", "hr", True), (None, "hr", True), ("会计", None, True)],
)
def test_of_which_needs_a_profession_may_be(who: str | None, category: str | None, may: bool) -> None:
    assert Wish(kind="expert", who=who).may_be_of(category) is may
