"""Which entry of the catalogue answers a question about policy or procedure, if one clearly does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING, Offer
from matcher.index.brute import Mask
from matcher.index.build import CatalogueIndex
from matcher.index.questions import asked_by
from matcher.search.rank import Ranked
from matcher.search.understand import Needed
from matcher.search.words import shared_words

KINDS = ANSWERING
LOOKED_AT = 20

WEIGHTS = (19.63, 5.59, -0.31, -3.04, 5.07, 0.0, 0.0)
BIAS = -6.53
FLOOR = 0.0
NEAR = -3.0  # log odds from which an entry is worth being asked after (did you mean)
MOST_NEAR = 3

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """How like each row of an index is asked for: its name or the likest of its asks.

    :param nearest: The rows that are likest, in words or in meaning.
    """

    lexical: Floats
    dense: Floats
    nearest: Mask

    @classmethod
    def read(cls, index: CatalogueIndex, needed: Needed, allowed: Mask) -> Asked:
        """Compare a question with every line, and choose among the allowed rows."""
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


def judge(ranked: Sequence[Ranked], text: str, index: CatalogueIndex, asked: Asked) -> list[Judged]:
    """Judge the entries that may answer a question, likeliest first; of equal ones the higher ranked."""
    entries = [one for one in ranked if one.offer.kind in KINDS]
    chosen = [one for place, one in enumerate(entries) if place < LOOKED_AT or asked.nearest[one.row]]
    judged = [
        Judged(one.offer, BIAS + sum(w * f for w, f in zip(WEIGHTS, features(one, text, index, asked), strict=True)))
        for one in chosen
    ]
    return sorted(judged, key=lambda one: -one.odds)


def features(one: Ranked, text: str, index: CatalogueIndex, asked: Asked) -> tuple[float, ...]:
    """Return what the judge weighs, in the order of ``WEIGHTS``."""
    offer = one.offer
    return (
        one.scores["lexical"],
        one.scores["dense"],
        index.lexical.coverage(text, one.row),
        _share(text, f"{offer.name}。{offer.text}。{offer.benefit}"),
        max(_share(text, line) for line in asked_by(offer)),
        float(asked.lexical[one.row]),
        float(asked.dense[one.row]),
    )


def best_reply(judged: Sequence[Judged]) -> Judged | None:
    """Return the entry that is likeliest about the question, or None where none reaches the floor."""
    return judged[0] if judged and judged[0].odds >= FLOOR else None


def near_replies(judged: Sequence[Judged]) -> list[Judged]:
    """Return the entries that may be meant where none reaches the floor, likeliest first."""
    return [one for one in judged if one.odds >= NEAR][:MOST_NEAR]


def _share(text: str, entry: str) -> float:
    """Return how much of the question is trade words that the entry holds, 0 to 1."""
    return sum(map(len, shared_words(text, entry))) / max(len(text), 1)
