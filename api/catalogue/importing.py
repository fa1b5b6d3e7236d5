"""Files into the catalogue: all or nothing, faults by line."""

from __future__ import annotations

import json
from pathlib import Path

import structlog
from sqlmodel import Session, select

from api.accounts import service as accounts
from api.catalogue import service
from api.catalogue.index import MatcherHolder
from api.catalogue.models import Window
from api.catalogue.service import ImportReport
from api.database import Database
from api.errors import InvalidInputError
from knowledge.catalogue import CatalogueError, load_jsonl
from knowledge.regions import table as regions

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


def import_jsonl(session: Session, path: Path) -> ImportReport:
    """Import one ``.jsonl`` file.

    :raises FaultyFileError: If any line is malformed; nothing is imported then.
    """
    try:
        offers = load_jsonl(path)
    except CatalogueError as error:
        lines = "\n".join(f"第 {line} 行：{message}" for line, message in error.faults[:50])
        raise FaultyFileError(
            f"{path.name} 有 {len(error.faults)} 行不合格，什么都没有导入。\n{lines}", error.faults
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FaultyFileError(f"{path} 读不出来：{error}", []) from error
    return service.upsert(session, offers)


def run(database: Database, matcher: MatcherHolder, path: Path, dry_run: bool, actor: str) -> ImportReport:
    """Import a file and take it into the index; with ``dry_run`` check everything and keep nothing."""
    with database.session() as session:
        report = import_jsonl(session, path)
        if dry_run:
            session.rollback()
        else:
            accounts.record(session, actor, "import", path.name[:64], f"+{report.created} ~{report.updated}")
    if not dry_run and (report.created or report.updated):
        matcher.catch_up()
    return report


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
