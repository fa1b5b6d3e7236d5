"""What was asked last decides what a short answer means."""

from __future__ import annotations

from collections.abc import Callable

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, at_once, category, left_open, listed, messages, other_questions, told, unasked, wide
from bot.components.base import StatelessComponent
from knowledge.reading import appeal_answers, case_numbers, changes, refinements
from knowledge.reading.asides import QUESTION, asks_to_do_it
from knowledge.reading.bare_questions import kind
from knowledge.reading.calls import wants_call
from knowledge.reading.need import lacks, wants_somebody
from knowledge.reading.needs import tells_trouble
from knowledge.reading.scores import read_score
from knowledge.reading.service_names import names_service

WEAK = answers.WEAK
LISTED_AS = unasked.STATED_AS | WEAK - {"deny", "abuse"} | {"ask_policy"}  # what a list of needs is easily taken for
ASKING = {"ask_policy", "ask_bot"}
STATING = {"submit_need", "correct_slot", "check_progress", "goodbye", "thanks", "appeal"}
# Flags beside a yes change nothing that stands in the summary.
FLAGS = {"urgent", "amount_approx", "headcount_approx", "region_ambiguous", "category", "need"}
# Said in answer to whatever question, these win over it.
FIRST = {"talk_to_human", "cancel"}
CALLS = ("call", "after_low")  # where a call is offered: 打给我吧 takes it

DENIAL = 6  # characters of a bare 不对 or 错了
DENYING = WEAK | {"correct_slot", "provide_info"}


# Asked before anything is recorded: how a case stands is seldom asked back then.
BEFORE_A_CASE = {*answers.FACTS, "confirm", "which_wrong", "which_service", "choose", "consent", "detail"}
CONFIRMING = {"confirm", "which_wrong"}
CONTACT = ("contact", "phone")

Rule = Callable[[Message, str, str], "str | None"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextReader(StatelessComponent):
    """Corrects the intent where the open question or the facts in the message settle it."""

    def work(self, message: Message) -> None:
        """Apply the rules of the open question."""
        name = _settled(message)
        if name and name != messages.intent(message):
            messages.set_intent(message, name)


def _settled(message: Message) -> str | None:
    text, asked, intent = messages.full_text(message), messages.asked(message), messages.intent(message)
    at_once_meant = at_once.settled(message, text, asked, intent, asked in answers.TOLD)
    if at_once_meant:
        return at_once_meant
    if asked not in answers.TOLD and changes.corrected_need(text):
        return "correct_slot"
    if asked in answers.TOLD:
        return told.at_appeal(message, text, intent)
    if wide.settled(message, text, asked, intent):
        return "submit_need"
    turned = _turned(message, text, intent)
    if turned:
        return turned
    if intent in FIRST and not (asked in CALLS and wants_call(text)) and not _only_declines(text, asked):
        return None
    if asked and answers.states_another_need(text):
        return "submit_need"
    if asked in answers.FACTS:
        return _at_fact(message, text, intent)
    if asked in (None, "need") and intent in LISTED_AS and category.several(message):
        return "submit_need"
    rule = RULES.get(asked or "", unasked.read)
    return rule(message, text, intent)


def _only_declines(text: str, asked: str | None) -> bool:
    """Tell whether a cancellation only declines what was proposed (先不登记) or puts the score off (以后再评)."""
    proposed = asked in {"consent", "choose"} and other_questions.declines(text)
    return proposed or (asked == "rate" and answers.refuses(text))


def _at_consent(message: Message, text: str, intent: str) -> str | None:
    return other_questions.at_consent(message, text, intent) or unasked.read(message, text, intent)


def _turned(message: Message, text: str, intent: str) -> str | None:
    """Read where the talk turns from the open question: to a case, a complaint, another need, or a question back."""
    asked = messages.asked(message)
    if intent in WEAK | {"provide_info", "correct_slot", "ask_bot"} and answers.announces_appeal(text):
        return "appeal"
    if intent == "appeal" and len(text) <= answers.SHORT and appeal_answers.denies(text):
        return "deny"
    if intent in {"appeal", "out_of_scope"} and unasked.needs_help(message, text):
        return "submit_need"
    if intent in WEAK | ASKING and _is_need(message, text):
        return "submit_need"
    turned = (asked and changes.turned_to(text)) or changes.does_instead(text)
    if intent == "cancel" and turned and unasked.of_the_trade(message):
        return "submit_need"
    asks = intent == "submit_need" and changes.asks_policy(text)
    before_the_list = asked in answers.FACTS or asked in CONFIRMING
    if before_the_list and (asks or ((intent in WEAK or unasked.hardly(message)) and kind(text))):
        return "ask_policy"  # 有没有政府补贴的, 那要好久搞得好
    if case_numbers.find(text) and _of_case(text, intent):
        return _of_case(text, intent)
    ahead = intent == "check_progress" and asked in BEFORE_A_CASE and other_questions.asks_ahead(text)
    return "ask_bot" if ahead or (asked and other_questions.asks_why(text)) else None


def _is_need(message: Message, text: str) -> bool:
    """Tell whether what sounds like a question wants somebody to do it, or is what was said beside the question."""
    doubted = messages.intent(message) in ASKING or unasked.hardly(message)
    if doubted and wants_somebody(text):
        return unasked.of_the_trade(message)
    said_beside = "asides" in messages.slots(message) and messages.asked(message) in (None, "need")
    states = answers.wants(text) or tells_trouble(text)
    return said_beside and states and not QUESTION.search(text) and unasked.of_the_trade(message)


def _of_case(text: str, intent: str) -> str | None:
    """Read what is said beside a case number: taken back, rated, or asked after."""
    if intent == "talk_to_human":
        return None
    if changes.withdraws(text):
        return "cancel"
    if read_score(case_numbers.without(text)) is not None:
        return "rate_service"
    return "check_progress" if intent in WEAK | {"cancel", "provide_info"} else None


def _at_confirmation(message: Message, text: str, intent: str) -> str | None:
    """Read a value given while the summary stands as a correction."""
    if answers.agrees(text) or answers.hastens(text) or answers.leaves_it(text):
        return "affirm"
    if intent in DENYING and (refinements.bare_name(text) or refinements.surname(text) or refinements.withholds(text)):
        return "correct_slot"
    if intent == "affirm" and left_open.wants_done(text) and (names_service(text) or unasked.of_the_trade(message)):
        return "submit_need"  # 那就搞推广吧
    slots = {name: value for name, value in messages.slots(message).items() if name not in FLAGS}
    if not slots and answers.begins_with_yes(text):
        return "affirm"
    another = refinements.contrasted(text) and not answers.corrects(text)
    if another and intent in DENYING | {"submit_need"} and unasked.of_the_trade(message):
        return "submit_need"  # 不要贷款要担保
    if intent in DENYING | {"submit_need"} and other_questions.restates(text):
        return "correct_slot"
    if answers.corrects(text):
        names_value = slots or answers.names_slot(text)
        return "correct_slot" if names_value else "deny" if len(text) <= DENIAL and intent in DENYING else None
    if slots and intent in WEAK | {"provide_info"}:
        return "correct_slot"
    return None


def _at_which_wrong(message: Message, text: str, intent: str) -> str | None:
    """Read whatever names or gives a value as a correction."""
    if intent == "provide_info" or (intent in WEAK and (messages.slots(message) or answers.names_slot(text))):
        return "correct_slot"
    return None


def _at_which_service(message: Message, text: str, intent: str) -> str | None:
    """Read a name (食品经营许可证) as the answer, whatever else it may sound like; a question stays one."""
    named = intent in WEAK | {"ask_policy", "check_progress", "ask_bot"} and not answers.inquires(text)
    return "provide_info" if named and not changes.asks_policy(text) else None


def _at_call(message: Message, text: str, intent: str) -> str | None:
    """Read whether a call is wanted; whatever else is said means what it means without the question."""
    if answers.refuses(text) and not messages.slots(message):
        return "deny"
    if answers.agrees(text) or (wants_call(text) and not (intent == "submit_need" and unasked.of_the_trade(message))):
        return "affirm"
    return unasked.read(message, text, intent)


def _at_after_low(message: Message, text: str, intent: str) -> str | None:
    """Read which of the offers after a low score is taken: the appeal, the call or nothing."""
    if answers.takes_appeal(text) and not answers.refuses(text):
        return "appeal"
    return _at_call(message, text, intent)


def _at_need(message: Message, text: str, intent: str) -> str | None:
    said = intent in {"unclear", "nlu_fallback", "choose_option", "rate_service", "more_results"}
    if intent == "rate_service" and read_score(text) is not None:
        return None
    return "provide_info" if said and len(text) > 3 and not answers.refuses(text) else None


def _urges(text: str) -> bool:
    """Tell whether the enterprise only wants it done (那帮我办一下吧, 赶紧办)."""
    return asks_to_do_it(text) or answers.hastens(text)


def _at_fact(message: Message, text: str, intent: str) -> str | None:
    """Tell refusing from answering; a refusal never becomes information."""
    found = messages.slots(message)
    if intent == "deny" and lacks(text):
        return "provide_info"  # 没有抵押, and no word of the number that was asked for
    if messages.asked(message) in CONTACT and left_open.submits(text):
        return "deny"  # it may be recorded without them
    if intent == "deny" and messages.asked(message) in CONTACT and left_open.knows_nothing(text):
        return "unclear"  # 不知道搞哪样 withholds no number
    if answers.refuses(text) and not answers.answered(messages.asked(message), found):
        return "deny"
    if intent in WEAK | {"provide_info"} and set(found) <= {"urgent"} and _urges(text):
        return "affirm"
    if not found or answers.corrects(text) or answers.inquires(text):
        return None
    rest = unasked.uncovered(message, text)
    tells = intent in WEAK or (intent == "ask_bot" and not answers.questions(text))  # 我姓何 电话等会给你
    if tells or (intent in STATING and rest <= 8):
        return "provide_info"
    given = answers.answered(messages.asked(message), found)
    return "provide_info" if given and rest <= 4 else None


RULES: dict[str, Rule] = {
    "choose": listed.at_choice,
    "rate": listed.at_rating,
    "confirm": _at_confirmation,
    "which_wrong": _at_which_wrong,
    "need": _at_need,
    "which_service": _at_which_service,
    "call": _at_call,
    "after_low": _at_after_low,
    "consent": _at_consent,
    "detail": other_questions.at_detail,
}
