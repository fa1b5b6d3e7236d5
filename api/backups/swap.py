"""Putting files in the place of others, all or none; what was there is kept aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Swap:
    """Replaces files of one folder; a file is the old or the new one at every moment, also when the machine goes down.

    :param home: The folder whose files are replaced.
    :param aside: Another folder on the same disk; made when the first file goes there.
    """

    def __init__(self, home: Path, aside: Path) -> None:
        self._home, self.aside = home, aside
        self._done: list[tuple[Path, Path | None]] = []

    def put(self, fresh: Path, name: str) -> None:
        """Put a file of the same disk in the place of what has its name."""
        place = self._home / name
        place.parent.mkdir(parents=True, exist_ok=True)
        kept = self._kept(name)
        if kept is not None:
            os.link(place, kept, follow_symlinks=False)
        self._done.append((place, kept))
        os.replace(fresh, place)

    def take_away(self, name: str) -> None:
        """Have no file of this name."""
        kept = self._kept(name)
        if kept is not None:
            self._done.append((self._home / name, kept))
            os.replace(self._home / name, kept)

    def undo(self) -> None:
        """Bring back everything as it was."""
        for place, kept in reversed(self._done):
            if kept is None:
                place.unlink(missing_ok=True)
            elif kept.exists():
                os.replace(kept, place)
        shutil.rmtree(self.aside, ignore_errors=True)

    def _kept(self, name: str) -> Path | None:
        """Return where what has this name goes, None if nothing has."""
        if not (self._home / name).exists():
            return None
        kept = self.aside / name
        self.aside.mkdir(mode=0o700, exist_ok=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        return kept


@contextmanager
def swapping(home: Path, aside: Path) -> Iterator[Swap]:
    """Give a swap that is undone whatever goes wrong; afterwards it is on the disk."""
    swap = Swap(home, aside)
    try:
        yield swap
        _sync(home)
    except BaseException:
        swap.undo()
        raise


def _sync(folder: Path) -> None:
    """Return when the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
