"""The intent of a message; sets ``intent`` and ``intent_ranking`` in Rasa's shape."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import asides, category_model, intent_model, messages
from bot.components.base import TrainedComponent

LONGEST_RANKING = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(TrainedComponent):
    """Wraps :class:`bot.components.intent_model.IntentModel` for Rasa."""

    FILE = "intent.joblib"

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Change with the knowledge base and the model's code, so that Rasa's cache keeps no old model."""
        lines = category_model.knowledge_lines() + category_model.foreign_lines()
        code = Path(intent_model.__file__).read_text(encoding="utf-8")
        return hashlib.sha256(f"{joblib.hash(lines)}{code}".encode()).hexdigest()

    def learn(self, training_data: TrainingData) -> intent_model.IntentModel:
        """Fit on every line that has an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get("intent")]
        return intent_model.IntentModel().fit([e.get(TEXT) for e in examples], [e.get("intent") for e in examples])

    def work(self, message: Message) -> None:
        """Classify the condensed text, what is asked beside it set aside; the facts are at hand unless it was cut."""
        asides.set_aside(message, self.model.probabilities)
        text = str(message.get(TEXT))
        whole = messages.full_text(message) == text
        masked = intent_model.mask(text, messages.spans(message) if whole else None)
        chances = self.model.probabilities([text], [masked])[0]
        ranking = [{"name": n, "confidence": p} for n, p in sorted(chances.items(), key=lambda c: (-c[1], c[0]))]
        message.set("intent", dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking[:LONGEST_RANKING], add_to_output=True)
