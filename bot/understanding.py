"""The pipeline of config.yml without Rasa's server: for tests and measuring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.nlu.training_data.message import Message

from bot.components.base import StatelessComponent
from bot.components.category import CategoryClassifier, fitted
from bot.components.context import ContextReader
from bot.components.facts import FactReader
from bot.components.intent import IntentClassifier
from bot.components.intent_model import IntentModel
from bot.components.need import NeedReader
from bot.components.normaliser import Normaliser
from knowledge.reading.blanks import marked
from knowledge.reading.condense import condense
from knowledge.reading.normalise import normalise

NLU_FOLDER = Path(__file__).parent / "data" / "nlu"


def training_lines() -> tuple[list[str], list[str]]:
    """Return the texts of the training data, normalised as the pipeline does, and their intents."""
    texts, intents = [], []
    for path in sorted(NLU_FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for row in entry["examples"].splitlines():
                texts.append(condense(marked(normalise(row[2:].strip()))) or " ")
                intents.append(str(entry["intent"]))
    return texts, intents


class Understanding:
    """The components in the order of config.yml."""

    def __init__(self, components: list[StatelessComponent]) -> None:
        self._components = components

    @classmethod
    def fit(cls) -> Understanding:
        """Fit both models on all data, as ``make train`` does."""
        intents = IntentClassifier(None, None, IntentModel().fit(*training_lines()))
        categories = CategoryClassifier(None, None, fitted())
        return cls([Normaliser(), FactReader(), intents, categories, ContextReader(), NeedReader()])

    def read(
        self,
        text: str,
        asked: str | None = None,
        today: str = "2026-11-23",
        categories: Mapping[str, float] | None = None,
    ) -> dict[str, Any]:
        """Return ``intent``, ``confidence``, ``slots``, ``needs`` and ``asides`` of one message.

        ``needs``: several, each with its own facts. ``asides``: what is asked beside, where something is.

        :param categories: Shares of its categories as the service gives them; None without the matcher's view.
        """
        metadata = {"asked": asked, "reference_date": today, "categories": dict(categories or {})}
        message = Message({"text": text, "metadata": metadata})
        for component in self._components:
            component.process([message])
        slots = {e["entity"]: e["value"] for e in message.get("entities") or []}
        apart = {name: slots.pop(name, []) for name in ("needs", "asides")}
        intent = message.get("intent")
        return {"intent": intent["name"], "confidence": intent["confidence"], "slots": slots, **apart}
