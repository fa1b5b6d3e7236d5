"""Of what is shown: asked about, compared, put off, exchanged."""

import pytest

from knowledge.reading.shown import asks_about, compares, instead, thinks_over, wants_other


@pytest.mark.parametrize("text", ["第一个靠谱吗", "第二家多少钱", "这几个有什么区别", "哪个好", "第一个要什么资质"])
def test_a_question_chooses_nothing(text: str) -> None:
    assert asks_about(text)


@pytest.mark.parametrize("text", ["第一个", "就第二家吧", "前两个都要", "1和3", "第一个不错", "要便宜的那个"])
def test_a_choice_is_no_question(text: str) -> None:
    assert not asks_about(text)


def test_comparing() -> None:
    assert compares("这两家哪个更靠谱")
    assert not compares("第一个靠谱吗")


@pytest.mark.parametrize("text", ["我再想想", "考虑一下", "回去商量商量", "过两天再说"])
def test_put_off(text: str) -> None:
    assert thinks_over(text)


@pytest.mark.parametrize("text", ["都不要，我再想想", "算了，再说吧", "第一个", "不合适，再考虑"])
def test_not_only_put_off(text: str) -> None:
    assert not thinks_over(text)


def test_in_place_of_the_one_before() -> None:
    assert instead("不要这个，换第二个")
    assert instead("改选第三家")
    assert not instead("第二个也要")


def test_somebody_else() -> None:
    assert wants_other("能不能换一家")
    assert wants_other("还有别的机构吗")
    assert not wants_other("第一个")
    assert not wants_other("没有别的事了")
