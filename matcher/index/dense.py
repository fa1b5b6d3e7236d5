"""Exact inner-product search by FAISS, filtered before the search so that a filter never loses a match.

Source: docs/decisions/0003-exact-index.md
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np

from matcher.encoders.base import Vectors
from matcher.errors import DimensionMismatch, LengthMismatch
from matcher.index.brute import Mask, Rows

faiss: Any = _faiss  # its stubs do not know the keyword arguments that its wrappers take

# Below this share of allowed rows a list of row numbers is scanned faster than a bitmap over all rows.
BATCH_SHARE = 0.05


class DenseIndex:
    """FAISS ``IndexFlatIP`` with a pre-filter; scores higher is better; ties broken by row number."""

    def __init__(self, vectors: Vectors) -> None:
        """Copy the vectors into FAISS, one row an offer."""
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        self._index: Any = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """Return all rows without copying them."""
        rows: Vectors = np.asarray(_View(self._index))
        return rows

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
        allowed = len(self) if mask is None else int(np.count_nonzero(mask))
        k = min(k, allowed)
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector, _kept_alive = _selector(mask, allowed)
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)
        scores, rows = self._index.search(np.ascontiguousarray(query[None, :], np.float32), k, params=parameters)
        order = np.lexsort((rows[0], -scores[0]))
        return rows[0][order], scores[0][order]

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Read what :meth:`save` wrote."""
        loaded = cls.__new__(cls)
        loaded._index = faiss.read_index(str(path))
        return loaded


class _View:
    """Lends FAISS's own memory to numpy and keeps the index alive as long as any array looks into it."""

    def __init__(self, index: Any) -> None:
        self.index = index
        flat = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d) if index.ntotal else np.empty(0, np.float32)
        self.__array_interface__ = {**flat.__array_interface__, "shape": (int(index.ntotal), int(index.d))}
        self.empty = flat if not index.ntotal else None


def _selector(mask: Mask | None, allowed: int) -> tuple[Any, Any]:
    """Return a FAISS selector and the array it points into, which must outlive the search."""
    if mask is None or allowed == len(mask):
        return None, None
    if allowed < BATCH_SHARE * len(mask):
        rows = np.flatnonzero(mask).astype(np.int64)
        return faiss.IDSelectorBatch(rows), rows
    bits = np.packbits(mask, bitorder="little")
    return faiss.IDSelectorBitmap(bits), bits
