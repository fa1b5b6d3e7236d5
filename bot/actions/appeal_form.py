"""The appeal form: asks what happened, against whom, what is wished, where and whom to answer."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from bot.actions import asides, interrupted, need_form, state
from bot.actions.appeal_draft import ANONYMOUS
from knowledge.reading import appeal_answers, changes
from knowledge.reading.appeals import read_object, read_wish
from knowledge.reading.erasure import wishes_erasure
from knowledge.reading.introductions import beside
from knowledge.reading.personal_matters import read_personal

LEAST_DETAIL = 4  # characters; the service refuses a shorter story
REFUSED = {"appeal_object": "说不清是哪个单位", "appeal_expect": "没有提出具体要求"}
BARE_PLACE = 8  # characters of a message that is a place and nothing else
ASIDES = ("ask_policy", "check_progress", "ask_bot")
ELSEWHERE = ("talk_to_human",)
OFTEN_ENOUGH = 2  # times a question is put; then the words are taken as they are
IDENTIFYING = ("contact", "phone")
IN_VAIN = 7  # times a question of the appeal is put, asides between them counted, before it is left open
LEAST_STORY = 8  # characters; a shorter answer (道个歉) is a wish
MEANING = re.compile(r"[\u4e00-\u9fa5]{2}")  # without it (1, 对) a message answers none of the questions
AGREES = re.compile(r"^\W*(?:对|是|好|行|可以|嗯|没错|确认|提交)(?:的|了|吧|啊)*\W*$")
BARE_BODY = 16  # characters of a message that names a body and tells nothing else
# No wish, but the wrong again.
GRUMBLES = re.compile(r"没人(?:管|理|联系|接|来)|不(?:管|理|接|回)(?:我|人|了)?\W*$|一直拖")
WISHING = re.compile(
    r"希望|要求|说清|讲清|说明白|一次性?|告知|告诉|通知|公开|换|免|减|撤|查|重新|早点|尽早|放行|给(?:我|个)|"
    r"(?:^|[，,。！!；;\s])(?:我们?)?(?:就|只|还|也|是)?(?:想|要|请|求|最好|能不能|应该|给我|让(?:他|你|它)们?|把)"
)


class ValidateAppealForm(FormValidationAction):
    """Decides which slot is still missing, and whether a message answers the open question."""

    def name(self) -> str:
        """Return the action's name."""
        return "validate_appeal_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Validate; a question aside, even one that names a place or a sum, is left to its rule and comes back here."""
        is_open = tracker.active_loop.get("name") == self.form_name()
        if is_open and (_is_aside(tracker) or _stays_unnamed(tracker)) and not need_form.gave_way(tracker):
            return [ActionExecutionRejected(self.form_name())]
        answers = await asides.answered(dispatcher, tracker)
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        return [*answers, *events]

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Return detail, object, wish, place and whom to answer, but for what was refused or asked in vain."""
        told = [slot for slot in REFUSED if tracker.get_slot(slot) or times_asked(tracker, slot) < IN_VAIN]
        return ["appeal_detail", *told, *state.still_open(tracker)]

    def extract_appeal_detail(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take the story, and from it whom it is against and what is wished, so that neither is asked."""
        told = answer(tracker, "appeal_detail")
        if not told or len(told) < LEAST_DETAIL:
            return {}
        return {
            "appeal_detail": told,
            "appeal_object": tracker.get_slot("appeal_object") or read_object(told),
            "appeal_expect": tracker.get_slot("appeal_expect") or read_wish(told),
        }

    def extract_appeal_object(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take the body's name, or the words said for it."""
        told = answer(tracker, "appeal_object")
        if told and appeal_answers.remedies(told) and not read_object(told):
            return {"appeal_expect": told}
        return {"appeal_object": read_object(told) or appeal_answers.name_in(told)} if told else {}

    def extract_appeal_expect(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take the wish; a name told here instead says more exactly whom it is against."""
        told = answer(tracker, "appeal_expect")
        if told and times_asked(tracker, "appeal_expect") < OFTEN_ENOUGH and tells_more(told):
            return _more(dispatcher, tracker, told)
        return {"appeal_expect": told} if told else {}

    def validate_region(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Settle an ambiguous district as the need form does."""
        return need_form.ValidateNeedForm.validate_region(self, value, dispatcher, tracker, domain)  # type: ignore[arg-type]


def answer(tracker: Tracker, slot: str) -> str | None:
    """Return what the message answers to the open question, None if it is about something else."""
    text, intent = state.text(tracker).strip(), state.intent(tracker)
    if tracker.get_slot("requested_slot") != slot or _is_private(slot, text) or _is_elsewhere(tracker, text):
        return None
    if _stays_unnamed(tracker):
        return None
    if intent == "deny" and not appeal_answers.remedies(text):
        return REFUSED.get(slot)
    if slot == "appeal_detail" and _only_who(tracker, text):
        return None
    if slot != "appeal_detail" and not appeal_answers.remedies(text) and _is_fact(tracker, slot, text):
        return None
    if not MEANING.search(text) or (slot != "appeal_detail" and AGREES.match(text)):
        return None
    if times_asked(tracker, slot) >= OFTEN_ENOUGH:
        return None if appeal_answers.asks_or_greets(text, first_reading(tracker)) else text
    return None if appeal_answers.astray(text, first_reading(tracker), slot == "appeal_detail") else text


def times_asked(tracker: Tracker, slot: str) -> int:
    """Return how often the question was put since the appeal began."""
    count, question = 0, f"utter_ask_appeal_form_{slot}"
    for event in tracker.events:
        if event.get("event") == "action" and event.get("name") == "action_begin_appeal":
            count = 0
        count += event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action") == question
    return count


def first_reading(tracker: Tracker) -> str:
    """Return the intent as classified before the open question was taken into account."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return str(ranking[0]["name"]) if ranking else state.intent(tracker)


def turned_to(text: str) -> str | None:
    """Return what is wanted in place of the appeal that is dropped (算了 我要找人代账)."""
    return changes.turned_to(re.sub(r"\s+", "，", text.strip()))


def _is_elsewhere(tracker: Tracker, text: str) -> bool:
    """Return whether the message does something else than answer: asks, drops the appeal, wants another thing."""
    intent = state.intent(tracker)
    if intent in ELSEWHERE or _is_aside(tracker) or wishes_erasure(text) or changes.withholds_phone(text):
        return True
    if interrupted.brings_need(tracker) and not appeal_answers.remedies(text):
        return True
    return appeal_answers.drops(text) and (intent == "cancel" or bool(turned_to(text)))


def tells_more(text: str) -> bool:
    """Return whether an answer to the question for the wish is none yet: a body's name, or more of the story."""
    if appeal_answers.remedies(text) or WISHING.search(text) or text in REFUSED.values():
        return False
    grumbles = GRUMBLES.search(text) is not None
    return len(text) >= LEAST_STORY or grumbles or bool(read_object(text)) or appeal_answers.names_by_half(text)


def _more(dispatcher: CollectingDispatcher, tracker: Tracker, told: str) -> dict[str, Any]:
    """Take a bare name as whom it is against, anything else as more of the story; the wish is asked once more."""
    if appeal_answers.names_by_half(told):
        return {"appeal_object": appeal_answers.name_in(told)}
    dispatcher.utter_message(response="utter_appeal_noted")
    if len(told) <= BARE_BODY and read_object(told):
        return {"appeal_object": appeal_answers.name_in(told)}
    exact = read_object(told)
    values = {"appeal_detail": f"{tracker.get_slot('appeal_detail')}；{told}"}
    vague = len(str(tracker.get_slot("appeal_object") or "")) < len(exact or "")
    return {**values, "appeal_object": exact} if exact and vague else values


def _stays_unnamed(tracker: Tracker) -> bool:
    """Return whether the number and name are refused where something else was asked (匿名)."""
    is_asked = tracker.get_slot("requested_slot") in ("contact", "phone")
    return state.intent(tracker) == "deny" and ANONYMOUS in state.text(tracker) and not is_asked


def _is_aside(tracker: Tracker) -> bool:
    """Return whether the message asks something of its own, and no remedy."""
    return state.intent(tracker) in ASIDES and not appeal_answers.remedies(state.text(tracker))


def _is_private(slot: str, text: str) -> bool:
    """Return whether the story is a person's own and nothing of it may be kept."""
    return slot == "appeal_detail" and read_personal(text) is not None


def _only_who(tracker: Tracker, text: str) -> bool:
    """Return whether the message tells who and where instead of what happened."""
    said = state.said_now(tracker)
    told = [str(said[name]) for name in IDENTIFYING if name in said]
    return bool(told) and len(beside(text, told)) < LEAST_DETAIL


def _is_fact(tracker: Tracker, slot: str, text: str) -> bool:
    """Return whether the message gives a name, a number or, where a wish was asked, just a place."""
    said = set(state.said_now(tracker))
    is_place = slot == "appeal_expect" and "region" in said and len(text) <= BARE_PLACE and not read_object(text)
    return bool(said & set(IDENTIFYING)) or is_place
