"""Where the cases of a talk stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk.events import SlotSet

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


@pytest.mark.parametrize(
    ("text", "said", "bound", "told"),
    [
        ("查进度", {}, "138****0001", say("utter_progress_unknown_bound", bound="138****0001")),
        ("我电话13812340001你查一下", {"phone": "13812340001"}, None, say("utter_progress_by_phone")),
        ("去年说给我办，到现在没个说法", {}, None, say("utter_progress_unknown_upset")),
    ],
)
def test_nothing_recorded_and_the_way_on(
    service: Put, text: str, said: dict[str, str], bound: str | None, told: dict[str, str]
) -> None:
    service(progress={"lines": [], "unknown": [], "bound": bound})
    assert play(ActionProgress(), tracker(text, "check_progress", said=said)) == ([], [told])


def test_another_institution_is_wanted_beside_it(service: Put) -> None:
    shown = {"items": [{"item_id": "S"}], "open": True, "meant": [], "chosen": ["A"], "state": "已匹配"}
    fake = service(shown=shown, more={"items": [{"item_id": "T"}], "wish": None})
    before = tracker("一直没联系我，换一家", "check_progress", case_no="XQ1")
    events, messages = play(ActionProgress(), before)
    assert (events, messages) == ([SlotSet("step", "choose")], [say("utter_more", items=[{"item_id": "T"}])])
    assert [what for _, what, _ in fake.asked] == ["shown", "more"]
