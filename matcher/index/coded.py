"""A column of repeated values: each distinct value once, and a number an offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Value = TypeVar("Value", str, tuple[str, ...])


@dataclass(frozen=True)
class Coded(Generic[Value]):
    """Values in index order.

    :param codes: The place of each offer's value in ``values``, which are distinct.
    """

    codes: NDArray[np.int32]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, values: Iterable[Value]) -> Coded[Value]:
        """Return a column that numbers values in the order in which they first occur."""
        numbers: dict[Value, int] = {}
        codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int32)
        return cls(codes, tuple(numbers))

    def at(self, row: int) -> Value:
        """Return the value of one row."""
        found: Value = self.values[self.codes[row]]
        return found

    def is_value(self, value: Value) -> Mask:
        """Return True where the value is this one."""
        same: Mask = self.codes == (self.values.index(value) if value in self.values else -1)
        return same

    def where(self, accepts: Callable[[Value], bool]) -> Mask:
        """Return True where the value is accepted; each distinct one is judged once."""
        verdicts = np.array([accepts(value) for value in self.values], dtype=bool)
        return verdicts[self.codes]

    def judged(self, rows: Rows, judge: Callable[[Value], float]) -> NDArray[np.float64]:
        """Return what a judge says of some rows; each distinct value among them is judged once."""
        codes = self.codes[rows].tolist()
        verdicts = {code: judge(self.values[code]) for code in set(codes)}
        return np.array([verdicts[code] for code in codes], dtype=np.float64)

    def extended(self, later: Coded[Value]) -> Coded[Value]:
        """Return the column with more rows behind."""
        numbers = {value: number for number, value in enumerate(self.values)}
        moved = np.array([numbers.setdefault(value, len(numbers)) for value in later.values], dtype=np.int32)
        return Coded(np.append(self.codes, moved[later.codes]).astype(np.int32), tuple(numbers))

    def kept(self, rows: Mask) -> Coded[Value]:
        """Return the column of some rows, without the values that only others had."""
        used, codes = np.unique(self.codes[rows], return_inverse=True)
        return Coded(codes.astype(np.int32), tuple(self.values[code] for code in used.tolist()))
