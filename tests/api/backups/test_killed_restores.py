"""A restore killed between any two of its steps leaves the old data or the new, never some of both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from api import occupancy
from api.backups import members, restoring, swap
from api.errors import ConfigurationError
from api.privacy.eraser import Erased
from api.settings import Settings
from tests.api.backup_parts import state_of
from tests.api.test_cli import fails

STEPS = ("link", "replace", "unlink", "fsync", "open")  # the calls that a swap consists of, and between which it dies
DIED = 9


@pytest.fixture
def before(settings: Settings, archive: Path) -> Path:
    """Return the data as it is before a restore: other files than in the backup, more of them, and fewer."""
    home = settings.data_dir
    (home / "outgoing").mkdir(exist_ok=True)
    (home / "outgoing" / "2026-11-22.txt").write_text("after", encoding="utf-8")
    (home / "tracker.db").write_bytes(b"not in the backup")
    (home / "tracker.db-wal").write_bytes(b"stale")
    shutil.rmtree(home / "indexes", ignore_errors=True)
    return home


def dies_in(work: Callable[[], object], calls: int) -> bool:
    """Do something in a process that is killed at its n-th call of a swap; tell whether it was."""
    pid = os.fork()
    if pid == 0:
        left, real = [calls], os

        def counted(name: str) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    real._exit(DIED)
                return getattr(real, name)(*args, **kwargs)

            return call

        rest = {name: getattr(real, name) for name in ("O_RDONLY", "O_WRONLY", "O_CREAT", "O_TRUNC", "close", "fdopen")}
        swap.os = SimpleNamespace(**rest, **{name: counted(name) for name in STEPS})  # type: ignore[assignment]
        code = 1
        try:
            work()
            code = 0
        finally:
            real._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, DIED)
    return code == DIED


def restore(settings: Settings, home: Path, archive: Path) -> Callable[[], object]:
    there = settings.model_copy(update={"data_dir": home})
    return lambda: restoring.restore(there, archive, lambda _: Erased())


def start(home: Path) -> None:
    """Do what every process does before it opens anything."""
    with occupancy.shared(home):
        pass


def names(home: Path) -> set[str]:
    """Return what lies there that a restore has put there."""
    return {path.name for path in home.iterdir() if path.name.startswith((".", members.ASIDE))}


def test_killed_at_every_step(settings: Settings, before: Path, archive: Path, tmp_path: Path) -> None:
    old, home = state_of(before), tmp_path / "home"
    shutil.copytree(before, tmp_path / "whole")
    assert not dies_in(restore(settings, tmp_path / "whole", archive), 0)
    new = kept(tmp_path / "whole")
    assert new != old
    ends = []
    for calls in range(1, 1000):
        shutil.copytree(before, home)
        if not dies_in(restore(settings, home, archive), calls):
            break
        half = swap.is_half_done(home)
        start(home)
        assert not swap.is_half_done(home)
        ends.append(kept(home))
        assert ends[-1] in (old, new)
        if half:
            assert ends[-1] == old
            assert names(home) == set()
        shutil.rmtree(home)
    assert calls > 20
    assert old in ends
    assert ends[-1] == new  # killed while it only made sure that the end is on the disk
    assert ends == sorted(ends, key=lambda one: one == new)  # once new it stays


def kept(home: Path) -> dict[str, str]:
    """Return the data alone, without what is aside or was being prepared."""
    return {name: digest for name, digest in state_of(home).items() if not name.startswith((".", members.ASIDE))}


def test_killed_again_while_it_goes_back(settings: Settings, before: Path, archive: Path, tmp_path: Path) -> None:
    old, half = state_of(before), last_half(settings, before, archive, tmp_path)
    for calls in range(1, 1000):
        home = tmp_path / "again"
        shutil.copytree(half, home, copy_function=os.link)
        died = dies_in(lambda home=home: swap.go_back(home), calls)  # type: ignore[misc]
        start(home)
        assert state_of(home) == old
        assert names(home) == set()
        shutil.rmtree(home)
        if not died:
            break
    assert calls > 5


def last_half(settings: Settings, before: Path, archive: Path, tmp_path: Path) -> Path:
    """Return the data as a restore leaves it that is killed when everything is in place, before it says so."""
    found = tmp_path / "half-0"
    for calls in range(1, 1000):
        home = tmp_path / f"half-{calls}"
        shutil.copytree(before, home)
        if not dies_in(restore(settings, home, archive), calls) or (calls > 10 and not swap.is_half_done(home)):
            return found
        found = home
    raise AssertionError("it never ends")


def test_commands_undo_it_first_and_the_next_restore_succeeds(
    settings: Settings, before: Path, archive: Path, qifu: Any, tmp_path: Path
) -> None:
    settings.data_dir = last_half(settings, before, archive, tmp_path)
    assert swap.is_half_done(settings.data_dir)
    (settings.data_dir / "tracker.db").unlink(missing_ok=True)
    assert qifu("restore", archive).exit_code == 0
    assert not swap.is_half_done(settings.data_dir)
    assert "the-agent" in qifu("users").output


def test_while_a_restore_goes_on_nobody_undoes_it(settings: Settings, before: Path, qifu: Any) -> None:
    (before / swap.PLAN).write_text('{"aside": "a", "fresh": "f", "had": [], "new": ["qifu.db"]}', encoding="utf-8")
    with occupancy.alone(before), pytest.raises(ConfigurationError, match="正在恢复备份"):
        start(before)
    with occupancy.alone(before):
        fails(qifu("users"), "正在恢复备份")
    assert (before / "qifu.db").exists()
    assert swap.is_half_done(before)
