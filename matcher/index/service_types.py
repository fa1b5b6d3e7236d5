"""Which service types a text belongs to, by its nearest wordings among all asks, aliases and definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder, Vectors
from matcher.index.lexical import LexicalIndex

Floats = NDArray[np.float32]

LEXICAL_SHARE = 0.5
NEAREST_LINES = 3  # a type's score is the mean of its best lines, so that one freak sentence does not decide
SHARPNESS = 14.0


class ServiceTypeIndex:
    """Scores texts against every service type.

    :param types: In a fixed order; column ``j`` of every result belongs to ``types[j]``.
    :param encoder: Gives the dense half of the score.
    """

    def __init__(self, types: Iterable[ServiceType], encoder: Encoder) -> None:
        """Encode and index every wording of every type."""
        self.types: tuple[ServiceType, ...] = tuple(types)
        self.places = {kind.code: place for place, kind in enumerate(self.types)}
        lines = [(place, line) for place, kind in enumerate(self.types) for line in wordings(kind)]
        self._owner = np.array([place for place, _ in lines], dtype=np.int64)
        self._starts = np.searchsorted(self._owner, np.arange(len(self.types)))
        self._lexical = LexicalIndex.build([[(line, 1.0)] for _, line in lines])
        self._vectors = encoder.encode_document([line for _, line in lines])
        self._encoder = encoder

    def __len__(self) -> int:
        """Return the number of types."""
        return len(self.types)

    def scores(self, text: str, vector: Vectors | None = None) -> Floats:
        """Return the similarity of one text to every type, 0 to 1; higher is better.

        :param vector: The text's query vector, when the caller has it already.
        """
        if not self.types:
            return np.empty(0, np.float32)
        query = self._encoder.encode_query([text])[0] if vector is None else vector
        dense = np.maximum(self._vectors @ query, 0.0)
        lines = LEXICAL_SHARE * self._lexical.search(text) + (1 - LEXICAL_SHARE) * dense
        return self._best_lines(lines)

    def _best_lines(self, lines: Floats) -> Floats:
        """Mean of the best ``NEAREST_LINES`` of each type, the first counting half."""
        ends = np.append(self._starts[1:], len(lines))
        best = np.zeros(len(self.types), dtype=np.float32)
        for place, (begin, end) in enumerate(zip(self._starts, ends, strict=True)):
            top = np.sort(lines[begin:end])[::-1][:NEAREST_LINES]
            best[place] = 0.5 * top[0] + 0.5 * top.mean()
        return best


def shares(scores: Floats, sharpness: float = SHARPNESS) -> Floats:
    """Turn similarities into shares that sum to at most 1; a text that resembles nothing keeps a large rest.

    The rest belongs to "none of them", which stands in the sum as one more type of a middling similarity.
    """
    none = 0.25
    powers = np.exp(sharpness * (scores - none))
    result: Floats = (powers / (powers.sum() + 1.0)).astype(np.float32)
    return result


def wordings(kind: ServiceType) -> Sequence[str]:
    """Return every line by which a type may be recognised."""
    return (kind.name, f"{kind.name}：{kind.definition}", *kind.aliases, *kind.asks)
