"""The limiter: windows, callers apart, a way on without Redis."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request

from api import shared_window
from api.errors import TooManyRequestsError
from api.limiter import Allowance, Limiter, caller_of, is_local
from api.settings import ROOT
from api.shared_window import SharedWindow

THREE = Allowance("tests", "3/minute")
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def use_up(limiter: Limiter, caller: str = "a") -> None:
    for _ in range(3):
        limiter.take(THREE, caller)


@pytest.fixture(params=["memory", "file"])
def limiter(request: pytest.FixtureRequest, tmp_path: Path) -> Limiter:
    """Return one that has counted nothing."""
    return Limiter(file=tmp_path / "run" / "limits.db" if request.param == "file" else None)


def test_one_more_than_allowed_is_refused_with_the_seconds_to_wait(limiter: Limiter) -> None:
    use_up(limiter)
    with pytest.raises(TooManyRequestsError, match="请过 .*再试") as refused:
        limiter.take(THREE, "a")
    assert 1 <= refused.value.wait_seconds <= 60
    assert refused.value.status == 429


def test_callers_and_allowances_are_counted_apart(limiter: Limiter) -> None:
    use_up(limiter)
    limiter.take(THREE, "b")
    limiter.take(Allowance("others", "3/minute"), "a")


def test_checking_counts_nothing(limiter: Limiter) -> None:
    for _ in range(9):
        limiter.check(THREE, "a")
    use_up(limiter)
    with pytest.raises(TooManyRequestsError):
        limiter.check(THREE, "a")


def test_long_waits_are_told_in_minutes() -> None:
    assert TooManyRequestsError(61).detail == "您操作得太频繁了，请过 2 分钟再试。"
    assert TooManyRequestsError(20).detail == "您操作得太频繁了，请过 20 秒再试。"


def test_without_an_answer_of_redis_the_own_memory_counts() -> None:
    limiter = Limiter(NOBODY_LISTENS)
    use_up(limiter)
    with pytest.raises(TooManyRequestsError):
        limiter.take(THREE, "a")


def test_the_sentence_begins_with_what_the_allowance_tells(limiter: Limiter) -> None:
    own = Allowance("tests", "1/minute", "您发得太快了")
    limiter.take(own, "a")
    with pytest.raises(TooManyRequestsError, match=r"^您发得太快了，请过 (\d+ 秒|1 分钟)再试。$"):
        limiter.take(own, "a")


COUNTS = """
import pathlib, sys
from api.errors import TooManyRequestsError
from api.limiter import Allowance, Limiter
limiter, taken = Limiter(file=pathlib.Path(sys.argv[1])), 0
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
for _ in range(60):
    try:
        limiter.take(Allowance("tests", "100/hour"), "a")
        taken += 1
    except TooManyRequestsError:
        pass
print(taken)
"""


def test_processes_of_one_machine_count_together(tmp_path: Path) -> None:
    """Four processes at once, 240 uses wanted, 100 allowed: 100 are taken, not one more or less."""
    command = [sys.executable, "-c", COUNTS, str(tmp_path / "limits.db")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    running = [subprocess.Popen(command, **pipes) for _ in range(4)]  # type: ignore[call-overload]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == 100


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    """A first switch to the write-ahead log fails at once where somebody writes; two processes then counted apart."""
    path = tmp_path / "limits.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE made_elsewhere (id INTEGER)")
    done = threading.Timer(0.2, other.execute, ["COMMIT"])
    done.start()
    assert SharedWindow(path).hit(THREE.item, "a")
    done.join()
    other.close()


def test_a_window_moves_with_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each use is free again when its own minute is over, and then its row is gone from the file."""
    now = 1_000_000.0
    monkeypatch.setattr(shared_window.time, "time", lambda: now)
    window, item = SharedWindow(tmp_path / "limits.db"), THREE.item
    taken = []
    for now in (1_000_000.0, 1_000_020.0, 1_000_040.0, 1_000_050.0, 1_000_061.0, 1_000_062.0, 1_000_081.0):  # noqa: B007
        taken.append(window.hit(item, "a"))
    assert taken == [True, True, True, False, True, False, True]
    assert window.get_window_stats(item, "a") == (1_000_100.0, 0)
    now = 1_000_500.0
    assert window.get_window_stats(item, "a") == (now, 3)
    with sqlite3.connect(tmp_path / "limits.db") as connection:
        assert connection.execute("SELECT count(*) FROM uses").fetchone() == (0,)


def test_without_a_file_to_write_the_own_memory_counts(tmp_path: Path) -> None:
    (tmp_path / "limits.db").mkdir()
    limiter = Limiter(file=tmp_path / "limits.db")
    use_up(limiter)
    with pytest.raises(TooManyRequestsError):
        limiter.take(THREE, "a")


def test_what_was_opened_before_a_fork_is_opened_anew_after_it(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys\n"
        "from api.limiter import Allowance, Limiter\n"
        "limiter, one = Limiter(file=pathlib.Path(sys.argv[1])), Allowance('tests', '9/hour')\n"
        "limiter.take(one, 'a')\n"
        "child = os.fork()\n"
        "limiter.take(one, 'a')\n"
        "if child == 0: os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "window = limiter._windows[0]\n"
        "print(window.get_window_stats(one.item, 'tests', 'a').remaining)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "limits.db")]
    assert subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout == "6\n"


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """Run a Redis of the test's own, where the machine has one."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine")
    socket = tmp_path / "redis.sock"
    running = subprocess.Popen([program, "--port", "0", "--unixsocket", str(socket), "--save", ""])
    deadline = time.monotonic() + 10
    while not socket.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"redis+unix://{socket}"
    running.terminate()
    running.wait(timeout=10)


def test_processes_that_share_redis_count_together(redis_url: str) -> None:
    one, other = Limiter(redis_url), Limiter(redis_url)
    use_up(one)
    with pytest.raises(TooManyRequestsError):
        other.take(THREE, "a")
    other.take(THREE, "b")


@pytest.mark.parametrize(
    ("host", "caller"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_caller_is_an_address_or_a_subscribers_prefix(host: str, caller: str) -> None:
    assert caller_of(Request({"type": "http", "client": (host, 1), "headers": []})) == caller


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("203.0.113.7", False), ("testclient", False)],
)
def test_only_a_program_of_this_machine_is_local(host: str, local: bool) -> None:
    assert is_local(Request({"type": "http", "client": (host, 1), "headers": []})) is local
