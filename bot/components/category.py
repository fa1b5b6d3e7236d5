"""Which of the ten categories a message asks for; learned from the knowledge base's own ways of asking."""

from __future__ import annotations

import hashlib
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from knowledge import taxonomy
from knowledge.reading.normalise import normalise

NONE = "none"
NO_NEED = {"provide_info", "greet", "goodbye", "thanks", "chitchat", "affirm", "deny", "choose_option", "more_results",
           "rate_service", "abuse", "unclear", "talk_to_human", "cancel", "out_of_scope", "check_progress"}  # fmt: skip
FILE = "category.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CategoryClassifier(GraphComponent):
    """Character n-grams and logistic regression over ten categories and none; sets ``category`` and its probability."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Pipeline | None = None) -> None:
        self._storage, self._resource, self._model = storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CategoryClassifier:
        """Build an untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CategoryClassifier:
        """Load the trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, joblib.load(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Change with the knowledge base, so that Rasa's cache does not keep an old model."""
        lines = "\n".join(f"{category}\t{text}" for text, category in _knowledge_lines())
        return hashlib.sha256(lines.encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the service types and, for ``none``, on the lines of intents that state no need."""
        lines = _knowledge_lines()
        lines += [(e.get("text"), NONE) for e in training_data.intent_examples if e.get("intent") in NO_NEED]
        self._model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=1),
            LogisticRegression(C=10.0, max_iter=300, random_state=42),
        )
        self._model.fit([text for text, _ in lines], [category for _, category in lines])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the best category and its probability on each message."""
        for message in messages:
            text = message.get("text")
            if text and self._model is not None:
                probabilities = self._model.predict_proba([text])[0]
                ranked = sorted(zip(self._model.classes_, probabilities, strict=True), key=lambda pair: -pair[1])
                message.set("category_ranking", [(str(name), float(p)) for name, p in ranked[:3]])
        return messages


def ranking(message: Message) -> list[tuple[str, float]]:
    """Return the three most probable categories (or none), best first."""
    return list(message.get("category_ranking") or [])


def _knowledge_lines() -> list[tuple[str, str]]:
    """Return every way of asking with its category, normalised as messages are."""
    lines = []
    for service_type in taxonomy.load_service_types().values():
        texts = (service_type.name, *service_type.aliases, *service_type.asks, service_type.definition)
        lines += [(normalise(text), service_type.category) for text in texts]
    return lines
