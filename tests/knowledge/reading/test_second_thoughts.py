"""A cancellation taken back in so many words, or only where something has just been cancelled."""

import pytest

from knowledge.reading.second_thoughts import goes_on, goes_on_alone, undoes


@pytest.mark.parametrize(
    "text", ["算了不撤了", "别撤", "先别取消", "不想撤销了", "我撤错了", "恢复一下", "后悔了", "手滑点错了", "改主意了"]
)
def test_the_words_themselves_take_it_back(text: str) -> None:
    assert undoes(text)
    assert goes_on(text)


@pytest.mark.parametrize("text", ["还是办吧", "还是帮我找", "继续办", "接着办吧", "当我没撤", "那就办吧", "还想办"])
def test_words_that_mean_it_only_after_a_cancellation(text: str) -> None:
    assert goes_on(text)
    assert not undoes(text)


@pytest.mark.parametrize(
    "text", ["撤了吧", "要不撤了吧", "不用了，取消", "撤不撤都行", "算了不办了", "还是办什么好？", "谢谢", "电话弄错了"]
)
def test_what_takes_nothing_back(text: str) -> None:
    assert not undoes(text)
    assert not goes_on(text)


@pytest.mark.parametrize("text", ["诶，还是贷吧", "那还是招吧！", "哎还是办", "继续办"])
def test_words_that_say_nothing_else(text: str) -> None:
    assert goes_on_alone(text)


@pytest.mark.parametrize("text", ["还是办个食品证吧", "还是办什么好？", "还是先招五个车工吧", "贷吧", ""])
def test_words_that_say_more_or_other_things(text: str) -> None:
    assert not goes_on_alone(text)
