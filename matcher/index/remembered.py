"""What was computed of the columns before: need after need asks for the same day, the same kinds and regions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Value = TypeVar("Value")
MASKS = 32  # 3 MB at 100,000 offers
DAYS = 4
TITLES = 16_384


class Kept(Generic[Value]):
    """Values by key, shared by all threads that ask; when there are too many all are forgotten."""

    def __init__(self, most: int) -> None:
        """Keep up to ``most`` values."""
        self._values: dict[Hashable, Value] = {}
        self._most = most

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value of a key; it is computed where it is not kept."""
        found = self._values.get(key)
        if found is None:
            found = compute()
            if len(self._values) >= self._most:
                self._values.clear()
            self._values[key] = found
        return found


@dataclass(frozen=True)
class Remembered:
    """What is kept of one catalogue.

    :param masks: Rows that pass a filter. ``ended``: rows of policies that are over, by day. ``titles``: how a row is
        named, as it is compared with what people say.
    """

    masks: Kept[Mask] = field(default_factory=lambda: Kept(MASKS))
    ended: Kept[NDArray[np.int64]] = field(default_factory=lambda: Kept(DAYS))
    titles: Kept[tuple[str, str]] = field(default_factory=lambda: Kept(TITLES))
