"""Weighted-field TF-IDF over runs of one to three characters, as an inverted file with a small tail for what is new.

Chosen over BM25 on jieba words and on character bigrams by measurement: docs/decisions/0003-exact-index.md. The tail:
docs/decisions/0011-index-life.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.index.postings import DAMPED, NOTHING, Buckets, Floats, Postings, Ranges, WeightedTexts, collect, mentions
from matcher.ngrams import hashed_grams

__all__ = ["LexicalIndex", "WeightedTexts"]
AT_ONCE = 4_000_000  # postings whose weights are computed at a time


class LexicalIndex:
    """Cosine of TF-IDF vectors; higher is better, 0 to 1.

    How rare a run is counts all rows there are, also those the catalogue has replaced since; the length of a row was
    measured when it was added. Both are exact again after :meth:`kept`.

    :param base: The postings of most rows. ``tail``: those of the rows added since, which lie behind.
    :param norms: Length of each row's TF-IDF vector.
    """

    def __init__(self, base: Postings, norms: Floats, tail: Postings = NOTHING) -> None:
        """Keep the parts; use :meth:`build` or :meth:`load`."""
        self.parts, self.norms = (base, tail), norms

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.norms)

    @property
    def size(self) -> int:
        """Return the number of texts."""
        return len(self.norms)

    @classmethod
    def build(cls, documents: Iterable[WeightedTexts]) -> LexicalIndex:
        """Index documents given as (text, weight) fields; a run in a field of weight 3 counts three times.

        :param documents: Weights are multiples of one half.
        """
        postings, size = collect(documents)
        return cls(postings, _norms(postings, size))

    def extended(self, documents: Iterable[WeightedTexts]) -> LexicalIndex:
        """Return an index with more rows behind; it shares all but the tail with this one."""
        added, count = collect(documents, len(self))
        norms = np.append(self.norms, np.ones(count, np.float32))
        larger = LexicalIndex(self.parts[0], norms, self.parts[1].joined(added))
        larger.norms[len(self) :] = _lengths(added, larger._idf(added.used), len(larger))[len(self) :]
        return larger

    def kept(self, rows: NDArray[np.int32]) -> LexicalIndex:
        """Return an index without some rows and without a tail.

        :param rows: The new number of each row, in the same order; -1 for those that go.
        """
        postings = self.parts[0].kept(rows).joined(self.parts[1].kept(rows))
        return LexicalIndex(postings, _norms(postings, int(np.count_nonzero(rows >= 0))))

    def _frequency(self, buckets: Buckets) -> NDArray[np.int64]:
        """Return in how many rows each bucket occurs."""
        return _occurring(self._ranges(buckets), len(buckets))

    def _ranges(self, buckets: Buckets) -> list[tuple[Postings, Ranges]]:
        """Return the parts that hold anything, each with where the postings of each bucket begin and end."""
        return [(part, part.ranges(buckets)) for part in self.parts if len(part)]

    def _idf(self, buckets: Buckets) -> Floats:
        return _idf(self._frequency(buckets), self.size)

    def rarity(self, buckets: Buckets) -> Floats:
        """Return how rare runs are here, 1 for unknown ones, towards 0 for those found everywhere."""
        relative: Floats = self._idf(buckets) / _idf(np.zeros(1, np.int64), self.size)
        return relative

    def search(
        self, text: str, askings: LexicalIndex | None = None, besides: tuple[str, float] | None = None
    ) -> Floats:
        """Return the score of every row for one query.

        :param askings: An index of ways of asking. What is common there ("有没有", "能不能") counts less, even though
            catalogues rarely say it. Measured on the development set nDCG@10 0.723 → 0.734, on held-out asks hit@5
            0.681 → 0.705.
        :param besides: A second text with its weight; it adds matches without making the first count less.
        """
        buckets, values = _counts_of(text)
        ranges = self._ranges(buckets)
        idf = _idf(_occurring(ranges, len(buckets)), self.size)
        norm = max(float(np.sqrt(((values * idf) ** 2).sum())), 1e-12)  # length of the text's own vector
        if besides and besides[0]:
            buckets, values = _counts([(text, 1.0), besides])
            ranges = self._ranges(buckets)
            idf = _idf(_occurring(ranges, len(buckets)), self.size)
        weights = values * idf**2 / norm
        if askings is not None:
            weights = weights * askings.rarity(buckets)
        scores = np.zeros(self.size, dtype=np.float32)
        for part, its_ranges in ranges:
            part.add(its_ranges, weights, scores)
        scores /= self.norms
        return scores

    def coverage(self, text: str, row: int | None = None) -> float:
        """Return how much of a text's runs of two and three units occur, weighted by squared rarity, 0 to 1.

        :param row: Count only what occurs in this row; None counts what occurs anywhere.
        """
        buckets, frequency, weights = self._weighed(text)
        if row is not None:
            return float(self.coverages(text, [row])[0])
        return float((weights * (frequency > 0)).sum() / weights.sum()) if len(buckets) else 0.0

    def coverages(self, text: str, rows: Sequence[int]) -> Floats:
        """Return for each row how much of a text's runs occur in it, as :meth:`coverage` does."""
        buckets, _, weights = self._weighed(text)
        if not len(buckets) or not len(rows):
            return np.zeros(len(rows), np.float32)
        held = np.zeros((len(rows), len(buckets)), dtype=bool)
        for part, ranges in self._ranges(buckets):
            held |= part.hold(ranges, np.asarray(rows, np.int32))
        shares: Floats = (held @ weights / weights.sum()).astype(np.float32)
        return shares

    def _weighed(self, text: str) -> tuple[Buckets, NDArray[np.int64], Floats]:
        """Return a text's runs of two and three units, in how many rows each occurs, and what each counts."""
        buckets = _longer_runs(text)
        frequency = self._frequency(buckets)
        return buckets, frequency, _idf(frequency, self.size) ** 2

    def save(self, folder: Path) -> None:
        """Write the arrays of an index without a tail to a folder."""
        self.parts[0].save(folder)
        np.save(folder / "norms.npy", self.norms)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what :meth:`save` wrote."""
        return cls(Postings.load(folder), np.load(folder / "norms.npy"))


def _norms(postings: Postings, size: int) -> Floats:
    """Return the length of every row's TF-IDF vector."""
    return _lengths(postings, _idf(np.diff(postings.starts), size), size)


def _lengths(postings: Postings, idf: Floats, size: int) -> Floats:
    """Return the lengths of rows given the idf of each bucket used; 1 for rows without postings."""
    squares = np.zeros(size, dtype=np.float64)
    steps = np.searchsorted(postings.starts, np.arange(0, max(1, len(postings)), AT_ONCE))
    for first, last in zip(steps, np.append(steps[1:], len(postings.used)), strict=True):
        begin, end = postings.starts[first], postings.starts[last]
        weights = np.repeat(idf[first:last], np.diff(postings.starts[first : last + 1]))
        values = (weights * DAMPED[postings.halves[begin:end]]) ** 2
        squares += np.bincount(postings.rows[begin:end], values, minlength=size)
    lengths: Floats = np.sqrt(squares).astype(np.float32)
    lengths[lengths <= 0] = 1.0
    return lengths


def _occurring(ranges: Iterable[tuple[Postings, Ranges]], count: int) -> NDArray[np.int64]:
    """Return in how many rows each of ``count`` buckets occurs, all parts together."""
    found = np.zeros(count, np.int64)
    for _, (begin, end) in ranges:
        found += end - begin
    return found


def _idf(frequency: NDArray[np.int64], size: int) -> Floats:
    """Smoothed so that a run found everywhere keeps a little weight, and an unknown one the most."""
    idf: Floats = (np.log((1.0 + size) / (1.0 + frequency)) + 1.0).astype(np.float32)
    return idf


@lru_cache(maxsize=256)
def _counts_of(text: str) -> tuple[Buckets, Floats]:
    """Return the runs of one text; a need is compared with the service types, their wordings and the catalogue."""
    buckets, counts = _counts([(text, 1.0)])
    buckets.flags.writeable = counts.flags.writeable = False
    return buckets, counts


@lru_cache(maxsize=256)
def _longer_runs(text: str) -> Buckets:
    """Return the distinct runs of two and three units."""
    buckets = np.unique(hashed_grams(text, shortest=2)).astype(np.int32)
    buckets.flags.writeable = False
    return buckets


def _counts(fields: WeightedTexts) -> tuple[Buckets, Floats]:
    """Sum the weighted runs of all fields and damp repetitions by 1 + log."""
    buckets, sums = mentions(fields)
    damped = np.where(sums > 1, 1.0 + np.log(np.maximum(sums, 1.0)), sums)
    return buckets, damped.astype(np.float32)
