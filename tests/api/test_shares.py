"""Connections are shared out evenly: counted by hand, and with two real processes of which one dies."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import runner
from api.settings import ROOT
from api.shares import Shared, Tally

CLIENTS = 8
TRIES = 400  # answers a client asks for until the share is even; a few are enough
WAIT_SECONDS = 60.0
SERVICE = """
import os, sys
from pathlib import Path
from api.serve import Service
from api.settings import Settings

async def answer(scope, receive, send):
    if scope["type"] != "http":
        return
    body = str(os.getpid()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})

class Small(Service):
    def load(self):
        return answer

Small(Settings(data_dir=Path(sys.argv[1]), port=int(sys.argv[2]), workers=2)).run()
"""


def test_the_share_is_rounded_up() -> None:
    tally = Tally()
    assert tally.share() == 0
    first, second = tally.enter(), tally.enter()
    assert first != second
    tally.put(first, 5)
    assert tally.share() == 3
    tally.leave(second)
    assert tally.share() == 5
    assert tally.enter() == second


def test_only_as_many_are_given_up_as_are_too_many() -> None:
    tally = Tally()
    mine, other = tally.enter(), tally.enter()
    shared = Shared(tally, mine)
    for connection in "abcde":
        shared.begin(connection)
    assert [shared.gives_up(connection) for connection in "abcde"] == [True, True, False, False, False]
    assert shared.gives_up("a")  # still, until it is closed
    shared.end("a")
    shared.end("b")
    tally.put(other, 2)  # they have come again
    assert not any(shared.gives_up(connection) for connection in "cde")
    tally.put(other, 3)
    shared.begin("f")
    assert not shared.gives_up("f")
    tally.put(other, 1)
    assert shared.gives_up("f")


def test_a_process_alone_gives_nothing_up() -> None:
    tally = Tally()
    shared = Shared(tally, tally.enter())
    for connection in "abc":
        shared.begin(connection)
    assert not any(shared.gives_up(connection) for connection in "abc")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Return the port of a small service of two processes."""
    number = runner.free_port()
    command = [sys.executable, "-c", SERVICE, str(tmp_path), str(number)]
    service = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        processes(number, 2)
        yield number
    finally:
        service.terminate()
        service.wait(timeout=20)


def processes(port: int, many: int, without: int = 0) -> set[int]:
    """Return the processes that answer, when there are so many."""
    seen, until = set[int](), time.monotonic() + WAIT_SECONDS
    while len(seen) < many:
        assert time.monotonic() < until, seen
        try:
            seen |= {ask(http.client.HTTPConnection("127.0.0.1", port))} - {without}
        except OSError:
            time.sleep(0.05)
    return seen


def ask(connection: http.client.HTTPConnection) -> int:
    """Return the process that answers; a connection that was ended is opened again, as any client does."""
    connection.request("GET", "/")
    return int(connection.getresponse().read())


def shares(clients: list[http.client.HTTPConnection]) -> list[int]:
    """Return how many of the clients each process has in the end."""
    counts = list[int]()
    for _ in range(TRIES):
        counts = sorted(Counter(map(ask, clients)).values())
        if counts == [CLIENTS // 2, CLIENTS // 2]:
            break
    return counts


def test_eight_clients_that_stay_are_four_for_each(port: int) -> None:
    clients = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(CLIENTS)]
    assert shares(clients) == [4, 4]
    kept = [ask(client) for client in clients]
    assert [ask(client) for client in clients] == kept  # an even share lasts


def test_a_new_process_gets_its_share_again(port: int) -> None:
    clients = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(CLIENTS)]
    gone = ask(clients[0])
    os.kill(gone, signal.SIGKILL)
    processes(port, 2, without=gone)
    assert shares([http.client.HTTPConnection("127.0.0.1", port) for _ in range(CLIENTS)]) == [4, 4]
