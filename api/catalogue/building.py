"""From the catalogue to an index: built anew, loaded as saved, brought up to what has changed since.

Source: docs/decisions/0011-index-life.md
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zipfile import BadZipFile

import structlog

from api.catalogue import changes, service
from api.catalogue.encoders import Encoders
from api.catalogue.feedback import FeedbackWatch
from api.catalogue.held import Held
from api.catalogue.shelf import Pointer, Shelf
from api.database import Database
from knowledge import taxonomy
from knowledge.errors import KnowledgeError
from knowledge.out_of_domain import load_out_of_domain
from matcher.engine import Matcher
from matcher.errors import MatcherError
from matcher.index import build, store, update
from matcher.index.build import CatalogueIndex

log = structlog.get_logger(__name__)
# What a saved index that is damaged, of another format or of a model that is gone may bring.
BROKEN = (MatcherError, KnowledgeError, OSError, ValueError, LookupError, RuntimeError, BadZipFile)


class Builder:
    """Makes what searches run on, and holds none of it.

    :param feedback: How content enterprises were with offers, told to every matcher.
    """

    def __init__(self, database: Database, shelf: Shelf, encoders: Encoders, feedback: FeedbackWatch) -> None:
        self._database, self._shelf, self._encoders, self._feedback = database, shelf, encoders, feedback

    def build(self, model: str, previous: CatalogueIndex | None, **facts: Any) -> str:
        """Build from the database and save; return the name.

        :param previous: An index whose vectors are taken over where text and model are the same.
        :param facts: Written beside the index.
        :raises UnavailableError: If the model cannot be loaded.
        """
        encoder = self._encoders.require(model)[0]
        with self._database.session(write=False) as session:
            version = changes.version(session)  # read first: what changes meanwhile is taken in again afterwards
            offers = list(service.searchable(session))
        types = taxonomy.load_service_types().values()
        index = build.build(offers, encoder, types, previous, load_out_of_domain())
        name = self._shelf.save(index, catalogue_version=version, model=model, **facts)
        log.info("index_built", name=name, offers=len(index), model=index.model_version)
        return name

    def load(self, pointer: Pointer, previous: CatalogueIndex | None) -> Held:
        """Load a saved index and bring it up to the catalogue.

        :param previous: An index with which parts that are the same are shared.
        :raises UnavailableError: If the model cannot be loaded; what else may go wrong stands in ``BROKEN``.
        """
        encoder, calibration = self._encoders.require(pointer.model)
        folder, types = self._shelf.folder / pointer.name, taxonomy.load_service_types().values()
        index = store.load(folder, encoder, types, load_out_of_domain(), previous)
        version = int(store.facts_of(folder)["catalogue_version"])
        matcher = Matcher(index, encoder, calibration, feedback=self._feedback.current())
        return self.brought_up(Held(matcher, pointer.name, version))

    def brought_up(self, held: Held) -> Held:
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
        matcher = Matcher(index, old.encoder, old.calibration, feedback=self._feedback.current())
        return replace(held, matcher=matcher, catalogue_version=version)
