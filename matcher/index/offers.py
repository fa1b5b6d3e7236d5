"""The offers of an index in its order: in memory while it is built, read on demand from the saved index after."""

from __future__ import annotations

import json
import mmap
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Offer
from knowledge.trusted import read_trusted

KEPT = 4_096  # offers of a saved index that stay in memory, the last ones read


class Offers(Sequence[Offer]):
    """Offers by row; read-only."""

    @abstractmethod
    def at(self, row: int) -> Offer:
        """Return the offer of a row, counted from 0."""

    @overload
    def __getitem__(self, row: int) -> Offer: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Offer]: ...
    def __getitem__(self, row: int | slice) -> Offer | Sequence[Offer]:
        """Return one offer, or several."""
        found = range(len(self))[row]
        return self.at(found) if isinstance(found, int) else [self.at(one) for one in found]

    def __iter__(self) -> Iterator[Offer]:
        """Return all offers in order."""
        return map(self.at, range(len(self)))

    def may_hold(self, row: int, word: str) -> bool:
        """Tell whether any field of an offer may hold a word; False is certain, and cheaper than to read the offer."""
        return True


class ListedOffers(Offers):
    """Offers in memory."""

    def __init__(self, offers: Iterable[Offer]) -> None:
        """Keep the offers."""
        self._offers = tuple(offers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._offers)

    def at(self, row: int) -> Offer:
        """Return the offer of a row."""
        return self._offers[row]


class SavedOffers(Offers):
    """Offers in a file that this program wrote, one line each; what forked processes read of it they share."""

    def __init__(self, path: Path, starts: NDArray[np.int64]) -> None:
        """Map the file into memory.

        :param starts: Where each line begins, and the end of the last.
        """
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if len(starts) > 1 else b""
        self._starts = starts
        self._kept = lru_cache(KEPT)(partial(_read, self._lines, starts))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._starts) - 1

    def at(self, row: int) -> Offer:
        """Return the offer of a row, from memory if it was read lately."""
        return self._kept(row)

    def __iter__(self) -> Iterator[Offer]:
        """Return all offers in order; those kept in memory stay those that were asked for."""
        return (_read(self._lines, self._starts, row) for row in range(len(self)))

    def may_hold(self, row: int, word: str) -> bool:
        """Search the line for the word as JSON spells it."""
        return self._lines.find(_spelt(word), self._starts[row], self._starts[row + 1]) >= 0


class TailedOffers(Offers):
    """Offers with new ones behind."""

    def __init__(self, base: Offers, tail: tuple[Offer, ...]) -> None:
        """Put the offers of ``tail`` behind those of ``base``."""
        self.base, self.tail = base, tail

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.base) + len(self.tail)

    def at(self, row: int) -> Offer:
        """Return the offer of a row."""
        return self.base.at(row) if row < len(self.base) else self.tail[row - len(self.base)]

    def may_hold(self, row: int, word: str) -> bool:
        """Ask the base."""
        return row >= len(self.base) or self.base.may_hold(row, word)


class ChosenOffers(Offers):
    """Some of other offers."""

    def __init__(self, source: Offers, rows: NDArray[np.int64]) -> None:
        """Keep the rows of ``source`` that are meant, in order."""
        self._source, self._rows = source, rows

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    def at(self, row: int) -> Offer:
        """Return the offer of a row."""
        return self._source.at(int(self._rows[row]))

    def may_hold(self, row: int, word: str) -> bool:
        """Ask the source."""
        return self._source.may_hold(int(self._rows[row]), word)


def extended(offers: Offers, new: tuple[Offer, ...]) -> TailedOffers:
    """Return the offers with more behind."""
    if isinstance(offers, TailedOffers):
        return TailedOffers(offers.base, offers.tail + new)
    return TailedOffers(offers, new)


def _read(lines: mmap.mmap | bytes, starts: NDArray[np.int64], row: int) -> Offer:
    return read_trusted(lines[starts[row] : starts[row + 1]].decode())


@lru_cache(maxsize=64)
def _spelt(word: str) -> bytes:
    return json.dumps(word, ensure_ascii=False)[1:-1].encode(errors="surrogatepass")
