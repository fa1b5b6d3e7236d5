"""Appeals: begun, added to, summarised, changed at the summary, recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from bot.actions.appeal import (
    ActionBeginAppeal,
    ActionNoteAppeal,
    ActionSubmitAppeal,
    ActionSummariseAppeal,
)
from bot.actions.appeal_draft import summary
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
CASE = "SQ202611230001"
STORY = "园区物业停电不打招呼，料全废了"
KNOWN = {"appeal_detail": STORY, "appeal_object": "园区物业", "appeal_expect": "赔我的料", "region": "430211"}
PERSON = {"contact": "陈", "phone": "13812345678"}
LINES = f"反映对象：园区物业\n事情经过：{STORY}\n希望：赔我的料\n地区：湖南省株洲市天元区"
NAMED = f"{LINES}\n联系人：陈\n电话：13812345678"
LEFT = ("before_appeal", "contact_refused", "region_refused")  # forgotten with the appeal
CONFIRMING = {**KNOWN, **PERSON, "step": "confirm_appeal", "appeal_draft_key": "m-1"}


def begun(detail: str | None, who: str | None, wish: str | None, anonymous: bool | None = None) -> list[EventType]:
    return [
        SlotSet("appeal_detail", detail),
        SlotSet("appeal_object", who),
        SlotSet("appeal_expect", wish),
        SlotSet("contact_refused", anonymous),
        SlotSet("interrupted", None),
        SlotSet("draft_key", None),
        SlotSet("before_appeal", {}),
        SlotSet("step", None),
        SlotSet("left_at", None),
        SlotSet("appeal_draft_key", "m-1"),
    ]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (STORY, begun(STORY, "园区物业", None)),
        (f"{STORY}，希望赔我的料", begun(f"{STORY}，希望赔我的料", "园区物业", "希望赔我的料")),
        ("我要投诉", begun(None, None, None)),
        ("我要投诉税务局", begun(None, "税务局", None)),
        ("我要匿名举报", begun(None, None, None, True)),
    ],
)
def test_what_the_first_message_tells_is_kept(text: str, events: list[EventType]) -> None:
    before = tracker(text, "appeal", step="choose", contact_refused=True, appeal_detail="旧的", draft_key="m-0")
    assert play(ActionBeginAppeal(), before) == (events, [say("utter_appeal_heard")])


@pytest.mark.parametrize(
    ("text", "said", "known", "outcome"),
    [
        ("株洲", {"region": "430200"}, KNOWN, ([], [say("utter_noted")])),
        (
            "他们还骂人",
            {},
            KNOWN,
            ([SlotSet("appeal_detail", f"{STORY}；他们还骂人")], [say("utter_appeal_noted")]),
        ),
        ("不对", {}, KNOWN, ([], [say("utter_not_noted")])),
        ("他们还骂人", {}, {}, ([], [say("utter_not_noted")])),
        ("鼓楼区", {"region_ambiguous": ["350102", "320106"]}, {}, ([], [])),
    ],
)
def test_what_is_said_beside_the_question(
    text: str, said: dict[str, Any], known: dict[str, Any], outcome: tuple[list[EventType], list[dict[str, Any]]]
) -> None:
    before = tracker(text, "appeal", said, loop="appeal_form", requested_slot="contact", **known)
    assert play(ActionNoteAppeal(), before) == outcome


def test_the_full_appeal_is_shown() -> None:
    events, messages = play(ActionSummariseAppeal(), tracker("陈，13812345678", "provide_info", **KNOWN, **PERSON))
    assert events == [SlotSet("step", "confirm_appeal")]
    assert messages == [say("utter_appeal_summary", summary=NAMED)]


@pytest.mark.parametrize(
    ("text", "said", "change", "shown"),
    [
        ("地区改成天元", {"region": "430211"}, [], NAMED),
        ("匿名", {}, [SlotSet("contact_refused", True)], f"{LINES}\n联系方式：匿名"),
        ("电话是13812345678", {"phone": "13812345678"}, [SlotSet("contact_refused", None)], NAMED),
        ("反映的是供电公司", {}, [SlotSet("appeal_object", "供电公司")], NAMED.replace("：园区物业\n", "：供电公司\n")),
        ("希望道歉", {}, [SlotSet("appeal_expect", "道歉")], NAMED.replace("赔我的料", "道歉")),
        (
            "补充一下，他们还骂人",
            {},
            [SlotSet("appeal_detail", f"{STORY}；补充一下，他们还骂人")],
            NAMED.replace(STORY, f"{STORY}；补充一下，他们还骂人"),
        ),
    ],
)
def test_what_is_said_at_the_summary_changes_it(
    text: str, said: dict[str, Any], change: list[EventType], shown: str
) -> None:
    events, messages = play(ActionSummariseAppeal(), tracker(text, "correct_slot", said, **CONFIRMING))
    assert events == [SlotSet("step", "confirm_appeal"), *change]
    assert messages == [say("utter_appeal_summary", summary=shown)]


@pytest.mark.parametrize("text", ["不对，要改一下", "不对", "有错", "？"])
def test_said_to_be_wrong_and_no_more_is_asked_what(text: str) -> None:
    outcome = ([], [say("utter_ask_appeal_wrong")])
    assert play(ActionSummariseAppeal(), tracker(text, "deny", **CONFIRMING)) == outcome


NEED = {
    "need": "另外想贷款五十万",
    "needs": [{"need": "另外想贷款五十万", "category": "finance"}],
    "amount_cny": 500000,
}
WAITING = {
    "need": "想贷款五十万",
    "category": "finance",
    "amount_cny": 500000,
    "more_needs": None,
    "interrupted": "need_form",
}


def now(events: list[EventType]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events}


def test_a_need_at_the_summary_waits_and_the_summary_comes_back() -> None:
    events, messages = play(ActionSummariseAppeal(), tracker(NEED["need"], "submit_need", NEED, **CONFIRMING))
    assert now(events).items() >= {**WAITING, "draft_key": "m-1"}.items()
    assert not now(events).keys() & {"appeal_detail", "appeal_draft_key", "step"}
    assert messages == [say("utter_need_waits"), say("utter_appeal_summary", summary=NAMED)]


def test_a_need_beside_an_open_question_waits_and_is_no_part_of_the_story() -> None:
    before = tracker(NEED["need"], "submit_need", NEED, loop="appeal_form", requested_slot="contact", **KNOWN)
    events, messages = play(ActionNoteAppeal(), before)
    assert now(events).items() >= WAITING.items()
    assert "appeal_detail" not in now(events)
    assert messages == [say("utter_need_waits")]


def test_a_need_behind_one_that_waits_already_joins_it() -> None:
    waiting = {"need": "想找人代账", "category": "gov_agency", "draft_key": "m-0", "interrupted": "confirm"}
    before = tracker(
        NEED["need"], "submit_need", NEED, before={**waiting, **CONFIRMING}, set_last={"need": NEED["need"]}
    )
    changed = now(play(ActionSummariseAppeal(), before)[0])
    assert (changed["need"], changed["more_needs"][0]["need"]) == ("想找人代账", "想贷款五十万")
    assert "draft_key" not in changed


def test_a_long_story_is_cut_where_it_is_shown() -> None:
    shown = summary(tracker(appeal_detail="长" * 100, appeal_object="税务局"))
    assert shown == f"反映对象：税务局\n事情经过：{'长' * 60}…"


def test_it_is_recorded_and_its_number_told(service: Put) -> None:
    fake = service(appeals={"case_no": CASE, "answer_by": "12月7日"})
    events, messages = play(ActionSubmitAppeal(), tracker("对，提交", "affirm", **CONFIRMING))
    assert fake.asked == [(TALK, "appeals", {"draft_key": "m-1", "slots": {**KNOWN, **PERSON}})]
    names = ("appeal_object", "appeal_detail", "appeal_expect", "appeal_draft_key", "step", *LEFT)
    assert events == [*(SlotSet(name, None) for name in names), SlotSet("appeal_no", CASE)]
    assert messages == [say("utter_appeal_recorded", case_no=CASE, case_nos=[CASE], answer_by="12月7日")]


def test_who_says_that_it_is_none_has_it_dropped() -> None:
    events, messages = play(ActionSummariseAppeal(), tracker("我不是要投诉", "deny", **CONFIRMING))
    names = ("appeal_object", "appeal_detail", "appeal_expect", "appeal_draft_key", "step", *LEFT)
    assert events == [SlotSet(name, None) for name in names]
    assert messages == [say("utter_appeal_dropped")]


def test_of_an_anonymous_one_nothing_that_names_anybody_leaves(service: Put) -> None:
    fake = service(appeals={"case_no": CASE, "answer_by": "12月7日"})
    told = {**CONFIRMING, "appeal_detail": f"{STORY}，打13812345678", "company": "天元注塑厂", "contact_refused": True}
    play(ActionSubmitAppeal(), tracker("对", "affirm", **told))
    slots = {**KNOWN, "appeal_detail": f"{STORY}，打138****5678"}
    assert fake.asked == [(TALK, "appeals", {"draft_key": "m-1", "slots": slots})]


def test_what_was_hardly_an_appeal_leaves_the_draft_of_a_need_open() -> None:
    before = tracker("啥时来收", "appeal", draft_key="m-0", need="想处理废机油")
    before.latest_message["intent"]["confidence"] = 0.4
    events, messages = play(ActionBeginAppeal(), before)
    assert [one["response"] for one in messages] == ["utter_unclear"]
    assert events[-1] == FollowupAction("need_form")
