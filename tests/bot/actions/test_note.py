"""Something else than the answer, said inside the form."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from bot.actions.note import ActionNote
from tests.bot.actions.play import play, say, tracker


@pytest.mark.parametrize("said", [{"headcount": 20}, {"phone": "13800001111"}, {"need": "想贷款", "urgent": True}])
def test_facts_are_acknowledged(said: dict[str, Any]) -> None:
    assert play(ActionNote(), tracker("…", "provide_info", said, loop="need_form")) == ([], [say("utter_noted")])


def test_a_message_without_facts_is_not_understood() -> None:
    assert play(ActionNote(), tracker("那个啥", "provide_info", loop="need_form")) == ([], [say("utter_not_noted")])


def test_an_ambiguous_place_is_its_own_question() -> None:
    said = {"region_ambiguous": ["110105", "220104"]}
    assert play(ActionNote(), tracker("朝阳区", "provide_info", said, loop="need_form")) == ([], [])


def test_a_repeated_message_is_acknowledged_in_a_word() -> None:
    before = tracker("想贷款", "submit_need", {"need": "想贷款"}, said_before="想贷款", loop="need_form")
    assert play(ActionNote(), before) == ([], [say("utter_repeated")])


@pytest.mark.parametrize(
    ("text", "said", "need"),
    [
        ("主要是缺钱", {}, "我要招人，缺钱"),
        ("五个焊工", {"headcount": 5}, "我要招人，五个焊工"),
        ("不要招人，要外包", {}, "要外包"),
    ],
)
def test_what_says_more_of_the_need_is_put_into_it(text: str, said: dict[str, Any], need: str) -> None:
    before = tracker(text, "provide_info", said, loop="need_form", requested_slot="region", need="我要招人")
    events = [SlotSet("need", need), SlotSet("category", None)]
    assert play(ActionNote(), before) == (events, [say("utter_noted")])


def test_a_bare_name_where_the_place_was_asked_is_kept() -> None:
    before = tracker("李建国", "provide_info", loop="need_form", requested_slot="region", need="想做检测")
    assert play(ActionNote(), before) == ([SlotSet("contact", "李建国")], [say("utter_noted")])
    known = tracker("李建国", "provide_info", loop="need_form", requested_slot="region", need="想做检测", contact="王")
    assert play(ActionNote(), known) == ([], [say("utter_not_noted")])


def test_what_describes_the_need_stands_in_it_and_its_kind_stays() -> None:
    told = "发往广州的多，一个月五六十吨"
    before = tracker(told, "provide_info", loop="need_form", requested_slot="contact", need="货怎么走便宜")
    assert play(ActionNote(), before) == ([SlotSet("need", f"货怎么走便宜，{told}")], [say("utter_noted")])


@pytest.mark.parametrize("text", ["那个啥", "麻烦你们老板看着办", "证件430***********567X给你", "要多久才能办下来"])
def test_what_describes_nothing_does_not_stand_in_the_need(text: str) -> None:
    before = tracker(text, "provide_info", loop="need_form", requested_slot="contact", need="货怎么走便宜")
    events, _ = play(ActionNote(), before)
    assert not any(event.get("name") == "need" for event in events)
