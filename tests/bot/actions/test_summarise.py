"""The summary that is nodded at."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from bot.actions.summarise import ActionSummarise, summary
from tests.bot.actions.play import play, say, tracker

KNOWN = {"need": "想贷款", "region": "430181", "amount_cny": 3000000, "amount_approx": True, "phone": "13800001111"}
SUMMARY = "需求：想贷款\n地区：湖南省长沙市浏阳市\n金额：约300万元\n电话：13800001111"
SHOWN = ([SlotSet("step", "confirm")], [say("utter_summary", summary=SUMMARY)])


def test_everything_known_is_shown_for_a_nod() -> None:
    assert play(ActionSummarise(), tracker("13800001111", "provide_info", **KNOWN, category="融资服务")) == SHOWN


def test_a_correction_that_names_a_value_is_shown() -> None:
    before = tracker("金额是三百万左右", "correct_slot", {"amount_cny": 3000000}, **KNOWN, step="confirm")
    assert play(ActionSummarise(), before) == SHOWN


def test_a_correction_that_names_nothing_is_asked_what_is_wrong() -> None:
    before = tracker("不对", "correct_slot", **KNOWN, step="confirm")
    assert play(ActionSummarise(), before) == ([], [say("utter_ask_which_wrong")])


def test_nothing_known_is_an_empty_summary() -> None:
    assert summary({"step": "confirm", "urgent": False}) == ""


def test_a_correction_that_fills_the_form_is_summarised() -> None:
    assert play(ActionSummarise(), tracker("不对，不留电话", "correct_slot", **KNOWN)) == SHOWN


def test_several_needs_are_all_shown_and_the_first_comes_first() -> None:
    queued = [{"need": "想做个官网"}, {"need": "想招三个客服", "headcount": 3}]
    before = tracker("姓李", "provide_info", need="两件事", headcount=3, region="430181", more_needs=queued)
    events, messages = play(ActionSummarise(), before)
    assert messages == [
        say("utter_summary", summary="需求：想做个官网\n地区：湖南省长沙市浏阳市\n第2件：想招三个客服，3人")
    ]
    last = {e["name"]: e["value"] for e in events}
    assert (last["need"], last["headcount"], last["more_needs"], last["step"]) == (
        "想做个官网",
        None,
        [{"need": "想招三个客服", "headcount": 3}],
        "confirm",
    )


def test_an_urgent_need_is_told_the_shorter_way_once() -> None:
    first = tracker("急", "submit_need", **KNOWN, urgent=True)
    assert [m["response"] for m in play(ActionSummarise(), first)[1]] == ["utter_urgent", "utter_summary"]
    again = tracker("是浏阳", "correct_slot", {"region": "430181"}, **KNOWN, urgent=True, step="confirm")
    assert [m["response"] for m in play(ActionSummarise(), again)[1]] == ["utter_summary"]
