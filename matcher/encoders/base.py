"""The contract every encoder keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors; queries and documents may be treated differently."""

    @property
    def version(self) -> str:
        """Name and content hash; two encoders with the same version give the same vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors, shape (len(texts), dimension); a text without known tokens gives zeros."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return float32 unit vectors for catalogue texts, same shape."""
        ...


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """Scale rows to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled
