"""A question for a figure is answered by an entry that states such a figure, or by none.

Source: docs/decisions/0014-answers.md
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.catalogue import Offer
from knowledge.reading.asked_figures import AskedFigure
from matcher.ngrams import pairs

STATED = 3.0  # log odds for a passage that states the figure in all the question's words


@dataclass(frozen=True)
class Stated:
    """How an entry states the figure that is asked for.

    :param passage: The sentence that does. ``share``: of the question's pairs of characters those that stand in it.
    """

    passage: str
    share: float


def stated(offer: Offer, asked: AskedFigure) -> Stated | None:
    """Return the passage of an entry that states the figure in most of the question's words; None if none does."""
    wanted = pairs(asked.about)
    parts = (offer.answer or offer.text, offer.benefit or "", *(one.text for one in offer.requirements))
    passages = [one for part in parts for one in asked.passages(part)]
    found = [Stated(one.strip(), len(wanted & pairs(one)) / len(wanted)) for one in passages]
    return max(found, key=lambda one: one.share, default=None)
