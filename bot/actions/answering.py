"""A question of policy or procedure, put to the service and told with its source, or said not to be known."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.actions import about, state
from knowledge.reading import bare_questions, english_questions
from knowledge.reading.follow_up import is_follow_up, of_another

PACE = "utter_about_pace"  # what is promised of every case, where how long one takes is not known
TOLD = ("answer", "title", "source", "validity", "service")


async def told(
    dispatcher: CollectingDispatcher, tracker: Tracker, question: str, *, beside: bool = False, of: str | None = None
) -> list[EventType] | None:
    """Answer a question; ``None`` if the service is down.

    :param beside: It is one of several things said; it is named where it is not answered, and nobody is offered.
    :param of: The need that a question is about which does not say so (要多久).
    :return: The entry that answered, for a question that follows on it.
    """
    asked = english_questions.in_chinese(question)
    if asked != question:
        dispatcher.utter_message(response="utter_policy_english")
    body = {"text": asked, "before": tracker.get_slot("last_answer")}
    body |= {"asked": _asked_before(tracker)} if of_another(asked) else {}
    body = {"text": question, "of": of} if of else body
    outcome = await state.ask_service(dispatcher, tracker, "answers", body)
    if outcome is None:
        return None
    if outcome["found"]:
        is_open = beside or tracker.get_slot("step") or tracker.active_loop.get("name")
        response = "utter_policy_answer_offer" if outcome["service"] and not is_open else "utter_policy_answer"
        dispatcher.utter_message(response=response, **{name: outcome[name] for name in TOLD})
    elif of and bare_questions.kind(question) == bare_questions.PACE:
        dispatcher.utter_message(response=PACE, **about.figures()[PACE])
    elif outcome["near"]:
        buttons = [{"title": name, "payload": name} for name in outcome["near"]]
        buttons += speech.responses()["utter_option_talk_to_human"][0]["buttons"]
        response = "utter_aside_near" if beside else "utter_policy_near"
        named = _named(question, beside)
        if outcome["title"] and not beside:
            response, named = "utter_policy_not_told_near", {"title": outcome["title"]}
        dispatcher.utter_message(response=response, buttons=buttons, hotline=outcome["hotline"], **named)
    elif outcome["title"]:
        dispatcher.utter_message(response="utter_policy_not_told", title=outcome["title"], hotline=outcome["hotline"])
    else:
        response = "utter_aside_unknown" if beside else "utter_policy_unknown"
        dispatcher.utter_message(response=response, hotline=outcome["hotline"], **_named(question, beside))
    is_silent = not outcome["found"] and outcome["title"]  # the entry before stays what is talked about
    answered = tracker.get_slot("last_answer") if is_silent else outcome.get("item_id")
    return [] if answered == tracker.get_slot("last_answer") else [SlotSet("last_answer", answered)]


def _asked_before(tracker: Tracker) -> str:
    """Return the last question before the latest message that names its own subject; empty if there is none."""
    said = [event for event in tracker.events if event.get("event") == "user"][:-1]
    asked = [str(event.get("text") or "") for event in said if state.intent_of(event) == "ask_policy"]
    return next((question for question in reversed(asked) if not is_follow_up(question)), "")


def _named(question: str, beside: bool) -> dict[str, str]:
    """Return the question where it has to be said which one is meant."""
    return {"question": question} if beside else {}
