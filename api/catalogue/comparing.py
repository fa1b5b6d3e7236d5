"""The index beside the database: whether both hold the same, by numbers or item by item."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.catalogue import changes, service
from api.catalogue.held import Held
from api.database import Database
from knowledge.catalogue import Offer
from matcher.index import build

log = structlog.get_logger(__name__)


def counted(database: Database) -> tuple[int | None, int | None]:
    """Return the catalogue's version and how many items it has; None twice if they cannot be told just now."""
    try:
        with database.session(write=False) as session:
            version, items = changes.version(session), changes.searchable_count(session)
            if changes.version(session) == version:  # else changed between the two counts: ask again another time
                return version, items
    except SQLAlchemyError:
        log.warning("standing_unknown")
    return None, None


def pending(database: Database, held: Held) -> int:
    """Return how many items have changed since the index followed."""
    with database.session(write=False) as session:
        if changes.version(session) == held.catalogue_version:
            return 0
        return changes.count_since(session, held.catalogue_version)


def differing(database: Database, index: build.CatalogueIndex) -> list[str]:
    """Return the ids of items that index and database hold differently, comparing every field of every item."""
    unseen = dict(index.rows)
    with database.session(write=False) as session:
        found = [o.id for o in service.searchable(session) if not _same(index, unseen.pop(o.id, None), o)]
    return sorted((*found, *unseen))


def _same(index: build.CatalogueIndex, row: int | None, offer: Offer) -> bool:
    return row is not None and int(index.digests[row]) == build.digest(build.line_of(offer))
