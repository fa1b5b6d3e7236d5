"""The matcher of this process; it follows the catalogue, and what other processes switch to.

Source: docs/decisions/0011-index-life.md
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.catalogue import comparing
from api.catalogue.beside import Beside
from api.catalogue.building import BROKEN, Builder
from api.catalogue.encoders import Encoders
from api.catalogue.feedback import FeedbackWatch
from api.catalogue.held import Held, Standing
from api.catalogue.shelf import Pointer, Shelf
from api.database import Database
from api.errors import ConflictError, UnavailableError
from matcher.engine import Matcher
from matcher.index import update
from matcher.index.build import CatalogueIndex

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.25  # a search asks the database that often at most (0.4 ms) whether the catalogue has changed
AT_ONCE = 50  # changed items that a search takes in before it runs; more are taken in beside it
PATIENCE_SECONDS = 10.0  # that a search waits for an index with more to take in than it holds: its answers say nothing
MASS_ROWS, MASS_SHARE = 1_000, 0.5  # changes above which building anew is cheaper than taking them in


class MatcherHolder:
    """Builds, loads, updates and switches the index; a search always runs on one whole index.

    Changes of the catalogue are taken in at the next search, whichever process made them; large ones beside the
    searches, which go on with the old state until then.
    """

    def __init__(self, data_dir: Path, model: str, database: Database) -> None:
        self.shelf = Shelf(data_dir / "indexes")
        self.encoders = Encoders(model, data_dir / "calibrations")
        self._configured, self._database = model, database
        self._feedback = FeedbackWatch(database)
        self._builder = Builder(database, self.shelf, self.encoders, self._feedback)
        self._beside = Beside()
        self._held: Held | None = None
        self._stamp = (0, 0)
        self._next_look = 0.0
        self._looking = threading.Lock()
        self._stepping = threading.RLock()  # of all that replaces what is held
        self._overtaken = False  # more has changed than is held

    def prepare(self) -> None:
        """Load the current index and bring it up to the catalogue; build it if that cannot be done."""
        pointer = self._valid(self.shelf.pointer())
        if pointer:
            try:
                self._adopt(pointer)
                self._compact_if_loose()
                return
            except BROKEN as error:
                log.warning("index_broken", detail=str(error))
        self.rebuild()

    def current(self) -> Matcher:
        """Return the matcher over the catalogue as it is.

        :raises UnavailableError: If none was prepared.
        """
        if self._held is None:
            raise UnavailableError("检索索引还没有准备好，请稍后再试。")
        if time.monotonic() >= self._next_look and self._looking.acquire(blocking=not self._size()):
            try:
                self._look()
            finally:
                self._next_look = time.monotonic() + (LOOK_SECONDS if self._size() else 0)
                self._looking.release()
        if self._overtaken:
            self._beside.wait(PATIENCE_SECONDS)
        return self._held.matcher

    def catch_up(self) -> None:
        """Take in what has changed in the catalogue, before the next search."""
        self._take_in()
        if self._is_loose():
            self._start(self._compact_if_loose)

    def rebuild(self, model: str | None = None) -> Pointer:
        """Build the index of the catalogue as it is now, and switch to it; of two builders the second waits.

        :param model: Another model, empty for the one of the settings; the way back then leads to the index before.
            None keeps the current model and the current way back.
        """
        with self.shelf.building():
            before = self.shelf.pointer()
            valid, previous = self._valid(before), before.name if before else None
            if model is None:
                model, previous = (valid.model, valid.previous) if valid else ("", None)
            return self._switch(Pointer(self._builder.build(model, self._index), model, self._configured, previous))

    def build_beside(self, model: str = "") -> tuple[str, Matcher]:
        """Build an index with this or another model without switching to it; return its name and a matcher on it."""
        with self.shelf.building():
            name = self._builder.build(model, self._index, aside=True)
        return name, self._builder.load(Pointer(name, model, self._configured), self._index).matcher

    def switch(self, name: str) -> Pointer:
        """Switch to a saved index; it is brought up to the catalogue first.

        :raises NotFoundError: If there is none of this name.
        :raises ConflictError: If its model is not there any more.
        """
        with self.shelf.building():
            before, facts = self.shelf.pointer(), self.shelf.require(name)
            previous = None if before is None else before.previous if before.name == name else before.name
            try:
                return self._switch(Pointer(name, str(facts["model"]), self._configured, previous))
            except BROKEN as error:
                raise ConflictError(f"索引 {name} 已不能启用：{error}") from error

    def rollback(self) -> Pointer:
        """Switch back to what was current before the last switch.

        :raises ConflictError: If there is no way back.
        """
        pointer = self.shelf.pointer()
        if pointer is None or pointer.previous is None:
            raise ConflictError("没有可以退回的索引。")
        return self.switch(pointer.previous)

    def is_ready(self) -> bool:
        """Tell whether a search can run."""
        return self._held is not None

    def standing(self) -> Standing:
        """Compare the index with the database; one that says nothing of a difference is built anew beside."""
        if self._held is not None:
            self._next_look = 0.0
            self.current()
        held, (version, items) = self._held, comparing.counted(self._database)
        standing = Standing.of(held, version, items, self._beside.is_busy, self._beside.fault)
        if held and version == held.catalogue_version and not standing.in_step:
            self._start(self.rebuild)
            log.error("index_disagrees", indexed=standing.indexed_items, items=items)
        return standing

    def differing(self) -> list[str]:
        """Return the ids of items that index and database hold differently, comparing every field of every item."""
        return comparing.differing(self._database, self.current().index)

    def close(self) -> None:
        """Wait for what is being built beside."""
        self._beside.wait()

    @property
    def _index(self) -> CatalogueIndex | None:
        return self._held.matcher.index if self._held else None

    def _valid(self, pointer: Pointer | None) -> Pointer | None:
        """Return a pointer as this process reads it; None where the settings have changed to another model since."""
        return None if pointer and pointer.model and pointer.configured != self._configured else pointer

    def _adopt(self, pointer: Pointer) -> None:
        """Search on a saved index from now on."""
        stamp, held = self.shelf.stamp(), self._builder.load(pointer, self._index)
        self._hold(held, stamp)
        log.info("index_switched", name=pointer.name, version=held.matcher.index.version)

    def _switch(self, pointer: Pointer) -> Pointer:
        """Load an index, then point every process to it; the caller builds alone."""
        held = self._builder.load(pointer, self._index)
        self.shelf.point(pointer)
        self._hold(held, self.shelf.stamp())
        return pointer

    def _hold(self, held: Held, stamp: tuple[int, int]) -> None:
        with self._stepping:
            self._held, self._stamp = self._builder.brought_up(held), stamp
            self._beside.fault = ""

    def _look(self) -> None:
        """See whether another index is current, or the catalogue has changed."""
        try:
            self._take_in_feedback()
            pending = self._pending()
            self._overtaken = pending > max(AT_ONCE, self._size())
            if self.shelf.stamp() != self._stamp:
                self._start(self._adopt_current)
            elif pending > AT_ONCE:
                self._start(self._take_in_beside)
            else:
                self._follow()
                if self._is_loose():
                    self._start(self._compact_if_loose)
        except SQLAlchemyError as error:
            log.error("catalogue_not_read", detail=type(error).__name__)
        except BROKEN as error:
            log.error("index_not_followed", detail=str(error))
            self._start(self.rebuild)

    def _take_in_feedback(self) -> None:
        """Let the matcher know ratings that were computed anew."""
        fresh = self._feedback.current()
        if self._held is None or self._held.matcher.feedback is fresh:
            return
        with self._stepping:
            old = self._held.matcher
            matcher = Matcher(old.index, old.encoder, old.calibration, feedback=fresh)
            self._held = replace(self._held, matcher=matcher)

    def _pending(self) -> int:
        return comparing.pending(self._database, self._held) if self._held else 0

    def _size(self) -> int:
        return self._held.size if self._held else 0

    def _is_loose(self) -> bool:
        return self._held is not None and self._held.is_loose

    def _take_in(self) -> None:
        if self._pending() > max(MASS_ROWS, MASS_SHARE * self._size()):
            self.rebuild()
        else:
            self._follow()

    def _take_in_beside(self) -> None:
        self._take_in()
        self._compact_if_loose()

    def _follow(self) -> None:
        with self._stepping:
            if self._held is not None:
                self._held = self._builder.brought_up(self._held)

    def _compact_if_loose(self) -> None:
        """Put the index in order and save it, unless another process is about to."""
        with self.shelf.building(wait=False) as alone:
            pointer, held = self.shelf.pointer(), self._held
            if not alone or not self._is_loose() or pointer is None or held is None or pointer.name != held.name:
                return
            index = update.compacted(held.matcher.index)
            name = self.shelf.save(index, catalogue_version=held.catalogue_version, model=pointer.model)
            del index
            self._switch(replace(pointer, name=name))

    def _adopt_current(self) -> None:
        self._stamp = self.shelf.stamp()  # before reading, so that a pointer replaced meanwhile is noticed next time
        pointer = self._valid(self.shelf.pointer())
        if pointer is None:
            raise ValueError("the pointer to the current index cannot be read, or was written under other settings")
        if self._held is None or pointer.name != self._held.name:
            self._adopt(pointer)

    def _start(self, work: Callable[[], object]) -> None:
        """Do something beside the searches, one thing at a time."""

        def run() -> None:
            work()
            self._overtaken = False

        self._beside.start(run)
