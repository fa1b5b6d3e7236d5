"""Exact search in plain numpy: the reference the other engines are tested against."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.encoders.base import Vectors
from matcher.errors import DimensionMismatch, LengthMismatch

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


class BruteIndex:
    """Inner product over all rows; higher is better; ties broken by row number."""

    def __init__(self, vectors: Vectors) -> None:
        """Keep the vectors, one row an offer."""
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return int(self._vectors.shape[1])

    def vectors(self) -> Vectors:
        """Return all rows."""
        return self._vectors

    def take(self, rows: Rows) -> Vectors:
        """Return some rows."""
        taken: Vectors = self._vectors.take(rows, axis=0)
        return taken

    def search(self, query: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
        """Return the rows and scores of the k best allowed rows, best first.

        :param query: One vector, shape (dimension,).
        :param k: Rows wanted; capped at the number of allowed rows.
        :param mask: True for rows that may be returned; None allows all.
        :raises DimensionMismatch: If query and index differ in size.
        """
        if query.shape != (self.dimension,):
            raise DimensionMismatch(self.dimension, int(query.shape[-1]))
        if mask is not None and len(mask) != len(self):
            raise LengthMismatch("mask", len(self), len(mask))
        allowed = self._allowed(query, k, mask)
        compared = self._vectors if len(allowed) == len(self) else self.take(allowed)
        scores = compared @ query
        order = best(scores, k)
        return allowed[order].astype(np.int64), scores[order].astype(np.float32)

    def _allowed(self, query: Vectors, k: int, mask: Mask | None) -> Rows:
        """Return the rows to be compared, ascending."""
        return np.arange(len(self)) if mask is None else np.flatnonzero(mask)

    def save(self, path: Path) -> None:
        """Write the vectors as ``.npy``."""
        with path.open("wb") as file:
            np.save(file, self._vectors)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Map what :meth:`save` wrote into memory."""
        return cls(np.asarray(np.load(path, mmap_mode="r")))


def best(scores: Vectors, k: int) -> Rows:
    """Return the places of the k highest, best first; of equal ones the first."""
    if not 0 < k < len(scores):
        return np.argsort(-scores, kind="stable")[: max(k, 0)]
    reached = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
    return reached[np.argsort(-scores[reached], kind="stable")][:k]
