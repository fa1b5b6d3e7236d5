"""What the actions share: the slots of a need, the question that stands open, and the word when the service is down."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import api_client
from knowledge.reading import changes
from knowledge.reading.blanks import marked

PERSON_SLOTS = ("region", "region_alt", "company", "industry", "contact", "phone")
NEED_SLOTS = (
    "need",
    "category",
    "amount_cny",
    "amount_approx",
    "amount",
    "currency",
    "revenue_cny",
    "headcount",
    "headcount_approx",
    "deadline",
    "urgent",
)
FACT_SLOTS = (*NEED_SLOTS, *PERSON_SLOTS)
REFUSALS = ("contact_refused", "region_refused")
OFTEN_ENOUGH = 5  # times a question is put, asides between them counted; then it is left open
MOST_NEEDS = 4  # of one talk at a time; more is a list of something else
FORMS = ("need_form", "appeal_form")
OFFERS = ("low_rating",)  # steps that are no question of a case: offered once more, then let go
MASKED_IDENTITY = re.compile(r"\d{3}[* -]{8,}[\dXx]{4}")


def facts(tracker: Tracker) -> dict[str, Any]:
    """Return what is known of the need that is being talked about."""
    values = {name: tracker.get_slot(name) for name in FACT_SLOTS}
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def said_now(tracker: Tracker) -> dict[str, Any]:
    """Return what the latest message itself said."""
    return {e["entity"]: e["value"] for e in tracker.latest_message.get("entities", [])}


def before(tracker: Tracker) -> dict[str, Any]:
    """Return the slots as they stood before the latest message; the form fills them before any action runs."""
    places = [place for place, event in enumerate(tracker.events) if event.get("event") == "user"]
    earlier = tracker.events[: places[-1]] if places else []
    return {event["name"]: event.get("value") for event in earlier if event.get("event") == "slot"}


def apply(tracker: Tracker, events: list[EventType]) -> None:
    """Have the slots stand as they will after these events, for what is said in the same breath."""
    tracker.slots.update({event["name"]: event["value"] for event in events if event.get("event") == "slot"})


def repeats(tracker: Tracker) -> bool:
    """Return whether the latest message says what the one before it said."""
    *earlier, latest = [str(event.get("text") or "") for event in tracker.events if event.get("event") == "user"] or [
        ""
    ]
    return bool(earlier and earlier[-1]) and changes.repeats(earlier[-1], latest or text(tracker))


def said_before(tracker: Tracker) -> str:
    """Return the message before the latest; empty if there is none."""
    said = [event.get("text") for event in tracker.events if event.get("event") == "user"][-2:]
    return str(said[0] or "") if len(said) == 2 else ""


def uttered(tracker: Tracker) -> set[str]:
    """Return the responses uttered since the need began."""
    names: set[str] = set()
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") == "draft_key":
            break
        if event.get("event") == "bot":
            names.add(str((event.get("metadata") or {}).get("utter_action")))
    return names


def times_asked(tracker: Tracker, *names: str) -> int:
    """Return how often questions for these slots were put since the need or the appeal began."""
    asked = [
        f"utter_ask_{form}{name}{again}" for name in names for form in ("", "appeal_form_") for again in ("", "_again")
    ]
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") in ("draft_key", "appeal_draft_key"):
            break
        count += event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action") in asked
    return count


def last_uttered(tracker: Tracker) -> str:
    """Return the response uttered last before the latest message."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            return str((event.get("metadata") or {}).get("utter_action") or "")
    return ""


def uttered_last(tracker: Tracker) -> dict[str, str]:
    """Return the texts by response that the message before the latest was answered with."""
    told: dict[str, str] = {}
    turns = 0
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if turns > 1:
            break
        if event.get("event") == "bot" and turns == 1:
            told[str((event.get("metadata") or {}).get("utter_action"))] = str(event.get("text") or "")
    return told


def warn_of_identity(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Tell once, where an identity number was sent, that it is hidden and not needed here."""
    if tracker.get_slot("identity_warned") or not MASKED_IDENTITY.search(text(tracker)):
        return []
    dispatcher.utter_message(response="utter_identity_number")
    return [SlotSet("identity_warned", True)]


def today(tracker: Tracker) -> date:
    """Return the day against which the latest message is read."""
    given = (tracker.latest_message.get("metadata") or {}).get("reference_date")
    return date.fromisoformat(given) if given else date.today()


def text(tracker: Tracker) -> str:
    """Return the latest message, with marks where blanks stand for them, as the readers have it."""
    return marked(str(tracker.latest_message.get("text") or ""))


def confidence(tracker: Tracker) -> float:
    """Return how sure the latest intent is, from 0 to 1."""
    return float(tracker.latest_message.get("intent", {}).get("confidence") or 0.0)


def intent(tracker: Tracker) -> str:
    """Return the latest intent; the classifier's fallback counts as unclear."""
    name = str(tracker.latest_message.get("intent", {}).get("name") or "unclear")
    return "unclear" if name == "nlu_fallback" else name


def intent_of(event: dict[str, Any]) -> str:
    """Return the intent that a message of before was read with."""
    return str(((event.get("parse_data") or {}).get("intent") or {}).get("name"))


def unclear_in_a_row(tracker: Tracker) -> int:
    """Return how many of the latest messages, without a break, could not be understood."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "user":
            continue
        name = event.get("parse_data", {}).get("intent", {}).get("name")
        if name not in ("unclear", "nlu_fallback", None):
            break
        count += 1
    return count


async def ask_service(
    dispatcher: CollectingDispatcher, tracker: Tracker, what: str, body: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """Call the service; on failure say so and return ``None``, so that the action changes nothing."""
    try:
        return await api_client.client.call(tracker.sender_id, what, body)
    except api_client.ServiceError:
        dispatcher.utter_message(response="utter_service_down")
        return None


def resume(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Repeat the question that was open before a digression; an offer is made only once more.

    A form that was left when a person was called asks on.
    """
    step = tracker.get_slot("step")
    if step in OFFERS and was_resumed(tracker):
        return [SlotSet("step", None)]
    if step:
        dispatcher.utter_message(response=f"utter_resume_{step}")
    elif tracker.get_slot("left_at") in FORMS and not tracker.active_loop.get("name"):
        dispatcher.utter_message(response="utter_back")
        return [SlotSet("left_at", None), FollowupAction(tracker.get_slot("left_at"))]
    return []


def was_resumed(tracker: Tracker) -> bool:
    """Return whether the open step has been repeated since it began."""
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") == "step":
            return False
        if str((event.get("metadata") or {}).get("utter_action")).startswith("utter_resume_"):
            return True
    return False


def still_open(tracker: Tracker) -> list[str]:
    """Return what every form asks of where and who: the region, and contact or phone, unless known or refused.

    What was asked often enough in vain stays open: the summary shows that it is missing.
    """
    names = [] if tracker.get_slot("region_refused") or _asked_in_vain(tracker, "region") else ["region"]
    vain = _asked_in_vain(tracker, "contact", "phone")
    if not tracker.get_slot("phone") and not tracker.get_slot("contact_refused") and not vain:
        names.append("phone" if tracker.get_slot("contact") else "contact")
    return names


def _asked_in_vain(tracker: Tracker, *names: str) -> bool:
    """Return whether a question was put so often that it is no use putting it again; a known place is no vain one."""
    known = any(tracker.get_slot(name) for name in names)
    return not known and times_asked(tracker, *names) >= OFTEN_ENOUGH


def forget_need() -> list[EventType]:
    """Forget the need and the state of the talk; who and where stay for the next need, what was refused does not."""
    names = (*NEED_SLOTS, *REFUSALS, "region_ambiguous", "step", "draft_key", "more_needs", "interrupted")
    return [SlotSet(name, None) for name in names]
