"""Files into the catalogue: all or nothing, faults by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import structlog
from sqlmodel import Session, select

from api.accounts import service as accounts
from api.catalogue import service, undoing
from api.catalogue.changes import AT_ONCE
from api.catalogue.convert import to_offer
from api.catalogue.import_models import Import
from api.catalogue.index import MatcherHolder
from api.catalogue.journal import Journal
from api.catalogue.models import Window
from api.catalogue.service import ImportReport
from api.catalogue.sheets import reading
from api.catalogue.sheets.composing import compose
from api.catalogue.sheets.faults import Faults
from api.catalogue.sheets.rows import Read
from api.database import Database
from api.errors import InvalidInputError
from knowledge.catalogue import CatalogueError, Offer, load_jsonl
from knowledge.regions import table as regions

SHEETS = (".xlsx", ".csv")
FOREIGN = (".xls", ".xlsm", ".xlsb", ".ods", ".et")
log = structlog.get_logger(__name__)
SAMPLE = Path(regions.__file__).parents[1] / "data" / "catalogue"
WINDOW_FIELDS = (
    "name",
    "level",
    "parent",
    "region",
    "sectors",
    "categories",
    "is_open",
    "address",
    "phone",
    "hours",
    "sample",
)


class FaultyFileError(InvalidInputError):
    """A file cannot be imported; ``faults`` holds (line, message)."""

    def __init__(self, detail: str, faults: list[tuple[int, str]]) -> None:
        super().__init__(detail)
        self.faults = faults


class FaultySheetError(FaultyFileError):
    """A table cannot be imported; the message says where, by sheet, row and column."""

    def __init__(self, name: str, faults: Faults) -> None:
        told = "\n".join(faults.lines())
        super().__init__(f"{name} 有 {faults.count} 处不合格，什么都没有导入。\n{told}", [])


def import_jsonl(session: Session, path: Path) -> ImportReport:
    """Import one ``.jsonl`` file.

    :raises FaultyFileError: If any line is malformed; nothing is imported then.
    """
    return service.upsert(session, _lines(path))


def _lines(path: Path) -> list[Offer]:
    try:
        return load_jsonl(path)
    except CatalogueError as error:
        lines = "\n".join(f"第 {line} 行：{message}" for line, message in error.faults[:50])
        raise FaultyFileError(
            f"{path.name} 有 {len(error.faults)} 行不合格，什么都没有导入。\n{lines}", error.faults
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FaultyFileError(f"{path} 读不出来：{error}", []) from error


def _load(path: Path, kind: str | None) -> Read | list[Offer]:
    """Read a file by what its name ends in."""
    suffix = path.suffix.lower()
    if suffix in SHEETS:
        return reading.read(path, kind)
    if suffix in FOREIGN:
        raise FaultyFileError(f"{path.name} 是 {suffix}，不导入；请另存为 .xlsx 或 .csv。", [])
    return _lines(path)


def _composed(session: Session, read: Read) -> Iterator[Offer]:
    """Yield the items of a table; what its columns do not say stays as the catalogue has it."""
    for start in range(0, len(read.items), AT_ONCE):
        some = read.items[start : start + AT_ONCE]
        known = service.by_key(session, [item.key for item in some])
        for item in some:
            offer = compose(item, to_offer(known[item.key]) if item.key in known else None, read.faults)
            if offer is not None:
                yield offer


def _take(session: Session, path: Path, loaded: Read | list[Offer], journal: Journal, dry_run: bool) -> ImportReport:
    if not isinstance(loaded, Read):
        return service.upsert(session, loaded, journal)
    offers = list(_composed(session, loaded))
    if loaded.faults.count and not dry_run:
        raise FaultySheetError(path.name, loaded.faults)
    report = service.upsert(session, offers, journal)
    report.faults, report.examples_skipped = loaded.faults, loaded.examples_skipped
    return report


def run(
    database: Database, matcher: MatcherHolder, path: Path, dry_run: bool, actor: str, kind: str | None = None
) -> ImportReport:
    """Import a file and take it into the index; with ``dry_run`` check everything and keep nothing.

    :param kind: What the rows of a table are that do not say so themselves.
    :raises FaultyFileError: If anything is wrong with it; nothing is imported then. A dry run returns the faults of a
        table in its report instead.
    """
    loaded = _load(path, kind)  # before the session: on SQLite nobody else writes while it is open
    with database.session() as session:
        undoing.take_turn(session)
        entry = Import(file=path.name[-200:], actor=actor)
        session.add(entry)
        session.flush()
        journal = Journal(None if dry_run else entry.id)
        report = _take(session, path, loaded, journal, dry_run)
        report.changes = journal.told
        if dry_run:
            session.rollback()
        else:
            _keep(session, entry, report)
    if not dry_run and (report.created or report.updated):
        matcher.catch_up()
    return report


def _keep(session: Session, entry: Import, report: ImportReport) -> None:
    """Write what an import did, and into the audit."""
    entry.created, entry.updated, entry.unchanged = report.created, report.updated, report.unchanged
    entry.generated = len(report.institutions_generated)
    report.import_id = entry.id
    accounts.record(session, entry.actor, "import", entry.file[:64], f"+{report.created} ~{report.updated}")


def load_windows(session: Session, path: Path) -> int:
    """Write the tree of windows by key and return how many there are."""
    known = {window.key: window for window in session.exec(select(Window))}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for raw in rows:
        window = known.get(raw["id"]) or Window(key=raw["id"], name=raw["name"], level=raw["level"])
        for name in WINDOW_FIELDS:
            if raw.get(name) is not None:
                setattr(window, name, raw[name])
        session.add(window)
    session.flush()
    return len(rows)


def load_sample(session: Session) -> ImportReport | None:
    """Load the sample catalogue into a database without any item; ``None`` if it holds something already."""
    if any(service.count(session).values()):
        return None
    load_windows(session, SAMPLE / "windows.jsonl")
    files = sorted(path for path in SAMPLE.glob("*.jsonl") if path.name != "windows.jsonl")
    offers = [offer for path in files for offer in load_jsonl(path)]
    report = service.upsert(session, offers)
    log.info("sample_catalogue_loaded", items=report.created)
    return report
