"""Needs that the intent model takes for less: too wide (想做大做强), a bare name, beside a denial, or in English."""

from __future__ import annotations

import re

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages, unasked
from knowledge.reading import directions, english, laments
from knowledge.reading.denied import undenied
from knowledge.reading.service_names import is_service_name, names_service

# What such a wish is easily taken for. Told without a wish (生意难做啊) it stays what it is taken for.
TAKEN_FOR = {
    "unclear", "nlu_fallback", "chitchat", "out_of_scope", "provide_info", "more_results", "deny", "choose_option",
    "correct_slot",
}  # fmt: skip
ENGLISH_AS = TAKEN_FOR | {"greet", "appeal", "rate_service", "check_progress"}
DENIED_AS = {"deny", "correct_slot", "cancel", "unclear", "nlu_fallback", "chitchat", "provide_info", "out_of_scope"}
NAMED_AS = {
    "unclear", "nlu_fallback", "out_of_scope", "chitchat", "cancel", "rate_service", "check_progress", "choose_option",
    "more_results", "abuse",
}  # fmt: skip
ASKED_AS_POLICY = "support"  # 外贸企业有什么扶持 is answered from the policies
ASKED_AS = ("ask_policy", "ask_bot")
LEFT_AS = ("goodbye", "cancel", "appeal", "abuse")  # what despair is easily taken for
OF_US = re.compile(r"[你您]们?|平台")
UNDECIDED_AS = TAKEN_FOR | {"affirm", "submit_need", "ask_bot"}


def is_wide(message: Message) -> bool:
    """Tell whether the message wishes or laments without naming anything to be arranged."""
    return directions.read_theme(messages.full_text(message), messages.spans(message)) is not None


def is_undecided(message: Message) -> bool:
    """Tell whether directions were offered and the reply takes none: a wide wish again, or no idea."""
    offered = messages.offers_directions(message)
    return offered and (directions.is_undecided(messages.full_text(message)) or is_wide(message))


def settled(message: Message, text: str, asked: str | None, intent: str) -> str | None:
    """Return ``submit_need`` where such a wish, or the answer that leaves a wide one open, was taken for less."""
    if intent in UNDECIDED_AS and is_undecided(message):
        return "submit_need"
    at_start = asked in (None, "need")
    if at_start and intent in ENGLISH_AS and english.knows(text) and english.wishes(text):
        return "submit_need"
    if at_start and intent in NAMED_AS and is_service_name(text) and not answers.judges(text):
        return "submit_need"
    told = intent in ("ask_policy", "ask_bot") and not answers.questions(text)
    if at_start and (told or intent in DENIED_AS) and _contrasts(message, text):
        return "submit_need"
    wished = asked == "need" or (asked is None and directions.wishes(text))
    if wished and intent in TAKEN_FOR and is_wide(message):
        return "submit_need"
    return "submit_need" if at_start and _is_wide_at_start(message, text, intent) else None


def _is_wide_at_start(message: Message, text: str, intent: str) -> bool:
    """Tell whether what sounds like a question or a farewell is a wide wish or a lament (怎么才能多赚钱)."""
    theme = directions.read_theme(text, messages.spans(message)) if intent in (*ASKED_AS, *LEFT_AS) else None
    if theme is None or OF_US.search(text):
        return False
    if intent in LEFT_AS:
        return theme.name in laments.LAMENTING
    return theme.name != ASKED_AS_POLICY or not directions.asks_support(text)


def _contrasts(message: Message, text: str) -> bool:
    """Tell whether one thing is denied and a service is named in its place (不要招聘要派遣)."""
    rest = undenied(text)
    return rest != text and (names_service(rest) or unasked.of_the_trade(message))
