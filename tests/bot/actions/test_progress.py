"""Where the cases of a talk stand."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.progress import ActionProgress
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]


def test_every_line_of_the_service_is_told(service: Put) -> None:
    fake = service(progress={"lines": ["XQ1：已派单", "XQ2：对接中"], "unknown": []})
    events, messages = play(ActionProgress(), tracker("我的事办得怎样了", "check_progress"))
    assert (events, messages) == ([], [say("utter_progress", progress="XQ1：已派单\nXQ2：对接中")])
    assert fake.asked == [(TALK, "progress", {"text": "我的事办得怎样了"})]


def test_nothing_recorded_is_said_and_nothing_invented(service: Put) -> None:
    service(progress={"lines": [], "unknown": []})
    before = tracker("进度", "check_progress", step="choose")
    assert play(ActionProgress(), before) == ([], [say("utter_progress_unknown"), say("utter_resume_choose")])


def test_a_number_nobody_knows_is_said_to_be_unknown(service: Put) -> None:
    service(progress={"lines": ["XQ1：已派单"], "unknown": ["XQ9", "SQ8"]})
    expected = [say("utter_progress", progress="XQ1：已派单"), say("utter_progress_wrong_number", numbers="XQ9、SQ8")]
    assert play(ActionProgress(), tracker("XQ1 XQ9 SQ8", "check_progress")) == ([], expected)
