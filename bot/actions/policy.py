"""A policy or procedure question, answered from the catalogue or not at all."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import answering, asides, overriding, standing, state
from bot.actions.choose import describe
from knowledge.reading import bare_questions, changes
from knowledge.reading.about_platform import asks_price
from knowledge.reading.shown import compares

WANTS = re.compile(
    r"^\W*(?:我们?|就|是|还|也|主要)*(?:想|要|得|需要|准备|打算)+(?!问|了解|咨询|知道)(?!.*(?:吗|么|？|\?|怎么|什么|多少|哪)).{2,30}$"
)
FOLLOWING_ON = 16  # characters
BY_WHAT = re.compile(r"电话|手机|号码|身份|编号|要什么|怎么查|凭什么查")


class ActionAnswerPolicy(asides.Turn, Action):
    """Answers with title, source and validity; without a source it says that it does not know, and who does."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_answer_policy"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask the service for a sourced answer; somebody to do it is offered where no other question is open."""
        heard = await overriding.heard(dispatcher, tracker)
        if heard is None and tracker.get_slot("step") == "choose" and compares(state.text(tracker)):
            return await describe(dispatcher, tracker)
        if heard is None and asks_price(state.text(tracker)) and _is_before_the_list(tracker):
            dispatcher.utter_message(response="utter_about_price")
            return state.resume(dispatcher, tracker)
        if heard is None and _asks_on_progress(tracker):
            dispatcher.utter_message(response="utter_progress_by_phone")
            return state.resume(dispatcher, tracker)
        if heard is None and _is_the_need(tracker):
            return [SlotSet("need", changes.bare(state.text(tracker)))]
        return await answered(dispatcher, tracker) if heard is None else heard


def _is_before_the_list(tracker: Tracker) -> bool:
    """Return whether a need is known for which nobody has been shown yet: its price stands on the cards."""
    return bool(tracker.get_slot("need")) and bool(tracker.active_loop.get("name") or tracker.get_slot("step"))


def _asks_on_progress(tracker: Tracker) -> bool:
    """Return whether a short question follows on the word that nothing was found (报电话不行吗，那要什么)."""
    found_nothing = state.last_uttered(tracker) in standing.FOUND_NOTHING
    return found_nothing and len(state.text(tracker)) <= FOLLOWING_ON and bool(BY_WHAT.search(state.text(tracker)))


def _is_the_need(tracker: Tracker) -> bool:
    """Return whether the message answers the question for the need, though it sounds like one (要办SC证)."""
    return tracker.get_slot("requested_slot") == "need" and bool(WANTS.match(state.text(tracker)))


def _of_the_need(tracker: Tracker) -> str | None:
    """Return the need that is talked about where the question leaves out of what it asks (那有没有补贴).

    After an answer it is asked of that.
    """
    is_bare = bare_questions.kind(state.text(tracker)) and not tracker.get_slot("last_answer")
    return (tracker.get_slot("need") or None) if is_bare else None


async def answered(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Answer the latest message as a question about policy or procedure, and come back to what stands open."""
    told = await answering.told(dispatcher, tracker, state.text(tracker), of=_of_the_need(tracker))
    return [] if told is None else [*state.resume(dispatcher, tracker), *told]
