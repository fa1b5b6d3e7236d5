"""The limiter: windows, callers apart, a way on without Redis."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request

from api.errors import TooManyRequestsError
from api.limiter import Allowance, Limiter, caller_of

THREE = Allowance("tests", "3/minute")
NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def use_up(limiter: Limiter, caller: str = "a") -> None:
    for _ in range(3):
        limiter.take(THREE, caller)


def test_one_more_than_allowed_is_refused_with_the_seconds_to_wait() -> None:
    limiter = Limiter()
    use_up(limiter)
    with pytest.raises(TooManyRequestsError, match="请过 .*再试") as refused:
        limiter.take(THREE, "a")
    assert 1 <= refused.value.wait_seconds <= 60
    assert refused.value.status == 429


def test_callers_and_allowances_are_counted_apart() -> None:
    limiter = Limiter()
    use_up(limiter)
    limiter.take(THREE, "b")
    limiter.take(Allowance("others", "3/minute"), "a")


def test_checking_counts_nothing() -> None:
    limiter = Limiter()
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
