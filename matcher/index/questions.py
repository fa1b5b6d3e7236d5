"""The wordings by which an answer of the catalogue is asked for: its name and its ``asks``, each a line of its own.

Read from the offers whenever an index is built or loaded, as the lines of the service types are; an updated index gets
the lines of its new rows behind.

Source: docs/decisions/0014-answers.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING, Offer
from matcher.encoders.base import Encoder, Vectors
from matcher.index.lexical import LexicalIndex

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Questions:
    """Lines with the row each belongs to; rows that are no longer live keep theirs until :meth:`kept`.

    :param vectors: Of most lines, and of those added since.
    """

    owners: NDArray[np.int32]
    vectors: tuple[Vectors, Vectors]
    lexical: LexicalIndex

    @classmethod
    def build(cls, offers: Iterable[Offer], encoder: Encoder) -> Questions:
        """Take the lines of all offers that answer questions."""
        owners, lines = _lines(offers, 0)
        lexical = LexicalIndex.build([(line, 1.0)] for line in lines)
        return cls(owners, (_encode(lines, encoder), _encode([], encoder)), lexical)

    def extended(self, offers: Iterable[Offer], start: int, encoder: Encoder) -> Questions:
        """Return the questions with those of more offers behind, whose rows begin at ``start``."""
        owners, lines = _lines(offers, start)
        if not lines:
            return self
        base, tail = self.vectors
        vectors = (base, np.concatenate([tail, _encode(lines, encoder)]))
        lexical = self.lexical.extended([(line, 1.0)] for line in lines)
        return Questions(np.append(self.owners, owners), vectors, lexical)

    def kept(self, rows: NDArray[np.int32]) -> Questions:
        """Return the questions without those of some rows.

        :param rows: The new number of each row, in the same order; -1 for those that go.
        """
        owners = rows[self.owners]
        stays = owners >= 0
        numbers = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int32)
        vectors = (np.concatenate(self.vectors)[stays], self.vectors[0][:0])
        return Questions(owners[stays], vectors, self.lexical.kept(numbers))

    def likeness(self, text: str, vector: Vectors, size: int) -> tuple[Floats, Floats]:
        """Return how like each of ``size`` rows is asked for, in words and in meaning: its best line counts, 0 to 1."""
        dense = np.concatenate([part @ vector for part in self.vectors])
        return self._best(self.lexical.search(text), size), self._best(dense, size)

    def _best(self, scores: Floats, size: int) -> Floats:
        best = np.zeros(size, np.float32)
        np.maximum.at(best, self.owners, scores)
        return best


def asked_by(offer: Offer) -> tuple[str, ...]:
    """Return the lines of an offer: its name, then its asks."""
    return (offer.name, *offer.asks)


def _lines(offers: Iterable[Offer], start: int) -> tuple[NDArray[np.int32], list[str]]:
    answering = [(row, offer) for row, offer in enumerate(offers, start) if offer.kind in ANSWERING]
    lines = [(row, line) for row, offer in answering for line in asked_by(offer)]
    return np.array([row for row, _ in lines], np.int32), [line for _, line in lines]


def _encode(lines: Sequence[str], encoder: Encoder) -> Vectors:
    return encoder.encode_document(lines) if lines else np.zeros((0, encoder.dimension), np.float32)
