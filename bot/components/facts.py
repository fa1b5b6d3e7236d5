"""Amounts, people, dates, places, phones, names: read by rules, in the one order that ``knowledge`` keeps."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.components import messages
from bot.components.base import StatelessComponent
from knowledge.reading.facts import read_facts


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactReader(StatelessComponent):
    """Adds an entity for every fact; a statistical tagger is right too seldom for money, dates and places."""

    def work(self, message: Message) -> None:
        """Read the whole message."""
        read(message)


def read(message: Message) -> None:
    """Add the facts of the whole message, against the question it may answer and the day it was said."""
    facts = read_facts(messages.full_text(message), messages.today(message), messages.asked(message))
    message.set(messages.SPANS, facts.spans)
    places = {span.slot: span for span in facts.spans}
    for slot, value in facts.slots.items():
        span = places.get(slot)
        if slot == "region_ambiguous" and span:
            value = span.value  # the candidates, from which the enterprise picks
        messages.add_entity(message, slot, value, "FactReader", span.start if span else 0, span.end if span else 0)
