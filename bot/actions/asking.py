"""The questions of the forms that are put in the same words whatever was said before."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import directions, state


class Asks:
    """Puts the question named after form and slot."""

    form = "appeal_form"
    slot: str

    def name(self) -> str:
        """Return the action's name, by which the form finds it."""
        return f"action_ask_{self.form}_{self.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        dispatcher.utter_message(response=f"utter_ask_{self.form}_{self.slot}")
        return []


class ActionAskNeed(Asks, Action):
    """Asks what the enterprise needs; the second time in other and fewer words, a wide wish by directions."""

    form, slot = "need_form", "need"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask."""
        about = directions.theme(tracker)
        if about:
            directions.offer(dispatcher, about)
            return []
        again = "_again" if state.times_asked(tracker, "need_form_need") else ""
        dispatcher.utter_message(response=f"utter_ask_need_form_need{again}")
        return []


class ActionAskAppealDetail(Asks, Action):
    """Asks what happened."""

    slot = "appeal_detail"


class ActionAskAppealObject(Asks, Action):
    """Asks whom the appeal is against."""

    slot = "appeal_object"


class ActionAskAppealExpect(Asks, Action):
    """Asks what is wished."""

    slot = "appeal_expect"


class ActionAskAppealRegion(Asks, Action):
    """Asks where it happened."""

    slot = "region"


class ActionAskAppealContact(Asks, Action):
    """Asks whom to answer."""

    slot = "contact"


class ActionAskAppealPhone(Asks, Action):
    """Asks for the number alone, the name being known."""

    slot = "phone"
