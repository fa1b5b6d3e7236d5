"""Which items changed in which version of the catalogue, so that an index can follow without reading everything.

Every change of an item through a session is noted when the session commits, whichever route made it; statements that
bypass the session (``session.execute(update(...))``) are not, and :func:`searchable_count` is what finds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import event, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, select

from api.catalogue.convert import TABLES, to_offer
from api.catalogue.models import CatalogueChange, CatalogueVersion, Institution, Stored
from api.clock import utc_now
from knowledge.catalogue import Offer

DISTINCT_TABLES = tuple(dict.fromkeys(TABLES.values()))
AT_ONCE = 500
CHANGED = "qifu_changed_items"


@event.listens_for(AnySession, "before_flush")
def _collect(session: AnySession, *_: Any) -> None:
    """Remember the keys of items that the flush writes."""
    changed = [item for item in (*session.new, *session.deleted) if isinstance(item, Stored)]
    changed += [item for item in session.dirty if isinstance(item, Stored) and session.is_modified(item)]
    if changed:
        session.info.setdefault(CHANGED, set()).update(item.key for item in changed)


@event.listens_for(AnySession, "before_commit")
def _note(session: AnySession) -> None:
    """Write the keys under the next version; the version's row stays locked until the commit, so none is left out."""
    session.flush()
    keys = sorted(session.info.pop(CHANGED, ()))
    if not keys:
        return
    version = _next(session)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for start in range(0, len(keys), AT_ONCE):
        rows = [{"key": key, "version": version} for key in keys[start : start + AT_ONCE]]
        statement = insert(CatalogueChange).values(rows)
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"version": version}))


@event.listens_for(AnySession, "after_rollback")
def _forget(session: AnySession) -> None:
    session.info.pop(CHANGED, None)


def _next(session: AnySession) -> int:
    """Raise the catalogue's version and return it."""
    table = cast(Any, CatalogueVersion)
    raised = {"version": table.version + 1, "changed_at": utc_now()}
    found = session.execute(update(table).where(table.id == 1).values(**raised).returning(table.version)).scalar()
    if found is None:
        session.add(CatalogueVersion(id=1, version=1, changed_at=utc_now()))
        session.flush()
    return found or 1


def version(session: Session) -> int:
    """Return how often the catalogue has changed."""
    return session.exec(select(CatalogueVersion.version)).first() or 0


def count_since(session: Session, older: int) -> int:
    """Return how many items have changed after a version."""
    query = select(func.count()).select_from(CatalogueChange).where(CatalogueChange.version > older)
    return session.exec(query).one()


def since(session: Session, older: int) -> tuple[list[Offer], list[str]]:
    """Return the searchable items changed after a version, and the keys of those that are no more (searchable)."""
    keys = list(session.exec(select(CatalogueChange.key).where(CatalogueChange.version > older)))
    offers = [
        offer for start in range(0, len(keys), AT_ONCE) for offer in _searchable(session, keys[start : start + AT_ONCE])
    ]
    return offers, sorted(set(keys) - {offer.id for offer in offers})


def _searchable(session: Session, keys: list[str]) -> Iterable[Offer]:
    for table in DISTINCT_TABLES:
        for row in session.exec(select(table).where(cast(Any, table.key).in_(keys))):
            if is_searchable(row):
                yield to_offer(row)


def is_searchable(row: Stored) -> bool:
    """Tell whether an item is worth finding: all but institutions of which only the name is known."""
    return not (isinstance(row, Institution) and row.generated)


def searchable_count(session: Session) -> int:
    """Return how many items an index of the whole catalogue holds."""
    total = sum(session.exec(select(func.count()).select_from(table)).one() for table in DISTINCT_TABLES)
    generated = select(func.count()).select_from(Institution).where(cast(Any, Institution.generated).is_(True))
    return total - session.exec(generated).one()
