"""One lock a conversation, among all processes of the machine, so that its messages are answered in order."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import WeakValueDictionary

LOOK_SECONDS = 0.02  # how often one asks whether another process is done with the conversation
PLACES = 2**60


class TurnLocks:
    """Conversations do not hold up one another.

    Inside a process a lock of the event loop, among processes the lock of one byte of a file: nothing to clean up, and
    the system gives it back when a process dies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner, self._file = 0, -1
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the conversation."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            place = int.from_bytes(hashlib.sha256(conversation_id.encode()).digest()[:8]) % PLACES
            file = self._opened()
            while not _taken(file, place):
                await asyncio.sleep(LOOK_SECONDS)
            try:
                yield
            finally:
                fcntl.lockf(file, fcntl.LOCK_UN, 1, place)

    def _opened(self) -> int:
        """Return the file, opened once a process: closing any descriptor of it would give all locks back."""
        if self._owner != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file, self._owner = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), os.getpid()
        return self._file


def _taken(file: int, place: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except (BlockingIOError, PermissionError):  # POSIX allows either
        return False
    return True
