"""Which service types a text belongs to, by its nearest wordings among all asks, aliases and definitions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder, Vectors, unit
from matcher.index.lexical import LexicalIndex
from matcher.index.lines import Lines
from matcher.trade import sentences

Floats = NDArray[np.float32]

# Chosen on 457 held-out asks and 190 lines from outside: shares of 0.3 / 0.5 / 1.0 give the right type first in 0.37
# / 0.35 / 0.31 and among five in 0.64 / 0.63 / 0.57.
LEXICAL_SHARE = 0.3
# A type is also the mean of all its lines. On 800 held-out asks a share of 0 / 0.5 / 0.7 gives a log loss of 2.36 /
# 2.34 / 2.34 at its best and the right type first in 0.427 / 0.432 / 0.431; with the encoder before this one in 0.389
# / 0.415 / 0.416. At 0.5 and sharpness 18 it is 2.376 at "none" 0.40 and 2.345 at 0.35, which however leaves a third
# of the shares to the types for a text that resembles nothing; the ranking is the same.
CENTRE_SHARE = 0.5
NEAREST_LINES = 3  # a type's score is the mean of its best lines, so that one freak sentence does not decide
SHARPNESS = 18.0
NONE = 0.40


class ServiceTypeIndex:
    """Scores texts against every service type, and against "none of them".

    :param types: In a fixed order; column ``j`` of every result belongs to ``types[j]``.
    :param encoder: Gives the dense part of the score.
    :param outside: Lines that belong to no type; the last column is the likeness to them.
    :param vectors: What :meth:`vectors` gave for the same types, lines and encoder, so that nothing is encoded: a
        transformer takes minutes for these lines.
    """

    def __init__(
        self,
        types: Iterable[ServiceType],
        encoder: Encoder,
        outside: Iterable[str] = (),
        vectors: Vectors | None = None,
    ) -> None:
        """Encode and index every wording of every type."""
        self.types: tuple[ServiceType, ...] = tuple(types)
        self.outside: tuple[str, ...] = tuple(outside)
        self.places = {kind.code: place for place, kind in enumerate(self.types)}
        lines = [(place, line) for place, kind in enumerate(self.types) for line in wordings(kind)]
        lines += [(len(self.types), line) for line in self.outside]
        self._grid = _grid([place for place, _ in lines if place < len(self.types)], len(self.types), len(lines))
        self._lexical = LexicalIndex.build([(line, 1.0)] for _, line in lines)
        self.asked = LexicalIndex.build([(line, 1.0)] for place, line in lines if place < len(self.types))
        vectors = encoder.encode_document([line for _, line in lines]) if vectors is None else vectors
        self._lines = Lines(vectors)
        self._centres = _centres(vectors, [place for place, _ in lines], len(self.types) + 1)
        self._encoder = encoder
        self.digest = digest_of(self.types, self.outside)

    def __len__(self) -> int:
        """Return the number of types."""
        return len(self.types)

    def vectors(self) -> Vectors:
        """Return the vectors of all wordings, then of the lines from outside, to be given to an index of the same."""
        return self._lines.vectors()

    def scores(self, text: str, vector: Vectors | None = None) -> Floats:
        """Return the similarity of one text to every type, 0 to 1; higher is better; the last entry is "none of them".

        :param vector: The text's query vector, when the caller has it already.
        """
        vectors = self._encoder.encode_query([text]) if vector is None else vector[None, :]
        first: Floats = self.scores_of([text], vectors)[0]
        return first

    def scores_of(self, texts: Sequence[str], vectors: Vectors) -> Floats:
        """Return the scores of several texts, one row each."""
        if not self.types and not self.outside:
            return np.zeros((len(texts), 1), np.float32)
        lines = np.maximum(self._lines.products(vectors), 0.0)
        lines *= 1 - LEXICAL_SHARE
        for row, text in zip(lines, texts, strict=True):
            row += LEXICAL_SHARE * self._lexical.search(text)
        near = self._best_lines(lines)
        whole = np.maximum(vectors @ self._centres.T, 0.0)
        mixed: Floats = ((1 - CENTRE_SHARE) * near + CENTRE_SHARE * whole).astype(np.float32)
        return mixed

    def known_share(self, text: str) -> float:
        """Return how much of a text, weighted by rarity, occurs in the wordings of the types, 0 to 1."""
        return self.asked.coverage(text)

    def _best_lines(self, lines: Floats) -> Floats:
        """Mean of the best ``NEAREST_LINES`` of each type and of the outside, the first counting half."""
        missing = np.full((len(lines), NEAREST_LINES), -1.0, np.float32)
        padded = np.concatenate([lines, missing], axis=1)
        outside = _nearest(padded[:, lines.shape[1] - len(self.outside) :])
        top = np.concatenate([_nearest(padded.take(self._grid, axis=1)), outside[:, None, :]], axis=1)
        found = top > -1.0
        mean = np.where(found, top, 0.0).sum(axis=2) / np.maximum(found.sum(axis=2), 1)
        best: Floats = (0.5 * np.maximum(top.max(axis=2), 0.0) + 0.5 * mean).astype(np.float32)
        return best


def digest_of(types: tuple[ServiceType, ...], outside: tuple[str, ...]) -> str:
    """Return what is the same for the same types and lines."""
    return hashlib.sha256(repr((types, outside)).encode()).hexdigest()


def _nearest(likenesses: Floats) -> Floats:
    """Return the ``NEAREST_LINES`` highest along the last axis, in no order."""
    top: Floats = np.partition(likenesses, -NEAREST_LINES, axis=-1)[..., -NEAREST_LINES:]
    return top


def _grid(owners: Sequence[int], count: int, missing: int) -> NDArray[np.int64]:
    """Return the line numbers of each type in a row, filled up with the number ``missing``."""
    sizes = np.bincount(np.array(owners, dtype=np.int64), minlength=count)
    grid = np.full((count, max(NEAREST_LINES, int(sizes.max(initial=0)))), missing, dtype=np.int64)
    for place in range(count):
        grid[place, : sizes[place]] = np.arange(sizes[:place].sum(), sizes[: place + 1].sum())
    return grid


def _centres(vectors: Vectors, owners: Sequence[int], count: int) -> Vectors:
    """Return the direction of each type: the mean of all its lines, scaled to length 1."""
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, np.array(owners, dtype=np.int64), vectors)
    return unit(sums)


def shares(scores: Floats, sharpness: float = SHARPNESS) -> Floats:
    """Turn similarities into one share a type; they sum to at most 1.

    The rest belongs to "none of them": the last similarity, or the constant ``NONE`` where a text resembles nothing
    at all.
    """
    powers = np.exp(sharpness * (scores - NONE))
    result: Floats = (powers[:-1] / (powers.sum() + 1.0)).astype(np.float32)
    return result


def wordings(kind: ServiceType) -> Sequence[str]:
    """Return every line by which a type may be recognised, with the look-alikes that in truth belong to it."""
    return (kind.name, f"{kind.name}：{kind.definition}", *kind.aliases, *kind.asks, *sentences(kind.code))
