"""The need form: what it still asks, and how an ambiguous place is settled."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.events import ActionExecutionRejected, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.need_form import ActionAskContact, ActionAskPhone, ActionAskRegion, ValidateNeedForm
from tests.bot.actions.play import play, say, tracker

CONTACT_QUESTION = {  # (contact known, phone known, contact refused) -> what is asked about the person
    (False, False, False): ["contact"],
    (True, False, False): ["phone"],
    (False, True, False): [],
    (True, True, False): [],
    (False, False, True): [],
    (True, False, True): [],
    (False, True, True): [],
    (True, True, True): [],
}
CHAOYANG = ["110105", "211321", "220104"]  # Beijing, Chaoyang county of Chaoyang city, Changchun


@pytest.mark.parametrize(
    ("need", "region", "region_refused", "contact", "phone", "contact_refused"), product([False, True], repeat=6)
)
def test_required_slots(
    need: bool, region: bool, region_refused: bool, contact: bool, phone: bool, contact_refused: bool
) -> None:
    slots = {
        "need": "想贷款" if need else None,
        "region": "430100" if region else None,
        "region_refused": region_refused or None,
        "contact": "李总" if contact else None,
        "phone": "13800001111" if phone else None,
        "contact_refused": contact_refused or None,
    }
    person = CONTACT_QUESTION[contact, phone, contact_refused]
    wanted = ["need", *([] if region_refused else ["region"]), *person]
    form = ValidateNeedForm()
    got = asyncio.run(form.required_slots(["need", "region"], CollectingDispatcher(), tracker("", **slots), {}))
    assert got == wanted
    open_question = next((name for name in wanted if slots[name] is None), None)
    events, messages = play(form, tracker("", loop="need_form", **slots))
    assert events == [SlotSet("requested_slot", open_question)]
    assert messages == []


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        ("110000", "110105"),  # 北京的
        ("220100", "220104"),  # 长春
        ("211300", "211321"),  # 朝阳市
        ("220104", "220104"),  # the district itself, picked from the options
        ("430100", "430100"),  # a place that is none of the candidates is taken as it is
    ],
)
def test_an_ambiguous_place_is_settled_by_the_answer(answer: str, settled: str) -> None:
    before = tracker("", need="想贷款", phone="13800001111", set_last={"region": answer}, region_ambiguous=CHAOYANG)
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", settled),
        SlotSet("region_ambiguous", None),
        SlotSet("requested_slot", None),
    ]


def test_an_answer_that_covers_several_candidates_is_taken_as_it_is() -> None:
    before = tracker("", need="想贷款", set_last={"region": "430100"}, region_ambiguous=["430102", "430181", "110105"])
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", "430100"),
        SlotSet("region_ambiguous", None),
        SlotSet("requested_slot", "contact"),
    ]


def test_without_an_answer_the_candidates_stay() -> None:
    before = tracker("", need="想贷款", set_last={"region": None}, region_ambiguous=CHAOYANG)
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", None),
        SlotSet("region_ambiguous", CHAOYANG),
        SlotSet("requested_slot", "region"),
    ]


@pytest.mark.parametrize("candidates", [None, []])
def test_the_place_is_asked_plainly(candidates: list[Any] | None) -> None:
    assert play(ActionAskRegion(), tracker("", region_ambiguous=candidates)) == ([], [say("utter_ask_region")])


@pytest.mark.parametrize(
    ("action", "name", "told"),
    [
        (ActionAskRegion(), "region", {}),
        (ActionAskContact(), "contact", {}),
        (ActionAskPhone(), "phone", {"summary": "需求：想贷款"}),
    ],
)
def test_a_question_asked_before_is_asked_in_other_words(action: Action, name: str, told: dict[str, str]) -> None:
    before = tracker("", need="想贷款")
    before.events = [
        {"event": "slot", "name": "draft_key", "value": "m-1"},
        {"event": "bot", "text": "…", "metadata": {"utter_action": f"utter_ask_{name}"}},
    ]
    assert play(action, before) == ([], [say(f"utter_ask_{name}_again", **told)])
    before.events.append({"event": "slot", "name": "draft_key", "value": "m-9"})  # another need
    assert play(action, before) == ([], [say(f"utter_ask_{name}", **told)])


@pytest.mark.parametrize(("name", "called"), [("雷", "雷老板"), ("李厂长", "李厂长"), ("欧阳", "欧阳")])
def test_nobody_is_spoken_to_by_one_character(name: str, called: str) -> None:
    _, said = play(ActionAskPhone(), tracker("", need="想贷款", contact=name))
    assert said[0]["contact"] == called


FIRST = {"need": "想贷款", "category": "finance", "amount_cny": 500000, "draft_key": "m-0"}


def _now(text: str, **said: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the slots after a message that states a need while the first is being taken."""
    before = tracker(text, "submit_need", said, loop="need_form", before=FIRST, set_last=said)
    events, messages = play(ValidateNeedForm(), before)
    return {e["name"]: e["value"] for e in events}, messages


def test_a_further_need_joins_as_a_case_of_its_own() -> None:
    needs = [{"need": "想招两个会计", "category": "hr"}]
    now, messages = _now("对了还想招两个会计", need="对了还想招两个会计", headcount=2, needs=needs)
    assert (now["need"], now["category"], now["amount_cny"], now["headcount"]) == ("想贷款", "finance", 500000, None)
    assert now["more_needs"] == [{"need": "想招两个会计", "category": "hr", "headcount": 2}]
    assert messages == [say("utter_joined")]


def test_a_need_that_replaces_the_first_takes_its_place() -> None:
    needs = [{"need": "算了不贷了，帮我招两个会计", "category": "hr"}]
    now, messages = _now("算了不贷了，帮我招两个会计", need="算了不贷了，帮我招两个会计", headcount=2, needs=needs)
    assert (now["need"], now["category"], now["amount_cny"], now["headcount"]) == ("帮我招两个会计", "hr", None, 2)
    assert (now["more_needs"], messages) == (None, [])


def test_the_same_need_said_again_changes_nothing() -> None:
    now, messages = _now("我想贷款！！", need="想贷款", needs=[{"need": "想贷款", "category": "finance"}])
    assert (now["need"], now["category"], now["amount_cny"]) == ("想贷款", "finance", 500000)
    assert messages == []


def test_more_of_the_same_need_is_added_to_it() -> None:
    now, _ = _now("最好不要抵押物的那种", need="最好不要抵押物的那种", needs=[{"need": "…", "category": "finance"}])
    assert (now["need"], now["amount_cny"]) == ("想贷款，最好不要抵押物的那种", 500000)
    assert "more_needs" not in now


def test_a_repeated_message_is_acknowledged() -> None:
    before = tracker("想招两个会计", "submit_need", loop="need_form", said_before="想招两个会计")
    assert play(ValidateNeedForm(), before)[1] == [say("utter_repeated")]


def test_an_ambiguous_place_is_asked_with_its_candidates() -> None:
    events, messages = play(ActionAskRegion(), tracker("", region_ambiguous=["110105", "220104"]))
    names = ["北京市朝阳区", "吉林省长春市朝阳区"]
    buttons = [{"title": name, "payload": name} for name in names]
    assert (events, messages) == ([], [say("utter_ask_region_ambiguous", buttons=buttons)])


@pytest.mark.parametrize("intent", ["appeal", "ask_policy", "talk_to_human", "cancel", "check_progress"])
def test_what_is_no_answer_is_left_to_its_rule(intent: str) -> None:
    said = {"region": "430211"}
    before = tracker("天元区的窗口不给办，我要投诉", intent, said, loop="need_form", set_last=said)
    assert play(ValidateNeedForm(), before) == ([ActionExecutionRejected("need_form")], [])


def test_the_place_of_a_question_is_not_the_enterprises() -> None:
    said = {"region": "430100"}
    known = {"need": "想贷款", "draft_key": "m-0"}
    before = tracker("长沙有什么补贴", "ask_policy", said, loop="need_form", before=known, set_last=said)
    before.events.append({"event": "action_execution_rejected", "name": "need_form"})
    events, _ = play(ValidateNeedForm(), before)
    assert events == [SlotSet("requested_slot", "region"), SlotSet("region", None)]


@pytest.mark.parametrize(
    ("answer", "zone", "settled"),
    [
        ("430200", "高新区", "430200"),
        ("430300", "高新区", "430371"),
        ("430400", "高新区", "430476"),
        ("430202", "园区", "430202"),
    ],
)
def test_the_city_settles_a_zone_said_without_it(answer: str, zone: str, settled: str) -> None:
    talk = tracker("", loop="need_form", region=answer, region_ambiguous=[zone])
    got = ValidateNeedForm().validate_region(answer, CollectingDispatcher(), talk, {})
    assert got == {"region": settled, "region_ambiguous": None}


def test_a_zone_without_its_city_is_kept_and_its_city_asked() -> None:
    talk = tracker("高新区", loop="need_form", region_ambiguous=["高新区"])
    events, messages = play(ActionAskRegion(), talk)
    assert events == []
    assert messages == [{"response": "utter_ask_region_zone", "zone": "高新区"}]
