"""The way back from a backup: everything is prepared beside the data, then put in its place at once.

Source: docs/decisions/0035-backup.md
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from api import occupancy
from api.backups import databases, manifest, members, opening, swap
from api.backups.errors import BackupError
from api.backups.manifest import Manifest
from api.catalogue.shelf import Shelf
from api.clock import in_china, utc_now
from api.errors import NotFoundError
from api.privacy import journal
from api.privacy.eraser import Erased
from api.settings import SECRET_FILE, Settings

Settle = Callable[[Settings], Erased]


@dataclass(frozen=True)
class Restored:
    """What was done.

    :param schema: The revision that the database has now.
    :param erased: What had been deleted since the backup and was deleted again.
    :param aside: Where what was there before is; None if nothing was.
    :param key_left: Whether a key of the backup was not put back, because the environment sets one.
    """

    manifest: Manifest
    schema: str
    erased: Erased
    aside: Path | None
    key_left: bool


def restore(settings: Settings, archive: Path, settle: Settle) -> Restored:
    """Put a backup in the place of the data, or leave the data as it is.

    :param settle: Brings the database that its settings name up to this program's schema and deletes again what the
        journal says. It is called with the data of the backup, in a folder beside.
    :raises NotFoundError: If there is no such file.
    :raises ConflictError: If the service, or another command, works on the data.
    :raises BackupError: If the backup must not be restored, or not here.
    """
    if not archive.is_file():
        raise NotFoundError(f"没有备份文件 {archive}。")
    home = settings.data_dir
    with occupancy.alone(home):
        swap.go_back(home)  # a restore that was killed
        for left in home.glob(f"{members.STAGING}*"):  # of one that was killed before it put anything in place
            shutil.rmtree(left)
        for name in members.SQLITE:
            databases.put_log_away(home / name)
        with tempfile.TemporaryDirectory(prefix=members.STAGING, dir=home) as folder:
            return _restore(settings, archive, Path(folder), settle)


def _restore(settings: Settings, archive: Path, fresh: Path, settle: Settle) -> Restored:
    told, home = opening.unpack(archive, fresh), settings.data_dir
    _check_kind(told, settings)
    _merge_journals(journal.place(settings), fresh / journal.NAME)
    key_left = _choose_key(settings, fresh)
    staged = {"data_dir": fresh, "erasures_file": None}
    erased = settle(
        settings.model_copy(update={**staged, **({"database_url": ""} if members.is_sqlite(settings) else {})})
    )
    for name in members.SQLITE:
        databases.put_log_away(fresh / name)
    schema = manifest.revisions()[0]
    journal.add(journal.place(settings), _added(journal.place(settings), fresh / journal.NAME))
    aside = _new_name(home)
    with swap.swapping(home, aside, fresh, _new_names(home, fresh, told), _no_more(told)):
        Shelf(home / "indexes").empty()
    return Restored(told, schema, erased, aside if aside.exists() else None, key_left)


def _new_name(home: Path) -> Path:
    """Return a dated name that nothing has, also where two restores fall into one second."""
    plain = f"{members.ASIDE}{in_china(utc_now()):%Y%m%d-%H%M%S}"
    return next(path for number in count(1) if not (path := home / f"{plain}{f'-{number}' * (number > 1)}").exists())


def _check_kind(told: Manifest, settings: Settings) -> None:
    if told.database == manifest.SQLITE and not members.is_sqlite(settings):
        raise BackupError("备份里是 SQLite 数据库，现在的 QIFU_DATABASE_URL 指向 PostgreSQL：去掉它再恢复。")
    if told.database != manifest.SQLITE and members.is_sqlite(settings):
        raise BackupError(
            "备份时数据库在 PostgreSQL 里，不在这个文件中：先用 pg_restore 恢复它，设好 QIFU_DATABASE_URL 再来。"
        )


def _merge_journals(present: Path, staged: Path) -> None:
    """Leave in the staged journal what either knows: no deletion is forgotten."""
    added = _added(present, staged)
    shutil.copyfile(present, staged) if present.exists() else staged.unlink(missing_ok=True)
    journal.add(staged, added)


def _added(present: Path, other: Path) -> list[str]:
    """Return the lines of the other journal that the present one lacks, in order."""
    known = set(_lines(present))
    return [line for line in _lines(other) if line not in known]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []


def _choose_key(settings: Settings, fresh: Path) -> bool:
    """Leave the key beside the staged data that will be used with it; tell whether one of the backup is not."""
    staged, present = fresh / SECRET_FILE, settings.data_dir / SECRET_FILE
    if settings.has_secret:
        left = staged.exists()
        staged.unlink(missing_ok=True)
        return left
    if not staged.exists() and present.exists():
        shutil.copy2(present, staged)
    return False


def _new_names(home: Path, fresh: Path, told: Manifest) -> list[str]:
    """Return the names of the staged files that get a place among the data."""
    names = [name for name in told.files if name not in (journal.NAME, SECRET_FILE)]
    is_wanted = SECRET_FILE in told.files or not (home / SECRET_FILE).exists()
    return [*names, *([SECRET_FILE] if is_wanted and (fresh / SECRET_FILE).exists() else [])]


def _no_more(told: Manifest) -> list[str]:
    """Return the names of which nothing is left: of a database that the backup lacks, and of what a log was."""
    names = (*members.BESIDE, *(name for name in members.SQLITE if name not in told.files))
    return [one for one in names if told.database == manifest.SQLITE or not one.startswith(members.DATABASE)]
