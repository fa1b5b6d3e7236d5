"""The matcher of this process over the newest index; indexes are derived, versioned and rebuildable."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import structlog

from api.catalogue import service
from api.database import Database
from api.errors import UnavailableError
from knowledge import taxonomy
from knowledge.catalogue import load_sample
from knowledge.errors import KnowledgeError
from knowledge.out_of_domain import load_out_of_domain
from matcher.encoders.base import Encoder
from matcher.engine import Matcher
from matcher.errors import MatcherError
from matcher.index import build
from matcher.models import calibration_folder, load_model
from matcher.search.answer import Calibration

log = structlog.get_logger(__name__)
KEPT_VERSIONS = 2
BROKEN = (MatcherError, KnowledgeError, OSError, ValueError, LookupError, RuntimeError, BadZipFile)


@dataclass(frozen=True)
class Pointer:
    """Which index is current and what it was built from."""

    version: str
    catalogue_version: int
    model_version: str


class MatcherHolder:
    """Builds, loads and switches the index; a search always runs on one whole index.

    Another process that rebuilds (``qifu import``, ``qifu reindex``) replaces the pointer file; this process notices at
    its next search and loads the new index beside the old one, which serves until then.
    """

    def __init__(self, data_dir: Path, model: str, database: Database) -> None:
        self._folder = data_dir / "indexes"
        self._model = model
        self._database = database
        self._lock = threading.Lock()
        self._building = threading.Lock()
        self._calibrations = data_dir / "calibrations"
        self._encoder: Encoder | None = None
        self._calibration: Calibration | None = None
        self._matcher: Matcher | None = None
        self._stamp = 0.0

    @property
    def _pointer_path(self) -> Path:
        return self._folder / "current.json"

    def prepare(self) -> None:
        """Load the current index; build it if it is missing, broken or older than the catalogue or the model."""
        pointer = self._read_pointer()
        with self._database.session(write=False) as session:
            newest = service.version(session)
        if pointer and pointer.catalogue_version == newest and pointer.model_version == self.encoder().version:
            try:
                self._load(pointer)
                return
            except BROKEN as error:
                log.warning("index_broken", detail=str(error))
        self.rebuild()

    def current(self) -> Matcher:
        """Return the matcher over the newest index.

        :raises UnavailableError: If none was prepared.
        """
        if self._matcher is None:
            raise UnavailableError("检索索引还没有准备好，请稍后再试。")
        if self._changed() and self._lock.acquire(blocking=False):
            threading.Thread(target=self._reload, daemon=True).start()
        return self._matcher

    def is_ready(self) -> bool:
        """Tell whether a search can run."""
        return self._matcher is not None

    def encoder(self) -> Encoder:
        """Return the encoder, loaded once.

        :raises UnavailableError: If the model cannot be loaded.
        """
        if self._encoder is None:
            try:
                self._encoder, self._calibration = load_model(self._model, self._calibrations)
            except (MatcherError, OSError, ValueError) as error:
                raise UnavailableError(f"向量模型 {self._model} 装不上：{error}。先运行 make train。") from error
        return self._encoder

    def calibrate(self, report: Callable[[str], None]) -> None:
        """Measure when to decline with a model that is not the project's own; the next start finds the result.

        :param report: Told what is being done; a transformer takes minutes.
        """
        from matcher.training import calibrate, texts  # training brings torch, which serving does without

        encoder = self.encoder()
        corpus = texts.split(taxonomy.load_service_types().values(), load_sample(), load_out_of_domain())
        self._calibration = calibrate.calibrate(corpus, encoder, report)
        folder = calibration_folder(self._calibrations, encoder)
        folder.mkdir(parents=True, exist_ok=True)
        self._calibration.save(folder)

    def rebuild(self) -> Pointer:
        """Index the catalogue as it is now, beside the old index, and switch to it; of two at once the second waits."""
        with self._building:
            return self._rebuild()

    def _rebuild(self) -> Pointer:
        with self._database.session(write=False) as session:
            catalogue_version = service.version(session)
            offers = list(service.searchable(session))
        previous = self._matcher.index if self._matcher else None
        index = build.build(
            offers, self.encoder(), taxonomy.load_service_types().values(), previous, load_out_of_domain()
        )
        build.save(index, self._folder / index.version)
        pointer = Pointer(index.version, catalogue_version, index.model_version)
        self._write_pointer(pointer)
        self._use(index)
        self._drop_old(pointer.version)
        log.info("index_built", version=pointer.version, offers=len(index), model=pointer.model_version)
        return pointer

    def _reload(self) -> None:
        try:
            stamp, pointer = self._pointer_stamp(), self._read_pointer()
            if pointer and self._matcher and pointer.version != self._matcher.index.version:
                self._load(pointer)
                log.info("index_switched", version=pointer.version)
            self._stamp = stamp  # taken before reading, so that a pointer replaced meanwhile is noticed next time
        except BROKEN as error:
            log.error("index_not_loaded", detail=str(error))
        finally:
            self._lock.release()

    def _load(self, pointer: Pointer) -> None:
        types = taxonomy.load_service_types().values()
        self._use(build.load(self._folder / pointer.version, self.encoder(), types, load_out_of_domain()))

    def _use(self, index: build.CatalogueIndex) -> None:
        self._matcher = Matcher(index, self.encoder(), self._calibration)
        self._stamp = self._pointer_stamp()

    def _changed(self) -> bool:
        return self._pointer_stamp() != self._stamp

    def _pointer_stamp(self) -> float:
        try:
            return self._pointer_path.stat().st_mtime_ns
        except FileNotFoundError:
            return 0.0

    def _read_pointer(self) -> Pointer | None:
        try:
            return Pointer(**json.loads(self._pointer_path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write_pointer(self, pointer: Pointer) -> None:
        fresh = self._pointer_path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(json.dumps(pointer.__dict__), encoding="utf-8")
        os.replace(fresh, self._pointer_path)

    def _drop_old(self, current: str) -> None:
        folders = [p for p in self._folder.iterdir() if p.is_dir() and not p.name.startswith(".") and p.name != current]
        folders.sort(key=lambda p: p.stat().st_mtime, reverse=True)
        for folder in folders[KEPT_VERSIONS - 1 :]:
            shutil.rmtree(folder, ignore_errors=True)
