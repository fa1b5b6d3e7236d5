"""Which entry of the catalogue answers a question about policy or procedure, if one clearly does.

Source: docs/decisions/0014-answers.md
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING, Offer
from matcher.index.brute import Mask
from matcher.index.build import CatalogueIndex
from matcher.index.questions import asked_by
from matcher.search.ranked import Ranked
from matcher.search.seek import Sought
from matcher.search.understand import Needed

KINDS = ANSWERING
LOOKED_AT = 20

# Two logistic judges, fitted on the 173 questions of tests/matcher/data/questions.yml and on the asks of the sample
# catalogue, each while it was left out of its entry. Out of fold 94 % of what is answered is right, 84 % of the
# questions without an answer are not answered, 85 % of the others are, and 34 % of the asks left out; most of the rest
# find the entry among what is offered in its place (docs/decisions/0014-answers.md).
# Log odds that an entry answers: by the words of its text, by the words and by the meaning of its wordings.
TEXT, WORDS, MEANING, BIAS = 7.14, 12.18, 7.80, -7.27
# Whether the likeliest entry is right: by its log odds, and by how far they lie above those of the next.
OWN, AHEAD, FLOOR = 0.42, 0.38, 1.10
NEAR = -3.0  # log odds from which an entry is worth being asked after (did you mean)
MOST_NEAR = 3
SAID = 0.8  # share of common pairs of characters from which a question is one of the entry's own wordings
CERTAIN = 20.0  # log odds of such a question; nothing else comes near
_MARKS = re.compile(r"[\W_]")

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
    """An entry with the log odds that it answers the question."""

    offer: Offer
    odds: float


def judge(sought: Sought) -> list[Judged]:
    """Judge as its answer what ranks highest for a question and what is asked for in the likest words, likeliest first.

    Of equal ones the higher ranked comes first.
    """
    (allowed,), text = sought.masks(), sought.query.text
    asked = Asked.read(sought.index, sought.needed, allowed)
    ranked = sought.ranked([allowed, asked.nearest])
    entries = [one for one in ranked if one.kind in KINDS]
    chosen = [one for place, one in enumerate(entries) if place < LOOKED_AT or asked.nearest[one.row]]
    judged = [Judged(one.offer, _odds(one, text, asked)) for one in chosen]
    return sorted(judged, key=lambda one: -one.odds)


def _odds(one: Ranked, text: str, asked: Asked) -> float:
    said = max(_agreement(text, line) for line in asked_by(one.offer))
    if said >= SAID:
        return CERTAIN + said
    weighed = TEXT * one.value("lexical") + WORDS * asked.lexical[one.row] + MEANING * asked.dense[one.row]
    return BIAS + float(weighed)


def best_reply(judged: Sequence[Judged]) -> Judged | None:
    """Return the entry that is likeliest about the question, or None where it is not clear enough."""
    if not judged:
        return None
    best, following = judged[0], judged[1].odds if len(judged) > 1 else BIAS
    clear = OWN * best.odds + AHEAD * (best.odds - following) >= FLOOR
    return best if clear or best.odds >= CERTAIN else None


def near_replies(judged: Sequence[Judged]) -> list[Judged]:
    """Return the entries that may be meant, likeliest first."""
    return [one for one in judged if one.odds >= NEAR][:MOST_NEAR]


def _agreement(text: str, line: str) -> float:
    """Return how many pairs of characters two texts share, 0 to 1; marks do not count."""
    one, other = _pairs(text), _pairs(line)
    return 2 * len(one & other) / (len(one) + len(other))


@lru_cache(maxsize=8_192)  # the same lines are compared with every question
def _pairs(text: str) -> frozenset[str]:
    plain = _MARKS.sub("", text)
    return frozenset(plain[place : place + 2] for place in range(max(len(plain) - 1, 1)))
