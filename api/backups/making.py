"""Making a backup while the service runs."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from api.backups import databases, manifest, members
from api.backups.errors import BackupError
from api.backups.manifest import Manifest
from api.clock import in_china, iso, utc_now
from api.errors import NotFoundError
from api.privacy import journal
from api.settings import SECRET_FILE, Settings


@dataclass(frozen=True)
class Made:
    """A backup that was made.

    :param left_out: What of the data directory is not in it and not rebuilt by itself, the key apart.
    """

    path: Path
    size: int
    manifest: Manifest
    left_out: list[str]


def default_name() -> str:
    """Return the name of a backup made now."""
    return f"qifu-{in_china(utc_now()):%Y%m%d-%H%M%S}.tar.gz"


def make(settings: Settings, path: Path, with_key: bool = False) -> Made:
    """Write a backup; there is a whole one under its name, or none.

    :param with_key: Put the key in that the program made itself, if there is one.
    :raises BackupError: If the name is taken, or the databases cannot be copied.
    :raises NotFoundError: If there is no database, or no folder to write into.
    :raises OSError: If it cannot be written.
    """
    _check_free(path)
    if members.is_sqlite(settings) and not (settings.data_dir / members.DATABASE).exists():
        raise NotFoundError(f"数据目录 {settings.data_dir} 里没有 {members.DATABASE}，没有可备份的。")
    with tempfile.TemporaryDirectory(prefix=".qifu-backup-", dir=path.parent) as name:
        folder = Path(name)
        names = _gather(settings, folder, with_key)
        told = _describe(settings, folder, names)
        fresh = folder / "archive"
        _pack(fresh, folder, told)
        _check_free(path)
        fresh.rename(path)
    return Made(path, path.stat().st_size, told, members.left_out(settings.data_dir))


def _check_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise BackupError(f"已经有 {path}，不覆盖：换个文件名。")
    if not path.parent.is_dir():
        raise NotFoundError(f"没有文件夹 {path.parent}。")


def _gather(settings: Settings, folder: Path, with_key: bool) -> list[str]:
    """Copy what belongs in, and return the names; the journal comes last and so knows of all that the copies lack."""
    home = settings.data_dir
    wanted = members.SQLITE if members.is_sqlite(settings) else members.SQLITE[1:]
    copied = [name for name in wanted if (home / name).exists()]
    databases.copy({home / name: folder / name for name in copied})
    names = [*copied, *(name for name in members.plain(home) if _copy(home / name, folder / name))]
    if with_key and _copy(home / SECRET_FILE, folder / SECRET_FILE):
        names.append(SECRET_FILE)
    if _copy(journal.place(settings), folder / journal.NAME):
        names.append(journal.NAME)
    return names


def _copy(source: Path, target: Path) -> bool:
    """Copy a file, and tell whether there was one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:  # cleared away since it was listed
        return False
    return True


def _describe(settings: Settings, folder: Path, names: list[str]) -> Manifest:
    is_sqlite = members.is_sqlite(settings)
    return Manifest(
        created=iso(utc_now()),
        version=metadata.version("qifu"),
        schema=databases.revision_of(folder / members.DATABASE)
        if is_sqlite
        else members.revision_in_postgresql(settings),
        database=manifest.SQLITE if is_sqlite else manifest.POSTGRESQL,
        files={name: manifest.content_of(folder / name) for name in names},
    )


def _pack(target: Path, folder: Path, told: Manifest) -> None:
    """Write the archive, the manifest first, and return when it is on the disk."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            text = told.written()
            archive.addfile(_entry(manifest.NAME, len(text)), io.BytesIO(text))
            for name, content in told.files.items():
                with (folder / name).open("rb") as source:
                    archive.addfile(_entry(name, content.size), source)
        file.flush()
        os.fsync(file.fileno())


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(utc_now().timestamp())
    return entry
