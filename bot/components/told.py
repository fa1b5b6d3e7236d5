"""What a message means while an appeal is being told: nearly everything is part of the story."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from bot.components import answers, messages, unasked
from knowledge.reading import appeal_answers, case_numbers

# Asked between two answers of an appeal, these are answered and not taken for part of it.
ASIDES = ("ask_policy", "check_progress", "out_of_scope")
ASIDE, ASIDE_CONFIDENCE = 30, 0.4  # characters and least confidence of such a question


def at_appeal(message: Message, text: str, intent: str) -> str | None:
    """Read every account of what happened as information; a short refusal or question of the platform stays.

    So does a need of one's own that is brought up beside it, but not a remedy (另外要他们退钱).
    """
    if len(text) <= answers.SHORT and appeal_answers.denies(text):
        return "cancel"
    if answers.wants_besides(text) and not appeal_answers.remedies(text) and unasked.of_the_trade(message):
        return "submit_need"
    if case_numbers.find(text) and answers.questions(text) and len(text) <= ASIDE:
        return "check_progress"
    aside = _is_aside(message, text)
    meant = {
        **dict.fromkeys(ASIDES, aside),
        **dict.fromkeys(("greet", "thanks", "goodbye"), len(text) <= answers.SHORT and not messages.slots(message)),
        "talk_to_human": True,
        "cancel": answers.gives_up(text) and len(text) <= answers.SHORT,
        "ask_bot": answers.questions(text),
        "deny": answers.refuses(text) and len(text) <= answers.SHORT,
    }
    if meant.get(intent):
        return None
    return "deny" if meant["deny"] and not answers.inquires(text) else "provide_info"


def _is_aside(message: Message, text: str) -> bool:
    """Tell a question of another matter from the account of the one complained of, which may be put as a question."""
    asks = answers.questions(text) and not answers.accuses(text)
    return asks and len(text) <= ASIDE and messages.confidence(message) >= ASIDE_CONFIDENCE
