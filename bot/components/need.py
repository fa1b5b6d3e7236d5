"""The need in the enterprise's words, and its category, where the message states one."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.components import category, messages
from bot.components.base import StatelessComponent
from knowledge.reading.need import read_need

NEED_ANSWERS = {"submit_need", "provide_info", "unclear", "nlu_fallback", "correct_slot"}
CATEGORY_INTENTS = {"submit_need", "provide_info", "correct_slot", "ask_policy"}
SURE = 0.30  # below it a wrong category is likelier than a right one on held-out ways of asking (decision 0005)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NeedReader(StatelessComponent):
    """Adds ``need`` when one is stated or was asked for, and ``category`` when it is clear enough."""

    def work(self, message: Message) -> None:
        """Read category first, need second."""
        intent, asked = messages.intent(message), messages.asked(message)
        if intent in CATEGORY_INTENTS:
            name, probability = (category.ranking(message) or [(category.NONE, 0.0)])[0]
            if name != category.NONE and probability >= SURE:
                messages.add_entity(message, "category", name, "NeedReader")
        if intent == "submit_need" or (asked == "need" and intent in NEED_ANSWERS):
            need = read_need(messages.full_text(message), messages.spans(message))
            if need:
                messages.add_entity(message, "need", need, "NeedReader")
