"""What is set aside is cut out of a message, which then says the rest alone."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components import facts, messages
from knowledge.reading.condense import condense

ASIDES = "asides"


def cut(message: Message, rest: str, asked: list[dict[str, Any]]) -> None:
    """Let the message say the rest alone, and keep what was asked beside; how the matcher sees that is not known."""
    told = [*asked, *(messages.slots(message).get(ASIDES) or [])]
    message.set(messages.FULL_TEXT, rest)
    message.set(TEXT, condense(rest) or " ")
    message.set(messages.METADATA, {**(message.get(messages.METADATA) or {}), "categories": {}})
    message.set(ENTITIES, [], add_to_output=True)
    facts.read(message)
    messages.add_entity(message, ASIDES, told, "AsideReader")
