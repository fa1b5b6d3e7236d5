"""What of the data directory belongs in a backup, and what is made anew without one."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from sqlalchemy import make_url

from api.backups.errors import BackupError
from api.database import open_database
from api.followups import file_sender
from api.model_fetch import LOCK_FILE
from api.privacy import journal, tracker
from api.settings import SECRET_FILE, Settings

DATABASE = "qifu.db"
SQLITE = (DATABASE, tracker.NAME)
LOGS = ("-wal", "-shm")  # beside an SQLite file
MODELS = "models"
WEIGHTS = "另取的向量模型的权重（qifu fetch-model 可以再取）"
ASIDE = "before-restore-"  # where a restore puts what was there
STAGING = ".restore-"
PLAIN = re.compile(
    rf"{MODELS}/{re.escape(LOCK_FILE)}"
    rf"|calibrations/[\w@.+-]+/calibration\.json"
    rf"|{file_sender.NAME}/\d{{4}}-\d\d-\d\d\.(jsonl|txt)"
)
FOLDERS = (MODELS, "calibrations", file_sender.NAME)
REBUILT = ("indexes", "run", "worker.db", *(f"worker.db{log}" for log in LOGS))
BESIDE = tuple(f"{name}{log}" for name in SQLITE for log in LOGS)


def check_name(name: str) -> None:
    """Refuse the name of a member that has no place among the data.

    :raises BackupError: If it leads outside, or is none that a backup is made of.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise BackupError(f"备份里有越出数据目录的路径“{name[:80]}”，没有恢复。")
    if name not in (*SQLITE, journal.NAME, SECRET_FILE) and not PLAIN.fullmatch(name):
        raise BackupError(f"备份里有不认识的文件“{name[:80]}”，没有恢复。")


def plain(data_dir: Path) -> list[str]:
    """Return the names of the files that are copied as they are, in order; databases, journal and key are not these."""
    found = (path for folder in FOLDERS for path in (data_dir / folder).rglob("*"))
    names = (path.relative_to(data_dir).as_posix() for path in found if path.is_file() and not path.is_symlink())
    return sorted(name for name in names if PLAIN.fullmatch(name))


def left_out(data_dir: Path) -> list[str]:
    """Return what lies in the data directory, is in no backup, and is not rebuilt by itself either."""
    known = {*SQLITE, *BESIDE, *REBUILT, *FOLDERS, journal.NAME, SECRET_FILE}
    names = sorted(path.name for path in data_dir.iterdir())
    weights = any(path.is_dir() for path in (data_dir / MODELS).glob("*"))
    strange = [name for name in names if name not in known and not name.startswith((ASIDE, STAGING))]
    return [*strange, *([WEIGHTS] if weights else [])]


def is_sqlite(settings: Settings) -> bool:
    """Tell whether the database is a file of the data directory; otherwise it is in PostgreSQL.

    :raises BackupError: If it is an SQLite file elsewhere.
    """
    url = make_url(settings.resolved_database_url())
    if url.get_backend_name() != "sqlite":
        return False
    if Path(url.database or "").resolve() != (settings.data_dir / DATABASE).resolve():
        raise BackupError(f"QIFU_DATABASE_URL 指的 SQLite 文件不是数据目录里的 {DATABASE}，备份和恢复只管数据目录。")
    return True


def revision_in_postgresql(settings: Settings) -> str:
    """Return the schema's revision, empty if there is no schema yet."""
    database = open_database(settings)
    try:
        with database.engine.connect() as connection:
            if not connection.dialect.has_table(connection, "alembic_version"):
                return ""
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    finally:
        database.close()
