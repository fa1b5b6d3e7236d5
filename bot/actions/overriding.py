"""What goes before everything else a message may be: a life, a deletion, in whole or of the number, second thoughts."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import erase, number_gone, second_thoughts, state
from bot.actions.hand_over import hand_over
from knowledge.reading.distress import in_distress


async def heard(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Answer what goes before everything; ``None`` if the message is nothing of the kind."""
    if in_distress(state.text(tracker)):
        dispatcher.utter_message(response="utter_distress")
        in_form = [ActiveLoop(None), SlotSet("requested_slot", None)] if tracker.active_loop.get("name") else []
        return [*in_form, *(await hand_over(dispatcher, tracker, "utter_hand_over") or [])]
    if erase.is_wished(tracker):
        return await erase.offer(dispatcher, tracker)
    if number_gone.is_wished(tracker):
        return await number_gone.dropped(dispatcher, tracker)
    if second_thoughts.has(tracker):
        return await second_thoughts.resume(dispatcher, tracker)
    return None


async def instead_of_form(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Do the same where a form would open next: then it opens only for a draft that goes on."""
    events = await heard(dispatcher, tracker)
    if events is None:
        return None
    follows = any(event.get("event") == "followup" for event in events)
    return events if follows else [*events, FollowupAction("action_listen")]
