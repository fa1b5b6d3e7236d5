"""Where a demand stands, and how it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions.progress import ActionProgress, ActionRate
from tests.bot.actions.play import CASE, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]


def test_every_line_of_the_service_is_told(service: Put) -> None:
    fake = service(progress={"lines": ["XQ1：已派单", "XQ2：对接中"]})
    events, messages = play(ActionProgress(), tracker("我的事办得怎样了", "check_progress"))
    assert (events, messages) == ([], [say("utter_progress", progress="XQ1：已派单\nXQ2：对接中")])
    assert fake.asked == [(TALK, "progress", {"text": "我的事办得怎样了"})]


def test_nothing_recorded_is_said_and_nothing_invented(service: Put) -> None:
    service(progress={"lines": []})
    before = tracker("进度", "check_progress", step="choose")
    assert play(ActionProgress(), before) == ([], [say("utter_progress_unknown"), say("utter_resume_choose")])


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ({"demand": CASE, "rating": 5}, say("utter_rated", rating=5)),
        ({"demand": CASE, "rating": 3}, say("utter_rated", rating=3)),
        ({"demand": CASE, "rating": 2}, say("utter_rated_low", rating=2)),
        ({"demand": CASE, "rating": 1}, say("utter_rated_low", rating=1)),
        ({"demand": CASE, "rating": None}, say("utter_ask_rate")),
        ({"demand": None, "rating": 5}, say("utter_nothing_to_rate")),
        ({"demand": None, "rating": None}, say("utter_nothing_to_rate")),
    ],
)
def test_rating(service: Put, outcome: dict[str, Any], message: dict[str, Any]) -> None:
    fake = service(ratings=outcome)
    assert play(ActionRate(), tracker("打个分", "rate_service")) == ([], [message])
    assert fake.asked == [(TALK, "ratings", {"text": "打个分"})]
