"""What a topic's entries lead to, and how a handler says that now is not the time or never will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session


@dataclass(frozen=True)
class Work:
    """One entry in hand.

    :param key: The same at every attempt: what is done outside goes by it, so that doing it twice is doing it once.
    :param again: Whether an earlier attempt may have done a part.
    """

    id: int
    topic: str
    key: str
    payload: Mapping[str, Any]
    attempts: int

    @property
    def again(self) -> bool:
        """Tell whether this is not the first attempt."""
        return self.attempts > 1


Record = Callable[[Session, Work, Any], None]


@dataclass(frozen=True)
class Handler:
    """What is done with the entries of one topic; both steps may come again after a crash.

    :param record: Writes rows, in the very commit that marks the entry done: it takes effect exactly once.
    :param perform: Acts outside the database, before ``record``, which is given what it returns.
    :param give_up: Writes rows when the entry is given up, in the commit that says so.
    """

    record: Record
    perform: Callable[[Work], Any] | None = None
    give_up: Callable[[Session, Work, str], None] | None = None


Handlers = Mapping[str, Handler]


class Postponed(Exception):  # noqa: N818 - no error: nothing was tried
    """Now is not the time; the entry waits without counting as tried."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until = until


class HopelessError(Exception):
    """Trying again would change nothing: the entry is given up at once."""
