"""An encoder whose vectors a reader can see, and offers in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from knowledge.catalogue import Offer, parse_offer
from matcher.encoders.base import Vectors, unit
from matcher.index.build import build
from matcher.search.ranked import Ranked, Scoreboard


class FakeEncoder:
    """Gives the vector of the first known word that a text contains; zeros for anything else."""

    def __init__(self, vectors: Mapping[str, Sequence[float]], dimension: int = 2, version: str = "fake@1") -> None:
        self.vectors, self._dimension, self._version = vectors, dimension, version
        self.encoded: list[str] = []

    @property
    def version(self) -> str:
        return self._version

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        rows = [next((v for word, v in self.vectors.items() if word in t), [0.0] * self._dimension) for t in texts]
        return unit(np.array(rows, dtype=np.float32).reshape(len(texts), self._dimension))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        return self.encode_query(texts)


def offer(id: str, name: str, kind: str = "service", **fields: Any) -> Offer:  # noqa: A002
    return parse_offer({"id": id, "kind": kind, "name": name, "provider": "", "text": "", **fields})


def ranked(*rows: tuple[Offer, float]) -> list[Ranked]:
    """Return candidates with nothing but a final score, in the order given."""
    index = build([one for one, _ in rows], FakeEncoder({}), [])
    board = Scoreboard(index)
    return [Ranked(board, at, index.rows[one.id], one.id, one.kind, score) for at, (one, score) in enumerate(rows)]
