"""Appeals: what happened, against whom, what is wished, where; recorded under a number of its own."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import appeal_form, asides, interrupted, left, overriding, policy, say, second_thoughts, state
from bot.actions.appeal_draft import ANONYMOUS, PERSON, begun, carried_over, forgotten, known, summary
from bot.actions.cancel import drop_appeal
from knowledge.reading import appeal_answers, changes
from knowledge.reading.appeals import read_object, read_wish, tells_facts
from knowledge.reading.erasure import drops_number

SURE, SHORT = 0.7, 20  # below this confidence, and this length, a message opens no appeal unless it accuses
COMPLAINT = re.compile(
    r"投诉|举报|反映|诉求|曝光|申诉|维权|凭什么|乱|不[给让肯办批理管退]|没人(?:管|理|接)|拖|欠|罚|卡|扣|推|刁难|态度|吃拿|骗|坑|停[水电气]|噪音|污染|强制|不作为|踢皮球|白?跑了.{1,3}[趟次]|说法|交代"
)


class ActionBeginAppeal(asides.Turn, Action):
    """Takes from the first message what it tells, so that nothing said is asked."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_begin_appeal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Acknowledge and open, if it is one: what was hardly taken for an appeal, and accuses nobody, opens none."""
        heard = await overriding.instead_of_form(dispatcher, tracker)
        if heard is not None:
            return heard
        if doubtful(tracker):
            return await _doubted(dispatcher, tracker)
        return await self._begin(dispatcher, tracker)

    async def _begin(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Open the appeal."""
        said, need = appeal_answers.told_apart(state.text(tracker))
        if tracker.get_slot("step") == "low_rating":
            await state.ask_service(dispatcher, tracker, "low-ratings", {"wish": "appeal"})
        dispatcher.utter_message(response="utter_appeal_heard")
        if need:
            dispatcher.utter_message(response="utter_need_waits")
        return [
            SlotSet("appeal_detail", said if tells_facts(said) else None),
            SlotSet("appeal_object", read_object(said)),
            SlotSet("appeal_expect", read_wish(said)),
            SlotSet("contact_refused", True if ANONYMOUS in said else None),
            *interrupted.keep(tracker, need),
            begun(tracker),
            *([SlotSet(second_thoughts.SLOT, None)] if tracker.get_slot(second_thoughts.SLOT) else []),
            SlotSet("step", None),
            SlotSet("left_at", None),
            SlotSet("appeal_draft_key", tracker.latest_message.get("message_id")),
        ]


class ActionNoteAppeal(asides.Turn, Action):
    """Keeps what is said beside the open question: a fact, more of the story, or a need of its own."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_note_appeal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say whether something was understood."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        if appeal_answers.drops(state.text(tracker)) and appeal_form.turned_to(state.text(tracker)):
            return _turned(dispatcher, tracker)
        if interrupted.brings_need(tracker):
            return interrupted.wait(dispatcher, tracker)
        said = state.said_now(tracker)
        if any(name in said for name in PERSON):
            dispatcher.utter_message(response="utter_noted")
            return []
        text = state.text(tracker)
        if _is_late_wish(tracker, text):
            dispatcher.utter_message(response="utter_noted")
            earlier = f"{tracker.get_slot('appeal_detail')}；{tracker.get_slot('appeal_expect')}"
            return [SlotSet("appeal_detail", earlier), SlotSet("appeal_expect", text)]
        is_aside = appeal_answers.astray(text, appeal_form.first_reading(tracker), is_story=True)
        if not tracker.get_slot("appeal_detail") or is_aside or appeal_answers.says_nothing_new(text):
            if "region_ambiguous" not in said:
                dispatcher.utter_message(response="utter_not_noted")
            return []
        dispatcher.utter_message(response="utter_appeal_noted")
        return [_added(tracker)]


class ActionSummariseAppeal(asides.Turn, Action):
    """Shows the appeal and asks for confirmation; what is said at the summary changes it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_summarise_appeal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Summarise what is known now."""
        changes: list[EventType] = []
        if tracker.get_slot("step") == "confirm_appeal":
            if interrupted.brings_need(tracker):
                events = interrupted.wait(dispatcher, tracker)
                dispatcher.utter_message(response="utter_appeal_summary", summary=summary(tracker))
                return events
            if appeal_answers.denies(state.text(tracker)):
                return drop_appeal(dispatcher, tracker)
            changes = _changes(tracker)
            if not changes and not set(state.said_now(tracker)) & set(PERSON):
                dispatcher.utter_message(response="utter_ask_appeal_wrong")
                return []
        elif carried_over(tracker):
            dispatcher.utter_message(response="utter_appeal_person_known")
        state.apply(tracker, changes)
        dispatcher.utter_message(response="utter_appeal_summary", summary=summary(tracker))
        return [SlotSet("step", "confirm_appeal"), *changes]


class ActionSubmitAppeal(asides.Turn, Action):
    """Has the appeal recorded and gives its number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_submit_appeal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record; a yes to the word that a person was called is none to the summary."""
        if left.answers_hand_over(tracker):
            left.offer(dispatcher, tracker, "confirm_appeal")
            return []
        body = {"draft_key": tracker.get_slot("appeal_draft_key"), "slots": known(tracker)}
        outcome = await state.ask_service(dispatcher, tracker, "appeals", body)
        if outcome is None:
            return []
        case_no = outcome["case_no"]
        dispatcher.utter_message(
            response="utter_appeal_recorded", case_no=case_no, case_nos=[case_no], answer_by=outcome["answer_by"]
        )
        events = [*forgotten(tracker), SlotSet("appeal_no", case_no)]
        state.apply(tracker, events)
        return [*events, *interrupted.take_up(dispatcher, tracker)]


def doubtful(tracker: Tracker) -> bool:
    """Return whether a message was taken for an appeal on weak grounds: unsure, and nobody is accused in it."""
    text = state.text(tracker)
    return state.confidence(tracker) < SURE and not (COMPLAINT.search(text) or read_object(text)) and len(text) <= SHORT


async def _doubted(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Answer a question that follows an answer, else ask what was meant; no form opens."""
    if tracker.get_slot("last_answer") and say.FOLLOWS.search(state.text(tracker)):
        events = await policy.answered(dispatcher, tracker)
    else:
        dispatcher.utter_message(response="utter_unclear", buttons=say.options(tracker))
        events = state.resume(dispatcher, tracker)
    is_draft = bool(tracker.get_slot("draft_key")) and not tracker.get_slot("step")  # the rule has left its form
    return [*events, FollowupAction("need_form" if is_draft else "action_listen")]


def _turned(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Drop the appeal for the need that is wanted in its place."""
    need = changes.bare(str(appeal_form.turned_to(state.text(tracker))))
    dropped = drop_appeal(dispatcher, tracker)
    if tracker.get_slot("interrupted"):
        return dropped
    key = f"{tracker.latest_message.get('message_id')}+"  # the message itself states no need
    return [
        *dropped,
        SlotSet("need", need),
        SlotSet("category", None),
        SlotSet("draft_key", key),
        FollowupAction("need_form"),
    ]


def _is_late_wish(tracker: Tracker, text: str) -> bool:
    """Return whether a remedy is named after something else was taken for the wish."""
    earlier = str(tracker.get_slot("appeal_expect") or "")
    return bool(earlier) and appeal_answers.remedies(text) and not appeal_answers.remedies(earlier)


def _added(tracker: Tracker) -> EventType:
    return SlotSet("appeal_detail", f"{tracker.get_slot('appeal_detail')}；{state.text(tracker)}")


def _changes(tracker: Tracker) -> list[EventType]:
    """Read what is said at the summary: anonymity, another body, another wish, a fact, or more of the story."""
    text, said = state.text(tracker), state.said_now(tracker)
    if ANONYMOUS in text or drops_number(text):
        return [SlotSet("contact_refused", True)]
    if "phone" in said or "contact" in said:
        return [SlotSet("contact_refused", None)]
    if appeal_answers.corrects_object(text) and read_object(text):
        return [SlotSet("appeal_object", read_object(text))]
    wish = appeal_answers.corrected_wish(text)
    if wish:
        return [SlotSet("appeal_expect", wish)]
    if set(said) & set(PERSON) or appeal_answers.says_nothing_new(text):
        return []
    return [_added(tracker)]
