"""A whole import taken back: former versions restored, what it made removed; refused where anybody was there since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.accounts.models import User
from api.catalogue import service
from api.catalogue.changes import AT_ONCE, DISTINCT_TABLES
from api.catalogue.convert import to_row
from api.catalogue.import_models import Import, ImportChange
from api.catalogue.index import MatcherHolder
from api.catalogue.journal import GENERATED, OFFER, snapshot
from api.catalogue.models import CatalogueVersion, Expert, Institution, Service
from api.clock import utc_now
from api.database import Database
from api.errors import ConflictError, NotFoundError
from knowledge.catalogue import parse_offer

MAX_TOLD = 20


def take_turn(session: Session) -> None:
    """Let imports and undoings come one after another: each reads what the one before has left."""
    session.exec(select(CatalogueVersion).with_for_update()).first()


def list_imports(session: Session, offset: int = 0, limit: int = 20) -> list[Import]:
    """Return imports, the newest first."""
    return list(session.exec(select(Import).order_by(col(Import.id).desc()).offset(offset).limit(limit)))


def require(session: Session, import_id: int) -> Import:
    """Return an import.

    :raises NotFoundError: If there is none of this number.
    """
    found = session.get(Import, import_id) if 0 < import_id < 2**31 else None
    if found is None:
        raise NotFoundError(f"没有编号为 {import_id} 的导入。")
    return found


def run(database: Database, matcher: MatcherHolder, import_id: int, actor: str) -> Import:
    """Take an import back and out of the index."""
    with database.session() as session:
        done = undo(session, import_id, actor)
    matcher.catch_up()
    return done


def undo(session: Session, import_id: int, actor: str) -> Import:
    """Take an import back.

    :raises ConflictError: If it is taken back already, or somebody touched or uses what it brought.
    """
    take_turn(session)
    entry = require(session, import_id)
    if entry.undone_at is not None:
        raise ConflictError(f"导入 {import_id} 已经撤销过了。")
    problems = [told for changes in _batches(session, import_id) for told in _touched(session, changes)]
    if problems:
        _refuse(import_id, problems)
    for changes in _batches(session, import_id):
        _restore(session, changes)
    session.flush()
    for changes in _batches(session, import_id):
        _remove_generated(session, changes)
    session.flush()
    orphans = [told for changes in _batches(session, import_id) for told in _orphaned(session, changes)]
    if orphans:
        _refuse(import_id, orphans)
    entry.undone_at, entry.undone_by = utc_now(), actor
    session.add(entry)
    accounts.record(
        session, actor, "undo_import", entry.file[:64], f"导入 {import_id}：-{entry.created} ~{entry.updated}"
    )
    return entry


def _refuse(import_id: int, problems: list[str]) -> None:
    more = f"\n……还有 {len(problems) - MAX_TOLD} 处" if len(problems) > MAX_TOLD else ""
    told = "\n".join(problems[:MAX_TOLD])
    raise ConflictError(f"导入 {import_id} 不能整批撤销，什么都没有改：\n{told}{more}")


def _batches(session: Session, import_id: int) -> Iterator[list[ImportChange]]:
    last = ""
    while True:
        mine = (ImportChange.import_id == import_id, col(ImportChange.key) > last)
        batch = list(session.exec(select(ImportChange).where(*mine).order_by(ImportChange.key).limit(AT_ONCE)))
        if not batch:
            return
        yield batch
        last = batch[-1].key


def _touched(session: Session, changes: list[ImportChange]) -> Iterator[str]:
    """Yield what is no longer as the import left it."""
    rows = service.by_key(session, [change.key for change in changes])
    for change in changes:
        row = rows.get(change.key)
        name = change.after[OFFER]["name"]
        if row is None:
            yield f"{change.key}（{name}）后来被删除了"
        elif snapshot(row) != change.after:
            yield f"{change.key}（{name}）后来又改过{_by_whom(session, change)}"


def _by_whom(session: Session, change: ImportChange) -> str:
    """Say which later import touched an item, if one did."""
    later = (
        select(func.min(ImportChange.import_id))
        .join(Import, col(Import.id) == col(ImportChange.import_id))
        .where(ImportChange.key == change.key, ImportChange.import_id > change.import_id)
        .where(col(Import.undone_at).is_(None))
    )
    found = session.exec(later).one()
    return f"（导入 {found}，先撤销它）" if found else ""


def _restore(session: Session, changes: list[ImportChange]) -> None:
    """Give items back what they were and remove what the import made, but for institutions made of a mere name."""
    rows = service.by_key(session, [change.key for change in changes])
    for change in changes:
        row = rows[change.key]
        if change.before is not None:
            to_row(parse_offer(change.before[OFFER]), row).updated_at = utc_now()
            if isinstance(row, Institution):
                row.generated = change.before[GENERATED]
            session.add(row)
        elif not change.after[GENERATED]:
            session.delete(row)


def _remove_generated(session: Session, changes: list[ImportChange]) -> None:
    """Remove institutions made of a mere name that nothing names any more."""
    keys = [change.key for change in changes if change.before is None and change.after[GENERATED]]
    for row in service.by_key(session, keys).values():
        if not _naming(session, row.name):
            session.delete(row)


def _naming(session: Session, provider: str) -> list[str]:
    """Return some items that name a provider."""
    found: list[str] = []
    for one in DISTINCT_TABLES:
        table = cast(Any, one)
        if one is not Institution and not found:
            query = select(table.key).where(table.provider == provider, table.kind != "faq")
            found += session.exec(query.order_by(table.key).limit(3))
    return found


def _orphaned(session: Session, changes: list[ImportChange]) -> Iterator[str]:
    """Yield institutions that are gone now and that somebody else's item or user still refers to."""
    gone = {
        change.key: change.after[OFFER]["name"]
        for change in changes
        if change.before is None and not change.after[GENERATED] and change.after[OFFER]["kind"] == "institution"
    }
    gone = {key: name for key, name in gone.items() if key not in service.by_key(session, list(gone))}
    for key, name in gone.items():
        users = _first_users(session, key, name)
        if users:
            yield f"机构 {key}（{name}）还有人在用：{'、'.join(users)}"


def _first_users(session: Session, key: str, name: str) -> list[str]:
    found: list[str] = []
    for table in (Service, Expert):
        found += session.exec(select(table.key).where(table.institution == key).limit(3))
    if session.exec(select(Institution.id).where(Institution.name == name)).first() is None:
        found += _naming(session, name)
    found += [f"用户 {user}" for user in session.exec(select(User.username).where(User.institution == key).limit(3))]
    return list(dict.fromkeys(found))
