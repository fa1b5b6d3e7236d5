"""The folder of saved indexes and the pointer that says which one is current; shared by all processes on the data."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.clock import utc_now
from api.errors import NotFoundError
from matcher.errors import MatcherError
from matcher.index import store
from matcher.index.build import CatalogueIndex

KEPT_ASIDE = 2  # indexes built beside and never switched to


@dataclass(frozen=True)
class Pointer:
    """Which index is current.

    :param model: Name or folder of its model; empty for the one that the settings name.
    :param configured: What the settings named when this was written; when they name another one since, they win.
    :param previous: What was current before the last switch, for the way back.
    """

    name: str
    model: str
    configured: str
    previous: str | None = None


@dataclass(frozen=True)
class Saved:
    """A saved index: the ``facts`` of its ``meta.json``, ``role`` empty, ``current`` or ``previous``."""

    name: str
    role: str
    facts: dict[str, Any]


class Shelf:
    """Saved indexes below one folder. Each has a name of its own and never changes; only the pointer does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def _path(self) -> Path:
        return self.folder / "current.json"

    def pointer(self) -> Pointer | None:
        """Return the pointer; None if there is none or it cannot be read."""
        try:
            return Pointer(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def stamp(self) -> tuple[int, int]:
        """Return what differs once the pointer has been replaced."""
        try:
            found = self._path.stat()
            return found.st_mtime_ns, found.st_ino
        except FileNotFoundError:
            return 0, 0

    def point(self, pointer: Pointer) -> None:
        """Switch to an index, at once for every process, and clear away what nobody will return to."""
        fresh = self.folder / f".current.{uuid.uuid4().hex[:8]}"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(pointer), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)
        self._tidy()

    @contextmanager
    def building(self, wait: bool = True) -> Iterator[bool]:
        """Let one builder in, of all processes; yield whether this is the one. A killed builder holds nothing.

        :param wait: Wait for another builder to finish instead of giving up.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            for remains in self.folder.glob(".*"):  # of builders that were killed
                shutil.rmtree(remains) if remains.is_dir() else remains.unlink()
            yield True

    def save(self, index: CatalogueIndex, **facts: Any) -> str:
        """Save an index and return its name."""
        name = f"{index.version}-{uuid.uuid4().hex[:6]}"
        store.save(index, self.folder / name, built_at=utc_now().isoformat(timespec="seconds"), **facts)
        return name

    def require(self, name: str) -> dict[str, Any]:
        """Return the facts of a saved index.

        :raises NotFoundError: If there is none of this name.
        """
        if name not in {saved.name for saved in self.saved()}:
            raise NotFoundError(f"没有名为 {name[:60]} 的索引；用 qifu index list 看有哪些。")
        return store.facts_of(self.folder / name)

    def saved(self) -> list[Saved]:
        """Return all whole indexes, the newest first."""
        pointer = self.pointer()
        roles = {pointer.previous: "previous", pointer.name: "current"} if pointer else {}
        found = []
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.is_dir() and not folder.name.startswith("."):
                try:
                    found.append(Saved(folder.name, roles.get(folder.name, ""), store.facts_of(folder)))
                except MatcherError:
                    continue
        return sorted(found, key=lambda one: (str(one.facts.get("built_at")), one.name), reverse=True)

    def empty(self) -> None:
        """Remove every index; the pointer stays, so that the next start builds anew with the same model."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.is_dir():
                shutil.rmtree(folder)

    def _tidy(self) -> None:
        """Remove all but the current index, the way back, and the newest ones that were built beside."""
        aside = [one.name for one in self.saved() if not one.role and one.facts.get("aside")][:KEPT_ASIDE]
        kept = {one.name for one in self.saved() if one.role} | set(aside)
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
