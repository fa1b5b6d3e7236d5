"""A life at stake, told from figures of speech."""

import pytest

from knowledge.reading.distress import in_distress


@pytest.mark.parametrize("text", ["我都不想活了", "厂子倒了活不下去", "有个工人要跳楼", "死了算了", "逼得我想上吊"])
def test_a_life_is_at_stake(text: str) -> None:
    assert in_distress(text)


@pytest.mark.parametrize("text", ["跳楼价甩卖库存", "想死你们了", "笑死我了", "天热死了", "这单活不好干", "死账怎么要"])
def test_figures_of_speech(text: str) -> None:
    assert not in_distress(text)
