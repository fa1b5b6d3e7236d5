"""Connections shared out evenly among the processes of the service.

A connection that stays open belongs to the process that accepted it, and which one that is the system leaves to chance:
of eight clients one process may have seven, while the other core stands idle. A process that holds more than its share
therefore ends a connection with the answer it gives (``Connection: close``): the client comes again, as it would after
any other answer of this kind, and may be accepted by another process.

Source: docs/decisions/0012-speed.md
"""

from __future__ import annotations

import mmap
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn_worker import UvicornWorker

PLACES = 64  # more than there are processes, those included that start while others end
BYTES = 8
ABSENT = -1


class Tally:
    """How many connections each process holds, in memory that all of them share. Each writes only its own place."""

    def __init__(self) -> None:
        """Begin without a process; to be made before the first is forked."""
        self._counts = memoryview(mmap.mmap(-1, PLACES * BYTES)).cast("q")
        for place in range(PLACES):
            self._counts[place] = ABSENT

    def enter(self) -> int:
        """Return a free place, which is taken by that."""
        place = self._counts.tolist().index(ABSENT)
        self._counts[place] = 0
        return place

    def leave(self, place: int) -> None:
        """Give the place of a process back that is gone."""
        self._counts[place] = ABSENT

    def put(self, place: int, count: int) -> None:
        """Say how many connections a process holds."""
        self._counts[place] = count

    def share(self) -> int:
        """Return how many connections a process holds at most when all hold as many."""
        counts = [count for count in self._counts.tolist() if count != ABSENT]
        return -(-sum(counts) // max(1, len(counts)))


class Shared:
    """The connections of one process, and which of them are about to end."""

    def __init__(self, tally: Tally, place: int) -> None:
        """Count for one place of the tally."""
        self._tally, self._place = tally, place
        self._open: set[object] = set()
        self._ending: set[object] = set()

    def begin(self, connection: object) -> None:
        """Count a connection."""
        self._open.add(connection)
        self._say()

    def end(self, connection: object) -> None:
        """Count it no more."""
        self._open.discard(connection)
        self._ending.discard(connection)
        self._say()

    def gives_up(self, connection: object) -> bool:
        """Tell whether this connection is one too many.

        The others are told that it is gone when it is: its client will come again and needs a place then.
        """
        if connection not in self._ending and len(self._open) - len(self._ending) > self._tally.share():
            self._ending.add(connection)
        return connection in self._ending

    def _say(self) -> None:
        self._tally.put(self._place, len(self._open))


class SharedProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it; what is one too many is closed with its answer."""

    def __init__(self, *args: Any, shared: Shared, **kwargs: Any) -> None:
        """Take part in the count of the process."""
        super().__init__(*args, **kwargs)
        self._shared = shared

    def connection_made(self, transport: Any) -> None:
        """Count it."""
        super().connection_made(transport)
        self._shared.begin(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._shared.end(self)
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """Answer as ever, but for the last time where it is one too many."""
        super().on_headers_complete()
        if self.cycle is not None and self._shared.gives_up(self):
            self.cycle.keep_alive = False


class SharingWorker(UvicornWorker):  # type: ignore[misc]
    """A process of the service; ``app`` is what :class:`api.serve.Service` made before the fork."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take a place; this still runs in the process that forks."""
        super().__init__(*args, **kwargs)
        self.place = self.app.tally.enter()

    def run(self) -> None:
        """Serve, in the forked process."""
        self.config.http = partial(SharedProtocol, shared=Shared(self.app.tally, self.place))
        super().run()
