"""A need begins: the earlier one is gone, what the first sentence said stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.actions import joining
from bot.actions.begin_need import ActionBeginNeed
from tests.bot.actions.play import FakeService, play, say, tracker

Put = Callable[..., FakeService]
OFFERED = {"title": "找人帮办", "payload": "想找人帮忙办企业所得税汇算清缴"}
NOTHING_SAID = [
    SlotSet("need", None),
    SlotSet("category", None),
    SlotSet("amount_cny", None),
    SlotSet("amount_approx", None),
    SlotSet("amount", None),
    SlotSet("currency", None),
    SlotSet("revenue_cny", None),
    SlotSet("headcount", None),
    SlotSet("headcount_approx", None),
    SlotSet("deadline", None),
    SlotSet("urgent", None),
    SlotSet("contact_refused", None),
    SlotSet("region_refused", None),
    SlotSet("step", None),
    SlotSet("region_ambiguous", None),
    SlotSet("more_needs", None),
]


def test_what_an_earlier_need_left_is_dropped_and_the_key_is_the_messages_id() -> None:
    before = tracker(
        "想贷款", "submit_need", message_id="m-7", need="招工", headcount=20, step="choose", draft_key="m-1"
    )
    events, messages = play(ActionBeginNeed(), before)
    assert events == [*NOTHING_SAID, SlotSet("draft_key", "m-7")]
    assert messages == []


def test_what_the_first_sentence_says_stays() -> None:
    said = {"need": "想贷款三百万周转", "category": "融资服务", "amount_cny": 3000000, "urgent": True}
    events, messages = play(ActionBeginNeed(), tracker("…", "submit_need", said, amount_cny=500000, headcount=8))
    assert [e for e in events if e["value"] is not None] == [
        SlotSet("need", "想贷款三百万周转"),
        SlotSet("category", "融资服务"),
        SlotSet("amount_cny", 3000000),
        SlotSet("urgent", True),
        SlotSet("draft_key", "m-1"),
    ]
    assert SlotSet("headcount", None) in events
    assert messages == []


def test_who_and_where_of_an_earlier_need_are_left_alone() -> None:
    events, _ = play(ActionBeginNeed(), tracker("想贷款", "submit_need", region="430100", phone="13800001111"))
    touched = {e["name"] for e in events}
    assert touched.isdisjoint({"region", "region_alt", "company", "industry", "contact", "phone"})


def test_an_ambiguous_place_puts_the_earlier_place_aside() -> None:
    said = {"need": "想贷款", "region_ambiguous": ["110105", "220104"]}
    events, _ = play(ActionBeginNeed(), tracker("想在朝阳区贷款", "submit_need", said, region="430100"))
    assert events[-4:] == [
        SlotSet("region_ambiguous", ["110105", "220104"]),
        SlotSet("region", None),
        SlotSet("more_needs", None),
        SlotSet("draft_key", "m-1"),
    ]


def test_an_ambiguous_place_beside_a_clear_one_leaves_the_clear_one() -> None:
    said = {"region": "430100", "region_ambiguous": ["110105", "220104"]}
    events, _ = play(ActionBeginNeed(), tracker("长沙的公司，朝阳区的客户", "submit_need", said, region="430100"))
    assert "region" not in {e["name"] for e in events}


def test_of_several_needs_the_first_is_taken_up_and_the_others_are_queued_each_with_its_own_facts() -> None:
    needs = [
        {"need": "想招二十个缝纫工", "category": "hr", "headcount": 20},
        {"need": "想贷款一百万", "category": "finance", "amount_cny": 1000000},
    ]
    said = {"need": "想招二十个缝纫工，想贷款一百万", "headcount": 20, "amount_cny": 1000000, "needs": needs}
    events, _ = play(ActionBeginNeed(), tracker("想招二十个缝纫工，另外想贷款一百万", "submit_need", said))
    now = {e["name"]: e["value"] for e in events}
    assert (now["need"], now["category"], now["headcount"], now["amount_cny"]) == ("想招二十个缝纫工", "hr", 20, None)
    assert (now["more_needs"], now["draft_key"]) == (needs[1:], "m-1")


def test_a_need_that_begins_at_the_choice_keeps_those_still_waiting() -> None:
    waiting = [{"need": "想做个官网", "category": "it"}]
    before = tracker("还想招人", "submit_need", {"need": "还想招人"}, step="choose", more_needs=waiting)
    assert SlotSet("more_needs", waiting) in play(ActionBeginNeed(), before)[0]


def test_an_identity_number_is_told_not_to_be_sent_once() -> None:
    before = tracker("想贷款，身份证430***********1234", "submit_need", {"need": "想贷款"})
    events, messages = play(ActionBeginNeed(), before)
    assert SlotSet("identity_warned", True) in events
    assert messages == [say("utter_identity_number")]
    again = tracker("想贷款，身份证430***********1234", "submit_need", {"need": "想贷款"}, identity_warned=True)
    assert play(ActionBeginNeed(), again)[1] == []


def test_a_need_left_when_a_person_was_called_goes_on() -> None:
    left = {"need": "想贷款", "category": "finance", "draft_key": "m-1", "left_at": "need_form"}
    before = tracker("株洲的", "provide_info", {"region": "430200"}, message_id="m-7", before=left)
    assert play(ActionBeginNeed(), before) == ([SlotSet("step", None), SlotSet("left_at", None)], [])


def test_another_need_joins_the_one_left() -> None:
    left = {"need": "想贷款", "category": "finance", "draft_key": "m-1", "left_at": "confirm"}
    said = {"need": "另外想招焊工", "needs": [{"need": "另外想招焊工", "category": "hr"}]}
    set_last = {"need": "另外想招焊工"}
    before = tracker("另外想招焊工", "submit_need", said, message_id="m-7", before=left, set_last=set_last)
    events, messages = play(ActionBeginNeed(), before)
    now = {e["name"]: e["value"] for e in events}
    assert (now["need"], [one["need"] for one in now["more_needs"]]) == ("想贷款", ["想招焊工"])
    assert messages == [say("utter_joined")]


def test_an_appeal_left_waits_for_the_need_that_begins() -> None:
    before = tracker("想贷款", "submit_need", {"need": "想贷款"}, step="call_back", left_at="confirm_appeal")
    assert "left_at" not in {e["name"] for e in play(ActionBeginNeed(), before)[0]}


def after_answer(before: Tracker) -> Tracker:
    """Have an answer with an offer stand before the message."""
    before.events.append(
        {"event": "bot", "metadata": {"utter_action": "utter_policy_answer_offer"}, "data": {"buttons": [OFFERED]}}
    )
    return before


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("我们忙不过来，能找人代做吗", "submit_need", {"need": "能找人代做吗", "category": "hr"}),
        ("我那个店在望城，我姓贺", "provide_info", {"region": "430112", "contact": "贺"}),
    ],
)
def test_what_was_offered_with_an_answer_is_taken_up(text: str, intent: str, said: dict[str, str]) -> None:
    events, messages = play(ActionBeginNeed(), after_answer(tracker(text, intent, said)))
    assert messages == []
    assert SlotSet("need", OFFERED["payload"]) in events
    assert SlotSet("draft_key", "m-1+") in events


def test_a_need_with_words_of_its_own_takes_nothing_up() -> None:
    said = {"need": "帮我申请营业执照", "needs": [{"need": "帮我申请营业执照"}]}
    events, _ = play(ActionBeginNeed(), after_answer(tracker("帮我申请营业执照", "submit_need", said)))
    assert SlotSet("need", "帮我申请营业执照") in events


def test_the_form_keeps_what_was_taken_up() -> None:
    before = tracker("能找人代做吗", "submit_need", {"need": "能找人代做吗"}, draft_key="m-1+", need="能找人代做吗")
    before.events.append({"event": "slot", "name": "need", "value": OFFERED["payload"]})
    assert joining.taken(before) == {"need": OFFERED["payload"], "category": None}
