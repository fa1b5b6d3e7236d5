import pytest

from matcher.search.wording import Wording
from matcher.training.wording import fit_wording


def test_score_by_hand() -> None:
    judge = Wording({"贷": 2.0, "款": 1.0, "雨": -4.0}, 0.5)
    assert judge.score("贷款") == pytest.approx(0.5 + 3 / 2**0.5)
    assert judge.score("下雨") == pytest.approx(-3.5)
    assert judge.score("你好") == 0.5


def test_sides_are_told_apart_and_fits_repeat() -> None:
    ours, others = ["厂里缺流动资金", "想申请贷款"], ["明天下雨吗", "写首诗"]
    judge = fit_wording(ours, others)
    assert all(judge.score(line) > 0 for line in ours)
    assert all(judge.score(line) < 0 for line in others)
    assert fit_wording(ours, others) == judge
    assert fit_wording(ours, []) == Wording()
