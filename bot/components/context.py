"""What was asked last decides what a short answer means."""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.components import messages
from bot.components.base import StatelessComponent

FACTS = {"region", "contact", "phone", "amount", "deadline", "headcount", "industry", "company"}
CORRECTION = re.compile(
    r"改(成|为|一下|下)|写错|打错|说错|记错|搞错|填错|错了|不对|不是.{1,12}[是，,]|应该是|更正|换成"
)
ORDINAL = re.compile(r"^\W*(第?[一二三四五六七八九十\d]{1,2}(个|家|项|号|条)?|选.{0,8}|前[两三\d]个?|都要)\W*$")
SCORE = re.compile(r"^\W*[1-5一二三四五两]\s*(分|星|颗星)?\W*$")
WEAK = {
    "unclear",
    "nlu_fallback",
    "chitchat",
    "greet",
    "choose_option",
    "out_of_scope",
    "affirm",
    "deny",
    "rate_service",
}
ANSWERS = WEAK | {"submit_need", "correct_slot", "check_progress", "goodbye", "thanks"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextReader(StatelessComponent):
    """Corrects the intent where the open question or the facts in the message settle it."""

    def work(self, message: Message) -> None:
        """Apply the first rule that fits."""
        name = _settled(message)
        if name and name != messages.intent(message):
            messages.set_intent(message, name)


def _settled(message: Message) -> str | None:
    text, asked, intent = messages.full_text(message), messages.asked(message), messages.intent(message)
    if asked == "choose" and ORDINAL.match(text):
        return "choose_option"
    if asked == "rate" and SCORE.match(text):
        return "rate_service"
    if asked in ("confirm", "which_wrong"):
        return _at_confirmation(message, text, intent)
    if asked == "need" and intent in WEAK - {"greet", "chitchat", "out_of_scope", "deny", "affirm"} and len(text) > 3:
        return "provide_info"
    return _bare_facts(message, text, asked, intent)


def _at_confirmation(message: Message, text: str, intent: str) -> str | None:
    """Read a value given while the summary stands as a correction."""
    if CORRECTION.search(text) and (messages.slots(message) or intent in WEAK):
        return "correct_slot"
    if messages.slots(message) and intent in WEAK | {"provide_info"}:
        return "correct_slot"
    return None


def _bare_facts(message: Message, text: str, asked: str | None, intent: str) -> str | None:
    """Read a message that holds facts and hardly anything else as information."""
    slots = messages.slots(message)
    if not slots or intent not in ANSWERS or CORRECTION.search(text):
        return None
    covered = sum(span.end - span.start for span in messages.spans(message))
    rest = len(re.sub(r"[\W_]", "", text)) - covered
    if asked in FACTS and (rest <= 8 or intent in WEAK):
        return "provide_info"
    return "provide_info" if rest <= 2 and intent in WEAK else None
