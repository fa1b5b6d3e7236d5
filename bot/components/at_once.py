"""What a message means whatever was asked: a person, the number's removal, what is unlawful, what the platform is."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages
from knowledge.reading import english_questions, refinements
from knowledge.reading.about_platform import asks_window, topic
from knowledge.reading.erasure import drops_number
from knowledge.reading.follow_up import is_follow_up
from knowledge.reading.personal_matters import read_personal
from knowledge.reading.unlawful import is_unlawful

# What a person's own matter (a divorce, his wages) is easily taken for, and the questions at which it may come up.
BROUGHT = {"appeal", "submit_need", "ask_policy", "provide_info", "unclear", "nlu_fallback", "out_of_scope", "chitchat"}
BROUGHT_AT = (None, "need", "appeal_detail")
# Questions about the platform that are easily taken for one of policy, a need or a choice.
OF_PLATFORM = ("compare", "funding", "ranking", "direct", "others", "next")
TAKEN_FOR = {
    "ask_policy", "submit_need", "out_of_scope", "chitchat", "deny", "unclear", "nlu_fallback", "more_results",
    "check_progress", "provide_info",
}  # fmt: skip
SURE = 0.8  # confidence from which a need stays one though it speaks of the platform


def settled(message: Message, text: str, asked: str | None, intent: str, is_story: bool) -> str | None:
    """Return the intent that the words settle by themselves; None where they do not.

    :param is_story: Whether an appeal is being told, in which any of this may be part of the story.
    """
    if answers.wants_human(text):
        return "talk_to_human"
    if asked in (None, "need") and english_questions.asks_policy(text):
        return "ask_policy"
    if asked == "need" and text.lstrip("，, ").startswith("那") and is_follow_up(text):
        return "ask_policy"  # 那高企呢, after an answer
    if drops_number(text):
        return "correct_slot"
    if not is_story and (refinements.other_number(text) or refinements.number_again(text)):
        return "correct_slot"
    if not is_story and is_unlawful(text) and not answers.announces_appeal(text):
        return "out_of_scope"
    if (intent in BROUGHT or asked == "appeal_detail") and asked in BROUGHT_AT and read_personal(text):
        return "out_of_scope"
    return "ask_bot" if not is_story and _of_platform(message, text, intent) else None


def _of_platform(message: Message, text: str, intent: str) -> bool:
    """Tell whether the platform is asked about, or where one of its windows is."""
    if asks_window(text) and intent in TAKEN_FOR - {"submit_need", "deny"}:
        return True
    is_sure = intent == "submit_need" and messages.confidence(message) >= SURE
    return intent in TAKEN_FOR and not is_sure and topic(text) in OF_PLATFORM
