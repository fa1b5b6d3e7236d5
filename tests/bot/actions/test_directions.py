"""Directions are offered once for a wish that names nothing; then a person looks at the firm."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from bot.actions.asking import ActionAskNeed
from bot.actions.need_form import ValidateNeedForm
from bot.actions.note import ActionNote
from bot.actions.say import ActionSay
from knowledge.reading.directions import DIAGNOSIS, themes
from tests.bot.actions.play import play, say, tracker


def offered(name: str) -> dict[str, Any]:
    """Return the question with the directions of a theme."""
    (theme,) = (one for one in themes() if one.name == name)
    buttons = [{"title": option.title, "payload": option.need} for option in theme.options]
    return say(f"utter_ask_direction_{name}", buttons=buttons)


def test_a_wide_wish_is_asked_for_its_direction() -> None:
    assert play(ActionAskNeed(), tracker("想把公司做大", "submit_need")) == ([], [offered("growth")])


def test_any_other_is_asked_plainly() -> None:
    assert play(ActionAskNeed(), tracker("我们在衡阳", "provide_info")) == ([], [say("utter_ask_need_form_need")])


def test_a_lament_in_passing_gets_directions_too() -> None:
    assert play(ActionSay(), tracker("唉，生意难做", "chitchat")) == ([], [offered("sluggish")])


def test_but_not_where_something_is_open_and_not_twice() -> None:
    assert play(ActionSay(), tracker("唉，生意难做", "chitchat", step="choose"))[1][0] == say("utter_chitchat")
    again = tracker("唉，生意难做", "chitchat")
    again.events.append({"event": "bot", "metadata": {"utter_action": "utter_ask_direction_sluggish"}})
    assert play(ActionSay(), again) == ([], [say("utter_chitchat")])


def test_inside_the_form_a_wide_wish_is_no_riddle() -> None:
    assert play(ActionNote(), tracker("想把公司做大", "submit_need", loop="need_form")) == ([], [])


def test_left_open_once_more_it_is_said_what_follows() -> None:
    before = tracker("都不是", "submit_need", {"need": DIAGNOSIS}, loop="need_form", set_last={"need": DIAGNOSIS})
    events, messages = play(ValidateNeedForm(), before)
    assert SlotSet("need", DIAGNOSIS) in events
    assert messages == [say("utter_to_diagnosis")]


def test_english_that_was_not_read_is_answered_with_a_person() -> None:
    assert play(ActionSay(), tracker("the weather is so lovely", "unclear")) == ([], [say("utter_english")])
    assert play(ActionSay(), tracker("what do you think about it", "out_of_scope")) == ([], [say("utter_english")])
