"""The category chosen by the linear model together with the matcher's view."""

from math import log

from bot.components.category_model import LEAST_SHARE, settled

RANKED = [("tech", 0.4), ("it", 0.3), ("none", -0.5), ("hr", -1.2)]


def test_without_the_matchers_view_the_ranking_stays() -> None:
    assert settled(RANKED, {}) == RANKED


def test_a_sure_view_decides_a_close_call_and_the_score_stays() -> None:
    # tech 0.4 + log(0.21), it 0.3 + log(0.71): the linear model is 0.1 apart, the view 1.2.
    assert settled(RANKED, {"it": 0.7, "tech": 0.2})[0] == ("it", 0.4)


def test_a_far_off_category_needs_more_than_the_view() -> None:
    assert 0.4 + log(0.3 + LEAST_SHARE) > -1.2 + log(0.6 + LEAST_SHARE)
    assert settled(RANKED, {"hr": 0.6, "tech": 0.3})[0][0] == "tech"


def test_whether_there_is_a_category_is_not_the_views_to_say() -> None:
    ranked = [("none", 0.2), ("tech", 0.1)]
    assert settled(ranked, {"tech": 0.9}) == ranked
