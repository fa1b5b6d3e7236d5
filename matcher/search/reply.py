"""Which entry of the catalogue answers a question about policy or procedure, if one clearly does.

Source: docs/decisions/0014-answers.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING, Offer
from knowledge.reading.asked_figures import AskedFigure, asked_figure
from matcher.index.brute import Mask
from matcher.index.build import CatalogueIndex
from matcher.index.questions import asked_by
from matcher.ngrams import pairs
from matcher.search.ranked import Ranked
from matcher.search.seek import Sought
from matcher.search.stated import STATED, stated
from matcher.search.understand import Needed

KINDS = ANSWERING
LOOKED_AT = 20

# Two logistic judges, fitted on the 173 questions of tests/matcher/data/questions.yml and on the asks of the sample
# catalogue, each while it was left out of its entry. Out of fold 94 % of what is answered is right, 84 % of the
# questions without an answer are not answered, 85 % of the others are, and 34 % of the asks left out; most of the rest
# find the entry among what is offered in its place (docs/decisions/0014-answers.md). With the encoder of four starts
# the floor is 1.15: on the same questions 95 % of what is answered is right, 86 % without an answer are not answered.
# Log odds that an entry answers: by the words of its text, by the words and by the meaning of its wordings.
TEXT, WORDS, MEANING, BIAS = 7.14, 12.18, 7.80, -7.27
# Whether the likeliest entry is right: by its log odds, and by how far they lie above those of the next.
OWN, AHEAD, FLOOR = 0.42, 0.38, 1.15
NEAR = -3.0  # log odds from which an entry is worth being asked after (did you mean)
MOST_NEAR = 3
SAID = 0.8  # share of common pairs of characters from which a question is one of the entry's own wordings
CERTAIN = 20.0  # log odds of such a question; nothing else comes near

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """How like a question each row of an index is asked for.

    :param nearest: The rows that are likest, in words or in meaning.
    """

    lexical: Floats
    dense: Floats
    nearest: Mask

    @classmethod
    def read(cls, index: CatalogueIndex, needed: Needed, allowed: Mask) -> Asked:
        """Compare a question with the wordings of every row, and choose among the allowed rows."""
        lexical, dense = index.questions.likeness(needed.text, needed.vector, len(index))
        rows = np.flatnonzero(allowed)
        nearest = np.zeros(len(index), dtype=bool)
        for scores in (lexical[rows], dense[rows]):
            best = np.argpartition(-scores, LOOKED_AT)[:LOOKED_AT] if len(rows) > LOOKED_AT else np.arange(len(rows))
            nearest[rows[best]] = True
        return cls(lexical, dense, nearest)


@dataclass(frozen=True)
class Judged:
    """An entry with the log odds that it answers the question.

    :param silent: Whether it is asked for a figure that it does not state.
    """

    offer: Offer
    odds: float
    silent: bool = False


def judge(sought: Sought) -> list[Judged]:
    """Judge as its answer what ranks highest for a question and what is asked for in the likest words, likeliest first.

    Of equal ones the higher ranked comes first.
    """
    (allowed,), text = sought.masks(), sought.query.text
    asked = Asked.read(sought.index, sought.needed, allowed)
    ranked = sought.ranked([allowed, asked.nearest])
    entries = [one for one in ranked if one.kind in KINDS]
    chosen = [one for place, one in enumerate(entries) if place < LOOKED_AT or asked.nearest[one.row]]
    judged, figure = [Judged(one.offer, _odds(one, text, asked)) for one in chosen], asked_figure(text)
    if figure is not None:
        judged = [_of_figure(one, figure) for one in judged if figure.is_of(_said_of(one.offer))]
    return sorted(judged, key=lambda one: -one.odds)


def _of_figure(one: Judged, figure: AskedFigure) -> Judged:
    """Judge an entry by whether it states the figure that is asked for; one of its own wordings needs no proof."""
    if one.odds < NEAR or one.odds >= CERTAIN:
        return one
    found = stated(one.offer, figure)
    return replace(one, silent=True) if found is None else replace(one, odds=one.odds + STATED * found.share)


def _odds(one: Ranked, text: str, asked: Asked) -> float:
    said = max(_agreement(text, line) for line in asked_by(one.offer))
    if said >= SAID:
        return CERTAIN + said
    weighed = TEXT * one.value("lexical") + WORDS * asked.lexical[one.row] + MEANING * asked.dense[one.row]
    return BIAS + float(weighed)


def _said_of(offer: Offer) -> str:
    return "".join((*asked_by(offer), offer.answer or offer.text, offer.benefit or ""))


def best_reply(judged: Sequence[Judged]) -> Judged | None:
    """Return the entry that is likeliest about the question, or None where it is not clear enough, or silent."""
    best = next((one for one in judged if not one.silent), None)
    return best if best is not None and _is_clear(best, judged) else None


def silent_reply(judged: Sequence[Judged]) -> Judged | None:
    """Return the entry that the question is clearly about, but that does not state the figure asked for."""
    best = judged[0] if judged else None
    return best if best is not None and best.silent and _is_clear(best, judged) else None


def near_replies(judged: Sequence[Judged]) -> list[Judged]:
    """Return the entries that may be meant, likeliest first."""
    return [one for one in judged if one.odds >= NEAR and not one.silent][:MOST_NEAR]


def _is_clear(best: Judged, judged: Sequence[Judged]) -> bool:
    following = max((one.odds for one in judged if one is not best), default=BIAS)
    return OWN * best.odds + AHEAD * (best.odds - following) >= FLOOR or best.odds >= CERTAIN


def _agreement(text: str, line: str) -> float:
    """Return how many pairs of characters two texts share, 0 to 1; marks do not count."""
    one, other = pairs(text), pairs(line)
    return 2 * len(one & other) / (len(one) + len(other))
