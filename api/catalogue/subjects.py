"""What a question that follows another is asked of instead: 那高企呢, 小规模呢."""

from __future__ import annotations

from knowledge import lexicon
from knowledge.catalogue import Offer
from knowledge.reading.follow_up import asks_how, asks_who

RUN = 4  # characters; of 一般纳税人 and 小规模纳税人 three are alike
FEW = 3  # of an entry that answers the subject asked for alone: 招大学生 and 请大学生
NAME = 4  # first characters of a formal term by which a text is known to speak of it


def speaks_of(text: str, subject: str) -> bool:
    """Return whether a text speaks of a subject, in its own words or by its formal name."""
    return says(text, subject) or any(name[:NAME] in text for name in _formal(subject))


def is_about(offer: Offer, subject: str) -> bool:
    """Return whether an entry, in its own words or in those it is asked for with, is about a subject."""
    words = "，".join((offer.name, offer.answer or offer.text, *offer.asks))
    return speaks_of(words, subject) or any(run in words for run in _runs(subject, FEW))


def says(text: str, subject: str) -> bool:
    """Return whether a text speaks of a subject in its own words."""
    return any(run in text for run in _runs(subject))


def asked_of(subject: str, asked: str) -> str:
    """Return what the question before asks (papers and steps, conditions, or nothing told apart), of a subject."""
    if asks_who(asked):
        return f"{subject}要什么条件"
    return f"{subject}怎么办理" if asks_how(asked) else subject


def _formal(subject: str) -> list[str]:
    """Return the formal names of what the lexicon knows a subject by."""
    return [name for hit in lexicon.expand(subject) for name in hit.mean]


def _runs(text: str, length: int = RUN) -> list[str]:
    """Return the stretches of a text that have a length; of a shorter one, itself."""
    return [text[start : start + length] for start in range(max(len(text) - length + 1, 1))]
