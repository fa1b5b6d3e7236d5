"""How the cases of this talk stand, told as the service knows it."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import state

URGES = re.compile(r"催|怎么还|还没|快点|抓紧|一直没|没人(?:联系|理|管)|太慢")
UPSET = re.compile(r"屁|骗|坑|去年|半年|几个月|没人管|到现在|说法|好意思|敷衍|推来推去|踢皮球|白跑|气死")
WITHOUT_NUMBER = "utter_progress_without_number"
FOUND_NOTHING = ("utter_progress_unknown", "utter_progress_by_phone", WITHOUT_NUMBER)
LACKS_NUMBER = re.compile(
    r"没(?:有|得)?[^，,。]{0,4}(?:编号|号码|号)|(?:编号|号码?|短信)[^，,。]{0,6}(?:忘|丢|删|掉|没了|没有|找不|不记得|记不|不见)"
    r"|(?:忘|丢|删|记不|不记得|找不)[^，,。]{0,4}(?:编号|号码?|短信)|^\W*(?:没有|忘了|不记得了?|记不得了?|丢了|找不到了?)\W*$"
)


def answers_with_number(tracker: Tracker) -> bool:
    """Return whether nothing but a number is said right after the word that no case was found."""
    said = set(state.said_now(tracker)) & set(state.FACT_SLOTS)
    return state.last_uttered(tracker) in FOUND_NOTHING and said == {"phone"}


def lacks_number(tracker: Tracker) -> bool:
    """Return whether the number of the case is said to be lacking right after the word that none was found."""
    return state.last_uttered(tracker) in FOUND_NOTHING and bool(LACKS_NUMBER.search(state.text(tracker)))


def instead_of_form(dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say how cases are looked up by a number; the number states no need."""
    dispatcher.utter_message(response="utter_progress_by_phone")
    return [FollowupAction("action_listen")]


async def told(dispatcher: CollectingDispatcher, tracker: Tracker, text: str) -> bool:
    """Tell how the cases stand that the text asks after, or that none is known; ``False`` if the service is down."""
    outcome = await state.ask_service(dispatcher, tracker, "progress", {"text": text})
    if outcome is None:
        return False
    if outcome["lines"]:
        dispatcher.utter_message(response="utter_progress", progress="\n".join(outcome["lines"]))
    if outcome["unknown"]:
        dispatcher.utter_message(response="utter_progress_wrong_number", numbers="、".join(outcome["unknown"]))
    if not outcome["lines"] and not outcome["unknown"]:
        _unknown(dispatcher, tracker, text, outcome.get("bound"))
    if outcome["lines"] and URGES.search(text):
        dispatcher.utter_message(response="utter_progress_urged")
    return True


def _unknown(dispatcher: CollectingDispatcher, tracker: Tracker, text: str, bound: str | None) -> None:
    """Say that nothing is recorded, and the way on: with a number bound, told alone, in anger, or none of it."""
    if bound:
        dispatcher.utter_message(response="utter_progress_unknown_bound", bound=bound)
    elif "phone" in state.said_now(tracker):
        dispatcher.utter_message(response="utter_progress_by_phone")
    elif LACKS_NUMBER.search(text):
        dispatcher.utter_message(response=WITHOUT_NUMBER)
    elif UPSET.search(text):
        dispatcher.utter_message(response="utter_progress_unknown_upset")
    else:
        dispatcher.utter_message(response="utter_progress_unknown")
