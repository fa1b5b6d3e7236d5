"""What is known of an appeal that is not recorded yet, and how it is shown."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state
from knowledge import slots
from knowledge.reading.identifiers import mask_phones

APPEAL_SLOTS = ("appeal_object", "appeal_detail", "appeal_expect")
LABELS = (("appeal_object", "反映对象"), ("appeal_detail", "事情经过"), ("appeal_expect", "希望"))
NAMING = ("contact", "phone", "company")
PERSON = ("region", *NAMING)
OF_FIRM = ("industry", "region_alt")
ANONYMOUS = "匿名"
LONGEST_SHOWN = 60
FORM, STEP = "appeal_form", "confirm_appeal"
BEFORE = "before_appeal"


def known(tracker: Tracker) -> dict[str, Any]:
    """Return what will be recorded; of an anonymous appeal nothing that names anybody."""
    if tracker.get_slot("contact_refused"):
        told = {name: mask_phones(str(tracker.get_slot(name) or "")) for name in APPEAL_SLOTS}
        values = {**told, "region": tracker.get_slot("region")}
    else:
        values = {name: tracker.get_slot(name) for name in (*APPEAL_SLOTS, *PERSON)}
    return {name: value for name, value in values.items() if value}


def summary(tracker: Tracker) -> str:
    """Return the appeal as lines, a long story cut."""
    values = known(tracker)
    lines = [(label, _short(str(values[name]))) for name, label in LABELS if name in values]
    lines += slots.describe({name: values.get(name) for name in PERSON})
    if tracker.get_slot("contact_refused"):
        lines.append(("联系方式", ANONYMOUS))
    return "\n".join(f"{label}：{text}" for label, text in lines)


def begun(tracker: Tracker) -> EventType:
    """Remember who and where as it was known, and refused, before the appeal."""
    earlier = state.before(tracker)
    known_before = {name: earlier.get(name) for name in (*state.PERSON_SLOTS, *state.REFUSALS)}
    return SlotSet(BEFORE, {name: value for name, value in known_before.items() if value})


def forgotten(tracker: Tracker) -> list[EventType]:
    """Forget the appeal; what it told of who and where does not become the need's unless it may.

    Nothing that named anybody in an anonymous appeal stays, nor what a waiting need had refused; what the need had
    told of itself stands, and so does its place.
    """
    earlier = tracker.get_slot(BEFORE) or {}
    waits = bool(tracker.get_slot("interrupted"))
    withheld = bool(tracker.get_slot("contact_refused")) or (waits and "contact_refused" in earlier)
    own: dict[str, Any] = {name: earlier.get(name) for name in OF_FIRM}  # a story's trade is not the teller's
    own |= {name: earlier.get(name) for name in NAMING if withheld or (waits and earlier.get(name))}
    if earlier.get("region"):
        own["region"] = earlier["region"]
    refused = {name: earlier.get(name) if waits else None for name in state.REFUSALS}
    changed = {name: value for name, value in own.items() if tracker.get_slot(name) != value}
    empty = dict.fromkeys((*APPEAL_SLOTS, "appeal_draft_key", "step", BEFORE))
    return [SlotSet(name, value) for name, value in {**empty, **refused, **changed}.items()]


def carried_over(tracker: Tracker) -> bool:
    """Return whether the appeal would bear a name or number that was told before it, for something else."""
    earlier = tracker.get_slot(BEFORE) or {}
    told = [name for name in ("contact", "phone") if earlier.get(name)]
    return not tracker.get_slot("contact_refused") and any(tracker.get_slot(name) == earlier[name] for name in told)


def take_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Go on with an appeal that was left when a person was called; without one nothing happens."""
    stood = tracker.get_slot("left_at")
    if stood not in (FORM, STEP):
        return []
    dispatcher.utter_message(response="utter_back")
    if stood == FORM:
        return [SlotSet("left_at", None), FollowupAction(FORM)]
    dispatcher.utter_message(response="utter_appeal_summary", summary=summary(tracker))
    return [SlotSet("left_at", None), SlotSet("step", STEP)]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
