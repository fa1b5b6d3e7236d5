"""The catalogue in the database: upsert by business key, reading, deleting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, select

from api.catalogue.changes import AT_ONCE, DISTINCT_TABLES, is_searchable
from api.catalogue.convert import TABLES, to_offer, to_row
from api.catalogue.journal import ItemChange, Journal, snapshot
from api.catalogue.models import Institution, Stored
from api.catalogue.sheets.faults import Faults
from api.clock import utc_now
from api.errors import InvalidInputError, NotFoundError
from knowledge.catalogue import Offer


class ImportRefusedError(InvalidInputError):
    """An import contradicts what the catalogue holds; nothing of it was kept."""


@dataclass
class ImportReport:
    """What an import did, or would do.

    :ivar changes: The first of them. ``faults``: of a dry run. ``import_id``: by which it can be taken back.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    institutions_generated: list[str] = field(default_factory=list)
    changes: list[ItemChange] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    examples_skipped: int = 0
    import_id: int | None = None


def upsert(session: Session, offers: Iterable[Offer], journal: Journal | None = None) -> ImportReport:
    """Write offers by business key; unknown providers become institutions.

    :param journal: Where each change is noted.
    :raises ImportRefusedError: If a key already belongs to an item of another kind.
    """
    offers = list(offers)
    report, journal = ImportReport(), journal or Journal()
    for start in range(0, len(offers), AT_ONCE):
        _upsert_some(session, offers[start : start + AT_ONCE], report, journal)
        journal.write(session)
    _generate_institutions(session, offers, report, journal)
    session.flush()
    journal.write(session)
    return report


def _upsert_some(session: Session, offers: list[Offer], report: ImportReport, journal: Journal) -> None:
    known = by_key(session, [offer.id for offer in offers])
    for offer in offers:
        row = known.get(offer.id)
        if row is None:
            session.add(to_row(offer))
            report.created += 1
            journal.made(offer)
        elif TABLES[offer.kind] is not type(row):
            raise ImportRefusedError(f"编号 {offer.id} 已属于另一类条目（{row.kind}），不能改为 {offer.kind}。")
        elif to_offer(row) == offer:
            report.unchanged += 1
        else:
            journal.changed(snapshot(row), offer)
            to_row(offer, row).updated_at = utc_now()
            session.add(row)
            report.updated += 1


def by_key(session: Session, keys: list[str]) -> dict[str, Stored]:
    """Return the rows of these keys, of whatever kind."""
    rows: dict[str, Stored] = {}
    for table in DISTINCT_TABLES:
        rows.update({row.key: row for row in session.exec(select(table).where(table.key.in_(keys)))})  # type: ignore[attr-defined]
    return rows


def _generate_institutions(session: Session, offers: list[Offer], report: ImportReport, journal: Journal) -> None:
    """Make an institution of every provider nobody knows; it holds a name alone and is not searched."""
    session.flush()
    names = {o.provider for o in offers if o.provider and o.kind not in ("institution", "faq")}
    known = set(session.exec(select(Institution.name)))
    for name in sorted(names - known):
        key = "ORG-" + hashlib.sha256(name.encode()).hexdigest()[:12]
        made = Institution(key=key, kind="institution", name=name, provider=name, generated=True)
        session.add(made)
        journal.made(to_offer(made), generated=True)
        report.institutions_generated.append(name)


def delete(session: Session, key: str) -> None:
    """Remove an item.

    :raises NotFoundError: If there is none.
    """
    session.delete(require_row(session, key))
    session.flush()


def searchable(session: Session) -> Iterator[Offer]:
    """Yield every offer that is worth finding."""
    for table in DISTINCT_TABLES:
        for row in session.exec(select(table).execution_options(yield_per=AT_ONCE)):
            if is_searchable(row):
                yield to_offer(row)


def count(session: Session) -> dict[str, int]:
    """Return the number of items by table."""
    return {
        str(table.__tablename__): session.exec(select(func.count()).select_from(table)).one()
        for table in DISTINCT_TABLES
    }


def require(session: Session, key: str) -> Offer:
    """Return the item with this business key, as :func:`require_row` does."""
    return to_offer(require_row(session, key))


def require_row(session: Session, key: str) -> Stored:
    """Return the row with this business key, of whatever kind.

    :raises NotFoundError: If there is none.
    """
    row = by_key(session, [key]).get(key)
    if row is None:
        raise NotFoundError(f"目录中没有编号为 {key} 的条目。")
    return row


def list_items(session: Session, kind: str, search: str, offset: int, limit: int) -> list[Offer]:
    """Return items of one kind by key, optionally those whose name or provider contains ``search``."""
    table = TABLES[kind]
    query = select(table).where(table.kind == kind).order_by(table.key).offset(offset).limit(limit)
    if search:
        pattern = f"%{search.replace('%', '').replace('_', '')}%"
        query = query.where(table.name.ilike(pattern) | table.provider.ilike(pattern))  # type: ignore[attr-defined]
    return [to_offer(row) for row in session.exec(query)]
