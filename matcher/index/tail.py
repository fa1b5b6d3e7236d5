"""A large dense index with a small block of new rows behind it, searched as one."""

from __future__ import annotations

import numpy as np

from matcher.encoders.base import Vectors
from matcher.errors import LengthMismatch
from matcher.index.brute import BruteIndex, Mask, Rows
from matcher.index.dense import DenseIndex


class TailedDense:
    """Same contract as :class:`matcher.index.dense.DenseIndex`; the base is shared with the index it came from."""

    def __init__(self, base: DenseIndex, tail: Vectors) -> None:
        """Put the rows of ``tail`` behind those of ``base``."""
        self.base, self.tail = base, BruteIndex(tail)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.base) + len(self.tail)

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return self.base.dimension

    def vectors(self) -> Vectors:
        """Return a copy of all rows."""
        return np.concatenate([self.base.vectors(), self.tail.vectors()])

    def take(self, rows: Rows) -> Vectors:
        """Return some rows."""
        behind = rows >= len(self.base)
        taken = np.empty((len(rows), self.dimension), np.float32)
        taken[~behind] = self.base.take(rows[~behind])
        taken[behind] = self.tail.vectors()[rows[behind] - len(self.base)]
        return taken

    def search(self, query: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
        """Return the rows and scores of the k best allowed rows, best first.

        :raises LengthMismatch: If the mask has not one entry a row.
        """
        if mask is not None and len(mask) != len(self):
            raise LengthMismatch("mask", len(self), len(mask))
        size = len(self.base)
        rows, scores = self.base.search(query, k, None if mask is None else mask[:size])
        behind, more = self.tail.search(query, k, None if mask is None else mask[size:])
        rows, scores = np.append(rows, behind + size), np.append(scores, more)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]


def extended(dense: DenseIndex | TailedDense, rows: Vectors) -> TailedDense:
    """Return an index with more rows behind."""
    if isinstance(dense, TailedDense):
        return TailedDense(dense.base, np.concatenate([dense.tail.vectors(), rows]))
    return TailedDense(dense, rows)
