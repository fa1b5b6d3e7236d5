"""What a message means to the conversation: words to be said, something put aside, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.reading.normalise import normalise
from knowledge.reading.regions import read_regions


@dataclass(frozen=True)
class Heard:
    """What is to be done with a message.

    :param say: Words for the conversation.
    :param aside: What is kept in the transcript without being answered by the conversation.
    :param reply: What the account itself answers.
    :param region: The place a location names.
    """

    say: str = ""
    aside: str = ""
    reply: str = ""
    region: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing is said to it."""
        return not self.say and not self.reply


def place_of(label: str) -> str | None:
    """Return the region a label names, if it names one alone."""
    spans = read_regions(normalise(label), asked=True)
    return next((str(span.value) for span in spans if span.slot == "region"), None)
