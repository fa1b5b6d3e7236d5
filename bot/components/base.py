"""What the components share."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class StatelessComponent(GraphComponent):
    """Works on each message alone, learns nothing and leaves the training data as it is."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> StatelessComponent:
        """Build the component."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Work on every message that has text."""
        for message in messages:
            if message.get("text"):
                self.work(message)
        return messages

    @abstractmethod
    def work(self, message: Message) -> None:
        """Change the message in place."""


class TrainedComponent(StatelessComponent):
    """Keeps one model, fitted in training and loaded with the bot."""

    FILE = "model.joblib"

    def __init__(self, storage: ModelStorage | None, resource: Resource | None, model: Any = None) -> None:
        self._storage, self._resource, self.model = storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TrainedComponent:
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
    ) -> TrainedComponent:
        """Load the trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, joblib.load(folder / cls.FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit and store the model."""
        self.model = self.learn(training_data)
        if self._storage is None or self._resource is None:
            raise ValueError(f"{type(self).__name__} was built without a place to store its model")
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self.model, folder / self.FILE)
        return self._resource

    @abstractmethod
    def learn(self, training_data: TrainingData) -> Any:
        """Return the fitted model."""
