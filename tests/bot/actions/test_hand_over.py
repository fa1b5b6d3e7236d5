"""To a person, or to a call from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions.appeal import ActionSubmitAppeal
from bot.actions.hand_over import ActionCallBack, ActionHandOver
from bot.actions.rate import ActionAfterLow
from bot.actions.say import ActionSay
from bot.actions.submit_need import ActionSettle, ActionSubmitNeed
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
DONE = [SlotSet("step", None)]
ASKED = say("utter_ask_call_back_phone")


@pytest.mark.parametrize("intent", ["talk_to_human", "appeal", None])
def test_the_talk_is_marked_and_what_stands_open_waits(service: Put, intent: str | None) -> None:
    fake = service(handoff={"handoff": True, "opens": None})
    events, messages = play(ActionHandOver(), tracker("转人工", intent, step="choose", need="想贷款"))
    assert [(talk, what) for talk, what, _ in fake.asked] == [(TALK, "handoff")]
    assert events == [SlotSet("step", "choose")]
    assert messages == [say("utter_hand_over", handoff=True)]


@pytest.mark.parametrize(
    ("slots", "loop", "kept"),
    [
        ({"step": "confirm"}, None, "confirm"),
        ({"step": "confirm_appeal"}, None, "confirm_appeal"),
        ({"step": "call_back", "left_at": "confirm"}, None, "confirm"),
        ({}, "need_form", "need_form"),
        ({"step": "low_rating"}, None, None),
    ],
)
def test_outside_working_hours_what_stands_open_waits_behind_the_call(
    service: Put, slots: dict[str, Any], loop: str | None, kept: str | None
) -> None:
    service(handoff={"handoff": True, "opens": "明天9:00"})
    events, _ = play(ActionHandOver(), tracker("转人工", "talk_to_human", loop=loop, **slots))
    assert events[0] == SlotSet("step", "call_back")
    assert {"left_at": slots.get("left_at"), **{e["name"]: e["value"] for e in events}}["left_at"] == kept


def test_a_form_is_left_and_asks_on_at_the_next_word(service: Put) -> None:
    service(handoff={"handoff": True, "opens": None})
    events, _ = play(ActionHandOver(), tracker("转人工", "talk_to_human", loop="need_form"))
    assert events == [SlotSet("step", None), SlotSet("left_at", "need_form")]
    events, messages = play(ActionSay(), tracker("谢谢", "thanks", left_at="need_form"))
    assert events == [SlotSet("left_at", None), FollowupAction("need_form")]
    assert messages == [say("utter_thanks"), say("utter_back")]


NEED = {"need": "想贷款", "draft_key": "m-0"}
STORY = {"appeal_detail": "停电不打招呼", "appeal_draft_key": "m-0"}


@pytest.mark.parametrize(
    ("left_at", "known", "events", "shown"),
    [
        ("confirm", NEED, [SlotSet("step", "confirm"), SlotSet("left_at", None)], "utter_summary"),
        (
            "confirm_appeal",
            STORY,
            [SlotSet("step", None), SlotSet("left_at", None), SlotSet("step", "confirm_appeal")],
            "utter_appeal_summary",
        ),
        ("choose", NEED, [SlotSet("step", "choose"), SlotSet("left_at", None)], "utter_resume_choose"),
        ("need_form", NEED, [SlotSet("step", None), SlotSet("left_at", None), FollowupAction("need_form")], None),
    ],
)
@pytest.mark.parametrize(("text", "intent"), [("不用了", "deny"), ("好的", "affirm")])
def test_after_the_call_is_settled_what_stood_open_is_offered_again(
    service: Put,
    left_at: str,
    known: dict[str, Any],
    events: list[EventType],
    shown: str | None,
    text: str,
    intent: str,
) -> None:
    service(**{"call-backs": {"phone": "139****2222"}})
    before = tracker(text, intent, step="call_back", left_at=left_at, **known)
    told, messages = play(ActionCallBack(), before)
    assert told == events
    assert [one["response"] for one in messages[1:]] == ["utter_back", *([shown] if shown else [])]


@pytest.mark.parametrize(
    ("action", "step", "shown"),
    [
        (ActionSubmitNeed, "confirm", "utter_summary"),
        (ActionSubmitAppeal, "confirm_appeal", "utter_appeal_summary"),
        (ActionSettle, "settle", "utter_resume_settle"),
    ],
)
def test_a_yes_to_the_hand_over_is_none_to_what_stood_open(
    service: Put, action: type[Action], step: str, shown: str
) -> None:
    fake = service()
    before = tracker("好的", "affirm", step=step, **NEED, **STORY)
    before.events = [
        {"event": "user", "text": "转人工"},
        {"event": "bot", "metadata": {"utter_action": "utter_hand_over"}},
        {"event": "user", "text": "好的"},
    ]
    events, messages = play(action(), before)
    assert (events, [one["response"] for one in messages], fake.asked) == ([], ["utter_back", shown], [])


def test_facts_beside_the_offer_of_a_call_are_noted(service: Put) -> None:
    service()
    before = tracker("我姓李", "provide_info", {"contact": "李"}, step="call_back", left_at="confirm")
    assert play(ActionCallBack(), before) == ([], [say("utter_noted"), say("utter_resume_call_back")])


def test_outside_working_hours_a_call_is_offered(service: Put) -> None:
    service(handoff={"handoff": True, "opens": "明天9:00"})
    said = say("utter_hand_over_closed", opens="明天9:00", handoff=True)
    assert play(ActionHandOver(), tracker("转人工", "talk_to_human")) == ([SlotSet("step", "call_back")], [said])


def test_with_nobody_at_the_desk_a_call_is_offered(service: Put) -> None:
    service(handoff={"handoff": True, "opens": None, "staffed": False})
    said = say("utter_hand_over_absent", handoff=True)
    assert play(ActionHandOver(), tracker("转人工", "talk_to_human")) == ([SlotSet("step", "call_back")], [said])


def test_who_asks_for_a_person_after_a_low_score_is_called(service: Put) -> None:
    fake = service(**{"handoff": {"handoff": True, "opens": None}, "low-ratings": {"case_no": "XQ1", "phone": None}})
    play(ActionAfterLow(), tracker("转人工", "talk_to_human", step="low_rating"))
    assert [what for _, what, _ in fake.asked] == ["low-ratings", "handoff"]


@pytest.mark.parametrize(
    ("text", "intent", "said", "known", "kept", "outcome"),
    [
        ("好的，给我回电话", "affirm", {}, None, None, ([], [ASKED])),
        ("13911112222", "provide_info", {"phone": "13911112222"}, None, "139****2222", None),
        ("回电话吧", "out_of_scope", {}, "13911112222", "139****2222", None),
        ("给我回个电话", "talk_to_human", {}, "13911112222", "139****2222", None),
        (
            "你们电话多少",
            "ask_bot",
            {},
            "13911112222",
            "139****2222",
            ([], [say("utter_ask_bot"), say("utter_resume_call_back")]),
        ),
        ("不用了", "deny", {}, "13911112222", None, (DONE, [say("utter_call_back_declined")])),
        (
            "你们收费吗",
            "ask_bot",
            {},
            None,
            None,
            ([], [say("utter_ask_bot"), say("utter_resume_call_back")]),
        ),
    ],
)
def test_the_call_back(
    service: Put,
    text: str,
    intent: str,
    said: dict[str, Any],
    known: str | None,
    kept: str | None,
    outcome: tuple[list[EventType], list[dict[str, Any]]] | None,
) -> None:
    service(**{"call-backs": {"phone": kept}})
    before = tracker(text, intent, said, step="call_back", phone=known)
    assert play(ActionCallBack(), before) == (outcome or (DONE, [say("utter_call_back_noted", phone=kept)]))
