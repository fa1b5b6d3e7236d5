"""What is said in passing gets its answer; then the open question comes back."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import speech
from bot.actions import about, asides, choose, directions, overriding, place, policy, standing, state
from bot.actions.hand_over import hand_over
from knowledge.reading import english
from knowledge.reading.about_platform import topic
from knowledge.reading.personal_matters import read_personal
from knowledge.reading.service_names import names_service
from knowledge.reading.shown import wants_other
from knowledge.reading.unlawful import is_unlawful

LOST = 3  # messages in a row that were not understood: options were offered twice, now a person helps
LIKELIEST = 3  # readings offered beside a person
HUMAN = "utter_option_talk_to_human"
DOUBTS = (
    "trust",
    "join",
    "privacy",
    "ranking",
    "funding",
    "compare",
    "direct",
    "others",
    "place",
)  # may be put as a denial (不是骗子吧) or a statement
ABOUT_A_CASE = ("utter_about_pace", "utter_about_next")  # of an appeal just recorded its own deadline is told
CLOSING = ("utter_chosen", "utter_chosen_none", "utter_no_match")
OFFER = "想找人帮忙办"  # as the button beside an answer says
TAKES = re.compile(
    r"(?:帮|替|给|请).{0,4}(?:申请|办|弄|做|报|找|登记)|找人(?:帮|代)?(?:办|做|弄)|要(?:你们?)?(?:帮|代)办|代办(?:吧|一下)"
)
LONGEST_TAKING = 20  # characters; more says what is wanted in words of its own
RECENT = 4  # replies in which such an offer still stands
SHORT_NO = 8  # characters of a plain no
CHOOSING = ("choose_option", "more_results")
VAGUE = ("ask_bot", "deny", "unclear", "chitchat", "affirm")  # what 能不能换一家 is taken for
NOT_READ = ("utter_unclear", "utter_out_of_scope", "utter_chitchat")  # what English is taken for that was not read
FOLLOWS = re.compile(r"^\W*那|[吗呢么？?]\W*$|多少|怎么|有没有|要不要|够不够|行不行|算不算")


class ActionSay(asides.Turn, Action):
    """Answers with the response named after the intent, else asks for other words, and at last for a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_say"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer and resume; the wish to be deleted, or to take a cancellation back, may be put in whatever words."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is not None:
            return heard
        return [*state.warn_of_identity(dispatcher, tracker), *await self._say(dispatcher, tracker)]

    async def _say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        back = await self._goes_back(dispatcher, tracker)
        if back is not None:
            return back
        if state.intent(tracker) == "affirm" and tracker.active_loop.get("name"):
            return []  # the form's own question says it all
        if standing.lacks_number(tracker):
            dispatcher.utter_message(response=standing.WITHOUT_NUMBER)
            return state.resume(dispatcher, tracker)
        lamented = directions.lamented(tracker)
        if lamented:
            directions.offer(dispatcher, lamented)
            return []
        response = _response(tracker) if not _asks_back(tracker) else "utter_unclear"
        if response in ABOUT_A_CASE and tracker.get_slot("appeal_no") and not tracker.active_loop.get("name"):
            told = await standing.told(dispatcher, tracker, str(tracker.get_slot("appeal_no")))
            return state.resume(dispatcher, tracker) if told else []
        if response == place.PLACE or place.asks_on(tracker):
            return await place.told(dispatcher, tracker)
        is_read = response != "utter_unclear" and not (_is_english(tracker) and response in NOT_READ)
        if is_read and response in speech.responses():
            return _answer(dispatcher, tracker, response)
        return await self._lost(dispatcher, tracker)

    async def _lost(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say that it was not understood: options, or for English a person; the third time a person in any case."""
        unclear = state.unclear_in_a_row(tracker)
        if unclear >= LOST:
            handed_over = await hand_over(dispatcher, tracker, "utter_lost")
            if handed_over is not None:
                return [] if tracker.active_loop.get("name") else handed_over
        if _is_english(tracker):
            dispatcher.utter_message(response="utter_english")
        else:
            response = "utter_unclear_again" if unclear == LOST - 1 else "utter_unclear"
            dispatcher.utter_message(response=response, buttons=options(tracker))
        return state.resume(dispatcher, tracker)

    async def _goes_back(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
        """Go back to the list of the last case, or to the answer before; ``None`` if the message does neither."""
        text, intent = state.text(tracker), state.intent(tracker)
        if tracker.active_loop.get("name") or tracker.get_slot("step"):
            return None
        if tracker.get_slot("case_no") and (intent in CHOOSING or (intent in VAGUE and wants_other(text))):
            return await choose.again(dispatcher, tracker)
        if intent in ("affirm", "ask_bot", "unclear") and takes_offer(tracker):
            return take_offer(tracker)
        if intent == "unclear" and FOLLOWS.search(text) and state.last_uttered(tracker).startswith("utter_policy_"):
            return await policy.answered(dispatcher, tracker)
        return None


def offered(tracker: Tracker) -> str:
    """Return the need that was offered to be taken up with one of the last answers (想找人帮忙办…); empty if none.

    Where a question was not answered, that is what it asked about.
    """
    said = [event for event in tracker.events if event.get("event") == "bot"][-RECENT:]
    buttons = [button for event in said for button in (event.get("data") or {}).get("buttons") or []]
    put = next((str(one["payload"]) for one in reversed(buttons) if str(one["payload"]).startswith(OFFER)), "")
    return put or (_asked_in_vain(tracker) if state.last_uttered(tracker).startswith("utter_policy_") else "")


def _asked_in_vain(tracker: Tracker) -> str:
    """Return the last question that names a service as a need of its own; empty if none does."""
    said = [event for event in tracker.events if event.get("event") == "user"][-RECENT:]
    asked = [str(event.get("text") or "") for event in said if state.intent_of(event) == "ask_policy"]
    about = next((question for question in reversed(asked) if names_service(question)), "")
    return f"{about.rstrip('？?。！! ')}，{OFFER}" if about else ""


def takes_offer(tracker: Tracker) -> bool:
    """Return whether the message takes what was offered with an answer, and names nothing else (能找人代做吗)."""
    text = state.text(tracker)
    return len(text) <= LONGEST_TAKING and bool(TAKES.search(text)) and bool(offered(tracker))


def take_offer(tracker: Tracker) -> list[EventType]:
    """Take up what was offered as a need of its own."""
    need = offered(tracker)
    key = f"{tracker.latest_message.get('message_id')}+"  # the message itself states no need
    fresh = [SlotSet(name, None) for name in state.NEED_SLOTS if name != "need"]
    return [*fresh, SlotSet("need", need), SlotSet("draft_key", key), FollowupAction("need_form")]


def _is_english(tracker: Tracker) -> bool:
    return english.is_english(state.text(tracker))


def _asks_back(tracker: Tracker) -> bool:
    """Return whether a no outside any question asks for something (不是我要的，那有没有代办的)."""
    text = state.text(tracker)
    is_open = tracker.active_loop.get("name") or tracker.get_slot("step")
    return state.intent(tracker) == "deny" and not is_open and len(text) > SHORT_NO and bool(FOLLOWS.search(text))


def _response(tracker: Tracker) -> str:
    """Return the name of the answer: of a question about the platform, the one about what is asked."""
    intent, asked = state.intent(tracker), topic(state.text(tracker))
    if asked and (intent == "ask_bot" or (asked in DOUBTS and intent in VAGUE)):
        return f"utter_about_{asked}"
    if intent == "out_of_scope" and is_unlawful(state.text(tracker)):
        return "utter_unlawful"
    is_over = not tracker.active_loop.get("name") and not tracker.get_slot("step")
    if intent == "affirm" and is_over and state.last_uttered(tracker) in CLOSING:
        return "utter_watched"
    return f"utter_{intent}"


def options(tracker: Tracker) -> list[dict[str, str]]:
    """Return what an unclear message may have meant, likeliest first, and a person last."""
    ranking = [f"utter_option_{one['name']}" for one in tracker.latest_message.get("intent_ranking") or []]
    usual = ["utter_option_submit_need", "utter_option_ask_policy"]
    likely = dict.fromkeys([*ranking[:1], usual[0], *ranking[1:], *usual])
    told = speech.responses()
    known = [name for name in likely if name in told and name != HUMAN]
    return [dict(told[name][0]["buttons"][0]) for name in [*known[:LIKELIEST], HUMAN]]


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, response: str) -> list[EventType]:
    """Answer; an appeal that turns out to be a person's own matter ends before anything of it is kept."""
    matter = read_personal(state.text(tracker)) if state.intent(tracker) == "out_of_scope" else None
    if matter is None:
        dispatcher.utter_message(response=response, **about.figures().get(response, {}))
        return state.resume(dispatcher, tracker)
    dispatcher.utter_message(response="utter_elsewhere", where=matter.where)
    if tracker.active_loop.get("name") == "appeal_form" and not tracker.get_slot("appeal_detail"):
        return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("appeal_draft_key", None)]
    return state.resume(dispatcher, tracker)
