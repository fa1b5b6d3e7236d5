"""Who works on a data directory: any number of processes together, or one command that replaces what is in it alone.

The locks of a file, which the system gives back when a process dies. A forked process holds what its parent held, so
serving processes count as long as one of them lives.

Source: docs/decisions/0035-backup.md
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from api.backups import swap
from api.errors import ConfigurationError, ConflictError

log = structlog.get_logger(__name__)
NAME = "in-use.lock"


@contextmanager
def shared(data_dir: Path) -> Iterator[None]:
    """Work on the data beside others; a restore that was killed half way is undone before.

    :raises ConfigurationError: If a backup is being restored.
    """
    if swap.is_half_done(data_dir):
        _undo(data_dir)
    with _locked(data_dir, fcntl.LOCK_SH) as taken:
        if not taken:
            raise ConfigurationError(f"数据目录 {data_dir} 正在恢复备份，等它结束再来。")
        yield


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Let nobody else work on the data meanwhile.

    :raises ConflictError: If somebody does.
    """
    with _locked(data_dir, fcntl.LOCK_EX) as taken:
        if not taken:
            raise ConflictError(f"服务或别的 qifu 命令正在用数据目录 {data_dir}，先停下它再恢复。")
        yield


def _undo(data_dir: Path) -> None:
    """Bring back what a killed restore had begun to replace; nobody has opened any of it since."""
    with _locked(data_dir, fcntl.LOCK_EX) as taken:
        if not taken:
            raise ConfigurationError(f"数据目录 {data_dir} 正在恢复备份，等它结束再来。")
        swap.go_back(data_dir)
    log.warning("restore_undone", data_dir=str(data_dir), hint="上次恢复没有做完，已退回原来的数据；要恢复请再来一次")


@contextmanager
def _locked(data_dir: Path, how: int) -> Iterator[bool]:
    path = data_dir / "run" / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)
