"""The summary that is nodded at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.actions.need_draft import summary
from bot.actions.summarise import ActionSummarise
from tests.bot.actions.play import CASE, TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
ITEMS = [{"item_id": "S-1", "kind": "service", "name": "信用贷"}]

KNOWN = {"need": "想贷款", "region": "430181", "amount_cny": 3000000, "amount_approx": True, "phone": "13800001111"}
SUMMARY = "需求：想贷款\n地区：湖南省长沙市浏阳市\n金额：约300万元\n电话：13800001111"
SHOWN = ([SlotSet("step", "confirm")], [say("utter_summary", summary=SUMMARY)])


def test_everything_known_is_shown_for_a_nod() -> None:
    assert play(ActionSummarise(), tracker("13800001111", "provide_info", **KNOWN, category="融资服务")) == SHOWN


def test_a_plain_correction_is_said_back_and_matched_at_once(service: Put) -> None:
    fake = service(demands={"case_no": CASE, "items": ITEMS, "relaxed": []})
    before = tracker("金额是三百万", "correct_slot", {"amount_cny": 3000000}, **KNOWN, step="confirm", draft_key="m-0")
    events, messages = play(ActionSummarise(), before)
    assert fake.asked == [(TALK, "demands", {"draft_key": "m-0", "slots": KNOWN})]
    assert events == [SlotSet("step", "choose"), SlotSet("case_no", CASE)]
    assert messages == [say("utter_changed", changed="金额300万元"), say("utter_matches", items=ITEMS)]


def test_a_correction_put_as_a_question_is_shown_for_a_nod() -> None:
    before = tracker("金额改成三百万行吗", "correct_slot", {"amount_cny": 3000000}, **KNOWN, step="confirm")
    assert play(ActionSummarise(), before) == SHOWN


def test_a_correction_that_names_nothing_is_asked_what_is_wrong() -> None:
    before = tracker("不对", "correct_slot", **KNOWN, step="confirm")
    assert play(ActionSummarise(), before) == ([], [say("utter_ask_which_wrong")])


def test_nothing_known_is_an_empty_summary() -> None:
    assert summary({"step": "confirm", "urgent": False}) == ""


def test_a_correction_that_fills_the_form_is_summarised() -> None:
    assert play(ActionSummarise(), tracker("不对，不留电话", "correct_slot", **KNOWN)) == SHOWN


def test_several_needs_are_all_shown() -> None:
    queued = [{"need": "想招三个客服", "headcount": 3, "category": "hr"}]
    before = tracker("姓李", "provide_info", need="想做个官网", region="430181", more_needs=queued)
    events, messages = play(ActionSummarise(), before)
    assert messages == [
        say("utter_summary", summary="需求：想做个官网\n地区：湖南省长沙市浏阳市\n第2件：想招三个客服，3人")
    ]
    assert events == [SlotSet("step", "confirm")]


def test_a_further_need_at_the_summary_joins() -> None:
    said = {"need": "顺便还想注册商标", "needs": [{"need": "顺便还想注册商标", "category": "tech"}]}
    before = tracker("顺便还想注册商标", "submit_need", said, before={**KNOWN, "step": "confirm"}, set_last=said)
    events, messages = play(ActionSummarise(), before)
    now = {e["name"]: e["value"] for e in events}
    assert (now["need"], now["more_needs"]) == ("想贷款", [{"need": "想注册商标", "category": "tech"}])
    assert messages == [say("utter_joined"), say("utter_summary", summary=f"{SUMMARY}\n第2件：想注册商标")]


def test_a_message_sent_twice_at_the_summary_is_not_summarised_again() -> None:
    before = tracker("想贷款", "submit_need", {"need": "想贷款"}, said_before="想贷款！", step="confirm", **KNOWN)
    assert play(ActionSummarise(), before) == ([], [say("utter_repeated"), say("utter_resume_confirm")])


def test_a_long_need_is_told_in_a_line() -> None:
    story = "机器老了效率低，工人也不愿意来，想换一条新线但是手头没有钱，希望能申请到设备更新的补贴，最好今年就能办下来，麻烦了"
    (line,) = summary({"need": story}).splitlines()
    assert line == "需求：想换一条新线但是手头没有钱，希望能申请到设备更新的补贴，最好今年就能办下来"


def _asked_for_the_phone(text: str, **said: Any) -> Tracker:
    before = tracker(text, "provide_info", said, **KNOWN, draft_key="m-0")
    before.events = [{"event": "bot", "text": "…", "metadata": {"utter_action": "utter_ask_phone"}}]
    return before


def test_the_phone_answered_beside_the_summary_is_the_nod(service: Put) -> None:
    fake = service(demands={"case_no": CASE, "items": ITEMS, "relaxed": []})
    events, messages = play(ActionSummarise(), _asked_for_the_phone("13800001111", phone="13800001111"))
    assert fake.asked == [(TALK, "demands", {"draft_key": "m-0", "slots": KNOWN})]
    assert (events, messages) == (
        [SlotSet("step", "choose"), SlotSet("case_no", CASE)],
        [say("utter_matches", items=ITEMS)],
    )


def test_another_fact_beside_the_phone_is_summarised_first() -> None:
    said = {"phone": "13800001111", "region": "430181"}
    assert play(ActionSummarise(), _asked_for_the_phone("13800001111，是浏阳的", **said)) == SHOWN


def test_an_urgent_need_is_told_the_shorter_way_once() -> None:
    first = tracker("急", "submit_need", **KNOWN, urgent=True)
    assert [m["response"] for m in play(ActionSummarise(), first)[1]] == ["utter_urgent", "utter_summary"]
    again = tracker("是浏阳吗", "correct_slot", {"region": "430181"}, **KNOWN, urgent=True, step="confirm")
    assert [m["response"] for m in play(ActionSummarise(), again)[1]] == ["utter_summary"]
