"""How the answers of a catalogue are asked for: of each one its name and its ``asks``, taken together.

Together, because the wordings of one question share their words: of held-out wordings the whole of the others finds
more than the likest of them. Read from the offers whenever an index is built or loaded, as the lines of the service
types are; an updated index gets those of its new rows behind.

Source: docs/decisions/0014-answers.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING, Offer
from matcher.encoders.base import Encoder, Vectors, unit
from matcher.index.lexical import LexicalIndex

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Questions:
    """One entry for each row that answers questions; rows no longer live keep theirs until :meth:`kept`.

    :param rows: The row of each entry. ``vectors``: means of its lines; of most entries, and of those added since.
    """

    rows: NDArray[np.int32]
    vectors: tuple[Vectors, Vectors]
    lexical: LexicalIndex

    @classmethod
    def build(cls, numbered: Iterable[tuple[int, Offer]], encoder: Encoder) -> Questions:
        """Take the wordings of all offers that answer questions.

        :param numbered: Offers with their rows, ascending; those that answer none may be among them.
        """
        rows, wordings = _wordings(numbered)
        lexical = LexicalIndex.build([(line, 1.0) for line in lines] for lines in wordings)
        return cls(rows, (_means(wordings, encoder), _means([], encoder)), lexical)

    def extended(self, offers: Iterable[Offer], start: int, encoder: Encoder) -> Questions:
        """Return the questions with those of more offers behind, whose rows begin at ``start``."""
        rows, wordings = _wordings(enumerate(offers, start))
        if not wordings:
            return self
        base, tail = self.vectors
        vectors = (base, np.concatenate([tail, _means(wordings, encoder)]))
        lexical = self.lexical.extended([(line, 1.0) for line in lines] for lines in wordings)
        return Questions(np.append(self.rows, rows), vectors, lexical)

    def kept(self, rows: NDArray[np.int32]) -> Questions:
        """Return the questions without those of some rows.

        :param rows: The new number of each row, in the same order; -1 for those that go.
        """
        renumbered: NDArray[np.int32] = rows[self.rows]
        stays = renumbered >= 0
        places = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int32)
        vectors = (np.concatenate(self.vectors)[stays], self.vectors[0][:0])
        return Questions(renumbered[stays], vectors, self.lexical.kept(places))

    def likeness(self, text: str, vector: Vectors, size: int) -> tuple[Floats, Floats]:
        """Return how like each of ``size`` rows is asked for, in words and in meaning, 0 to 1; others get 0."""
        lexical, dense = np.zeros(size, np.float32), np.zeros(size, np.float32)
        lexical[self.rows] = self.lexical.search(text)
        dense[self.rows] = np.maximum(np.concatenate([part @ vector for part in self.vectors]), 0.0)
        return lexical, dense


def asked_by(offer: Offer) -> tuple[str, ...]:
    """Return the wordings that an offer answers: its name, then its asks."""
    return (offer.name, *offer.asks)


def _wordings(numbered: Iterable[tuple[int, Offer]]) -> tuple[NDArray[np.int32], list[tuple[str, ...]]]:
    answering = [(row, asked_by(offer)) for row, offer in numbered if offer.kind in ANSWERING]
    return np.array([row for row, _ in answering], np.int32), [lines for _, lines in answering]


def _means(wordings: Sequence[tuple[str, ...]], encoder: Encoder) -> Vectors:
    """Return the direction of each entry: the mean of its lines, scaled to length 1."""
    if not wordings:
        return np.zeros((0, encoder.dimension), np.float32)
    vectors = encoder.encode_document([line for lines in wordings for line in lines])
    starts = np.cumsum([0, *map(len, wordings[:-1])])
    return unit(np.add.reduceat(vectors, starts, axis=0))
