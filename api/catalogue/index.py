"""The matcher of this process; it follows the catalogue, and what other processes switch to.

Source: docs/decisions/0011-index-life.md
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.catalogue import changes, service
from api.catalogue.feedback import FeedbackWatch
from api.catalogue.held import Held, Standing
from api.catalogue.shelf import Pointer, Shelf
from api.database import Database
from api.errors import ConflictError, UnavailableError
from knowledge import taxonomy
from knowledge.catalogue import Offer, load_sample
from knowledge.errors import KnowledgeError
from knowledge.out_of_domain import load_out_of_domain
from knowledge.unsupplied import load_unsupplied
from matcher.encoders.base import Encoder
from matcher.engine import Matcher
from matcher.errors import MatcherError
from matcher.index import build, store, update
from matcher.models import calibration_folder, load_model
from matcher.search.answer import Calibration
from matcher.trials import load_trials

log = structlog.get_logger(__name__)
BROKEN = (MatcherError, KnowledgeError, OSError, ValueError, LookupError, RuntimeError, BadZipFile)
LOOK_SECONDS = 0.25  # a search asks the database that often at most (0.4 ms) whether the catalogue has changed
AT_ONCE = 50  # changed items that a search takes in before it runs; more are taken in beside it
# Rows added or lost by which the index is put in order again; a tenth moves no lexical score by more than 0.02.
LOOSE_ROWS, LOOSE_SHARE = 100, 0.1
PATIENCE_SECONDS = 10.0  # that a search waits for an index with more to take in than it holds: its answers say nothing
MASS_ROWS, MASS_SHARE = 1_000, 0.5  # changes above which building anew is cheaper than taking them in


class MatcherHolder:
    """Builds, loads, updates and switches the index; a search always runs on one whole index.

    Changes of the catalogue are taken in at the next search, whichever process made them; large ones beside the
    searches, which go on with the old state until then.
    """

    def __init__(self, data_dir: Path, model: str, database: Database) -> None:
        self.shelf = Shelf(data_dir / "indexes")
        self._configured, self._database = model, database
        self._calibrations = data_dir / "calibrations"
        self._models: dict[str, tuple[Encoder, Calibration | None]] = {}
        self._held: Held | None = None
        self._stamp = (0, 0)
        self._next_look = 0.0
        self._looking = threading.Lock()
        self._stepping = threading.RLock()  # of all that replaces what is held
        self._worker: threading.Thread | None = None
        self._overtaken = False  # more has changed than is held
        self._fault = ""
        self._feedback = FeedbackWatch(database)

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
        if time.monotonic() >= self._next_look and self._looking.acquire(blocking=self._is_empty()):
            try:
                self._look()
            finally:
                self._next_look = time.monotonic() + (0 if self._is_empty() else LOOK_SECONDS)
                self._looking.release()
        if self._overtaken and self._worker is not None:
            self._worker.join(PATIENCE_SECONDS)
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
            return self._switch(Pointer(self._build(model), model, self._configured, previous))

    def build_beside(self, model: str = "") -> tuple[str, Matcher]:
        """Build an index with this or another model without switching to it; return its name and a matcher on it."""
        with self.shelf.building():
            name = self._build(model, aside=True)
        return name, self._load(Pointer(name, model, self._configured)).matcher

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
        held, version, items = self._held, None, None
        try:
            with self._database.session(write=False) as session:
                version, items = changes.version(session), changes.searchable_count(session)
                if changes.version(session) != version:  # changed between the two counts: ask again another time
                    version = items = None
        except SQLAlchemyError:
            log.warning("standing_unknown")
        building = self._worker is not None and self._worker.is_alive()
        index = held.matcher.index if held else None
        standing = Standing(
            index.version if index is not None else None,
            index.model_version if index is not None else None,
            held.catalogue_version if held else None,
            len(index.rows) if index is not None else None,
            version,
            items,
            building,
            self._fault,
        )
        if held and version == held.catalogue_version and not standing.in_step:
            self._start(self.rebuild)
            log.error("index_disagrees", indexed=standing.indexed_items, items=items)
        return standing

    def differing(self) -> list[str]:
        """Return the ids of items that index and database hold differently, comparing every field of every item."""
        index = self.current().index
        unseen = dict(index.rows)
        with self._database.session(write=False) as session:
            found = [o.id for o in service.searchable(session) if not _same(index, unseen.pop(o.id, None), o)]
        return sorted((*found, *unseen))

    def encoder(self, model: str = "") -> Encoder:
        """Return the encoder of a model, loaded once; the configured one unless another is named.

        :raises UnavailableError: If the model cannot be loaded.
        """
        return self._model(model)[0]

    def calibrate(self, report: Callable[[str], None]) -> None:
        """Measure when to decline with a model that is not the project's own; the next start finds the result.

        :param report: Told what is being done; a transformer takes minutes.
        """
        from matcher.training import calibrate, texts  # training brings torch, which serving does without

        encoder = self.encoder()
        types = taxonomy.load_service_types().values()
        corpus = texts.split(types, load_sample(), load_out_of_domain(), load_unsupplied())
        calibration = calibrate.calibrate(corpus, encoder, report, load_trials())
        folder = calibration_folder(self._calibrations, encoder)
        folder.mkdir(parents=True, exist_ok=True)
        calibration.save(folder)
        self._models[self._configured] = encoder, calibration

    def close(self) -> None:
        """Wait for what is being built beside."""
        if self._worker is not None and self._worker.is_alive():
            self._worker.join()

    def _model(self, model: str) -> tuple[Encoder, Calibration | None]:
        model = model or self._configured
        if model not in self._models:
            try:
                self._models[model] = load_model(model, self._calibrations)
            except (MatcherError, OSError, ValueError) as error:
                raise UnavailableError(f"向量模型 {model} 装不上：{error}。先运行 make train。") from error
        return self._models[model]

    def _build(self, model: str, **facts: Any) -> str:
        """Build from the database and save; return the name."""
        encoder, previous = self.encoder(model), self._held.matcher.index if self._held else None
        with self._database.session(write=False) as session:
            version = changes.version(session)  # read first: what changes meanwhile is taken in again afterwards
            offers = list(service.searchable(session))
        types = taxonomy.load_service_types().values()
        index = build.build(offers, encoder, types, previous, load_out_of_domain())
        name = self.shelf.save(index, catalogue_version=version, model=model, **facts)
        log.info("index_built", name=name, offers=len(index), model=index.model_version)
        return name

    def _load(self, pointer: Pointer) -> Held:
        """Load a saved index and bring it up to the catalogue."""
        encoder, calibration = self._model(pointer.model)
        folder, previous = self.shelf.folder / pointer.name, self._held.matcher.index if self._held else None
        types = taxonomy.load_service_types().values()
        index = store.load(folder, encoder, types, load_out_of_domain(), previous)
        version = int(store.facts_of(folder)["catalogue_version"])
        return self._brought_up(
            Held(Matcher(index, encoder, calibration, feedback=self._feedback.current()), pointer.name, version)
        )

    def _valid(self, pointer: Pointer | None) -> Pointer | None:
        """Return a pointer as this process reads it; None where the settings have changed to another model since."""
        return None if pointer and pointer.model and pointer.configured != self._configured else pointer

    def _adopt(self, pointer: Pointer) -> None:
        """Search on a saved index from now on."""
        stamp, held = self.shelf.stamp(), self._load(pointer)
        with self._stepping:
            self._held, self._stamp, self._fault = self._brought_up(held), stamp, ""
        log.info("index_switched", name=pointer.name, version=held.matcher.index.version)

    def _switch(self, pointer: Pointer) -> Pointer:
        """Load an index, then point every process to it; the caller builds alone."""
        held = self._load(pointer)
        self.shelf.point(pointer)
        with self._stepping:
            self._held, self._stamp, self._fault = self._brought_up(held), self.shelf.stamp(), ""
        return pointer

    def _brought_up(self, held: Held) -> Held:
        """Return what is held with all that the catalogue has changed since.

        :raises ValueError: If the catalogue is older than the index, as after restoring a backup.
        """
        with self._database.session(write=False) as session:
            version = changes.version(session)
            if version == held.catalogue_version:
                return held
            if version < held.catalogue_version:
                raise ValueError(f"catalogue version {version} is older than the index's {held.catalogue_version}")
            changed, removed = changes.since(session, held.catalogue_version)
        old = held.matcher
        index = update.updated(old.index, changed, removed, old.encoder)
        return replace(
            held,
            matcher=Matcher(index, old.encoder, old.calibration, feedback=self._feedback.current()),
            catalogue_version=version,
        )

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
        """Return how many items have changed since the index followed."""
        held = self._held
        with self._database.session(write=False) as session:
            same = held is None or changes.version(session) == held.catalogue_version
            return 0 if same or held is None else changes.count_since(session, held.catalogue_version)

    def _changed_much(self) -> bool:
        return self._pending() > max(MASS_ROWS, MASS_SHARE * self._size())

    def _size(self) -> int:
        return len(self._held.matcher.index.rows) if self._held else 0

    def _is_empty(self) -> bool:
        return self._size() == 0

    def _take_in(self) -> None:
        if self._changed_much():
            self.rebuild()
        else:
            self._follow()

    def _take_in_beside(self) -> None:
        self._take_in()
        self._compact_if_loose()

    def _follow(self) -> None:
        with self._stepping:
            if self._held is not None:
                self._held = self._brought_up(self._held)

    def _is_loose(self) -> bool:
        index = self._held.matcher.index if self._held else None
        return index is not None and index.loose > max(LOOSE_ROWS, LOOSE_SHARE * len(index.rows))

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
        if self._worker is not None and self._worker.is_alive():
            return

        def run() -> None:
            try:
                work()
                self._fault, self._overtaken = "", False
            except (*BROKEN, SQLAlchemyError, UnavailableError) as error:
                self._fault = f"{type(error).__name__}: {error}"
                log.error("index_work_failed", detail=self._fault)

        self._worker = threading.Thread(target=run, daemon=True)
        self._worker.start()


def _same(index: build.CatalogueIndex, row: int | None, offer: Offer) -> bool:
    return row is not None and int(index.digests[row]) == build.digest(build.line_of(offer))
