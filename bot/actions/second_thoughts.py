"""A cancellation is taken back: the draft that was dropped goes on, the case that was withdrawn is opened again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import interrupted, state
from knowledge.reading import case_numbers
from knowledge.reading.second_thoughts import goes_on, undoes
from knowledge.reading.service_names import names_service

SLOT = "cancelled"  # what was cancelled last: a draft's slots, or the number of a case
SURE = 0.5  # confidence of the reading from which a need that is brought is one
DRAFT = ("draft_key", "more_needs")


def dropped(tracker: Tracker) -> list[EventType]:
    """Remember the draft that is being dropped."""
    if not tracker.get_slot("need"):
        return []
    refused = {name: True for name in state.REFUSALS if tracker.get_slot(name)}
    draft = {name: tracker.get_slot(name) for name in (*state.NEED_SLOTS, *DRAFT)}
    return [SlotSet(SLOT, {"draft": {**draft, **refused}})]


def withdrawn(case_no: str) -> list[EventType]:
    """Remember the case that was withdrawn."""
    return [SlotSet(SLOT, {"case_no": case_no})]


def has(tracker: Tracker) -> bool:
    """Return whether the message takes a cancellation back: the last one, or that of the number it names."""
    text = state.text(tracker)
    if case_numbers.find(text):
        return undoes(text)
    if not tracker.get_slot(SLOT) or tracker.active_loop.get("name") or tracker.get_slot("step"):
        return False
    plainly = undoes(text) and state.confidence(tracker) < SURE and not names_service(text)  # 恢复一下，我还是要办
    return plainly or (goes_on(text) and not interrupted.brings_need(tracker))


async def resume(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Take up again what was cancelled."""
    last, named = tracker.get_slot(SLOT) or {}, case_numbers.find(state.text(tracker))
    if "draft" in last and not named:
        dispatcher.utter_message(response="utter_cancel_undone")
        kept = [SlotSet(name, value) for name, value in last["draft"].items()]
        return [*kept, SlotSet(SLOT, None), FollowupAction("need_form")]
    number = named[0] if named else last.get("case_no")
    outcome = await state.ask_service(dispatcher, tracker, "restorations", {"case_no": number})
    return [] if outcome is None else [SlotSet(SLOT, None), *_tell(dispatcher, outcome)]


def _tell(dispatcher: CollectingDispatcher, outcome: dict[str, Any]) -> list[EventType]:
    """Say what became of the case; without a choice the list is put again."""
    case_no = outcome["case_no"]
    if not outcome["restored"]:
        response = "utter_not_restored" if outcome["state"] else "utter_nothing_to_restore"
        dispatcher.utter_message(response=response, case_no=case_no or "", state=outcome["state"] or "")
        return []
    dispatcher.utter_message(response="utter_restored", case_no=case_no)
    if outcome["chosen"]:
        dispatcher.utter_message(response="utter_choice_stands", chosen="、".join(outcome["chosen"]))
    if not outcome["items"]:
        return []
    dispatcher.utter_message(response="utter_restored_list", items=outcome["items"])
    return [SlotSet("step", "choose"), SlotSet("case_no", case_no)]
