"""First in the pipeline: one way of writing, and no more text than the classifier needs."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import messages
from bot.components.base import StatelessComponent
from knowledge.reading.blanks import marked
from knowledge.reading.condense import condense
from knowledge.reading.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(StatelessComponent):
    """Keeps the whole normalised message for the readers and the condensed one for the classifier."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the examples as the messages will be."""
        self.process(training_data.training_examples)
        return training_data

    def work(self, message: Message) -> None:
        """Normalise, put marks where blanks stand for them, then condense."""
        whole = marked(normalise(message.get(TEXT)))
        message.set(messages.FULL_TEXT, whole)
        message.set(TEXT, condense(whole) or " ")
