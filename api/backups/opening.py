"""Reading a backup: every member is checked before anything is made of it.

Members are written by their names from the manifest, none of which leads outside; links, folders and devices are
refused. So nothing depends on the filters of ``tarfile``, which the older patch versions of Python 3.11 lack.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import zlib
from pathlib import Path

from api.backups import databases, manifest, members
from api.backups.errors import BackupError
from api.backups.manifest import BLOCK_BYTES, Content, Manifest

BROKEN = (tarfile.TarError, EOFError, zlib.error)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write the files of a backup into an empty folder, for the owner alone, and return its manifest.

    :raises BackupError: If it is no backup, incomplete, altered, leads outside, or of a newer schema than this program.
    :raises OSError: If it cannot be read, or there is no room for it.
    """
    try:
        with tarfile.open(archive, "r:gz") as packed:
            told = _manifest(packed)
            _check(told, folder)
            missing = set(told.files)
            while (member := packed.next()) is not None:
                _write(packed, member, told, folder)
                missing.discard(member.name)
    except BROKEN as error:
        raise BackupError(f"{archive} 不是完整的备份文件：{error}。") from error
    if missing:
        raise BackupError(f"备份里缺文件：{'、'.join(sorted(missing))}，没有恢复。")
    _check_databases(told, folder)
    return told


def _manifest(packed: tarfile.TarFile) -> Manifest:
    first = packed.next()
    if first is None or first.name != manifest.NAME or not first.isreg() or first.size > manifest.MOST_BYTES:
        raise BackupError("这不是 qifu backup 做的备份：开头没有清单。")
    file = packed.extractfile(first)
    return manifest.read(file.read() if file else b"")


def _check(told: Manifest, folder: Path) -> None:
    for name in told.files:
        members.check_name(name)
    known = manifest.revisions()
    if told.schema and told.schema not in known:
        raise BackupError(f"备份的数据库结构是 {told.schema[:80]}，比这一版程序（{known[0]}）新：先升级程序再恢复。")
    needed, free = sum(one.size for one in told.files.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(f"磁盘空间不够：恢复要 {needed // 1_000_000} MB，只剩 {free // 1_000_000} MB。")


def _write(packed: tarfile.TarFile, member: tarfile.TarInfo, told: Manifest, folder: Path) -> None:
    """Write one member, refusing what the manifest does not say of it."""
    members.check_name(member.name)
    wanted, target = told.files.get(member.name), folder / member.name
    if wanted is None or not member.isreg() or target.exists():
        raise BackupError(f"备份里的“{member.name[:80]}”和清单对不上，没有恢复。")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        digest, size, source = hashlib.sha256(), 0, packed.extractfile(member)
        while source and size <= wanted.size and (block := source.read(BLOCK_BYTES)):
            digest.update(block)
            size += len(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if Content(digest.hexdigest(), size) != wanted:
        raise BackupError(f"备份里的“{member.name[:80]}”校验和不符，没有恢复。")


def _check_databases(told: Manifest, folder: Path) -> None:
    for name in members.SQLITE:
        if name in told.files and not databases.is_whole(folder / name):
            raise BackupError(f"备份里的 {name} 不是完好的数据库，没有恢复。")
    if told.database != manifest.SQLITE:
        return
    found = databases.revision_of(folder / members.DATABASE) if members.DATABASE in told.files else None
    if found != told.schema:
        raise BackupError(f"备份里的 {members.DATABASE} 和清单写的结构对不上，没有恢复。")
