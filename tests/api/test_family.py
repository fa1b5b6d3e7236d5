"""Processes that belong together, each of them killed as the machine would: none is left, the port is free again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from api import runner
from api.respawn import STARTED_SECONDS
from api.settings import ROOT
from tests.measure.bench.processes import family

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the Linux kernel ties processes")
pytestmark = LINUX
PATIENCE_SECONDS = 120.0  # nothing here takes so long; a busy machine may
SERVES = """
import sys
from fastapi import FastAPI
from api.serve import Service
from api.settings import Settings

class Small(Service):
    def load(self):
        return FastAPI()

Small(Settings(port=int(sys.argv[1]), workers=2)).run()
"""
RUNS = """
import shlex, signal, sys
from api.family import Family, tied
from api.settings import ROOT

family = Family()
for name, number, words in (
    ("service", signal.SIGTERM, [sys.executable, sys.argv[1], sys.argv[2]]),
    ("rasa", signal.SIGKILL, ["sleep", "600"]),
    ("worker", signal.SIGKILL, [sys.executable, "-m", "api.respawn", "tests.api.sleeper"]),
):
    family.add_process(name, tied("exec " + shlex.join(words), number), env=None, cwd=str(ROOT))
family.loop()
sys.exit(family.returncode or 0)
"""


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := holds()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return found


def words_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    return False


def is_served(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Running:
    """A family of real processes, by what they are."""

    def __init__(self, folder: Path, out: int = subprocess.DEVNULL) -> None:
        self.port = runner.free_port()
        (folder / "serves.py").write_text(SERVES)
        (folder / "runs.py").write_text(RUNS)
        command = [sys.executable, str(folder / "runs.py"), str(folder / "serves.py"), str(self.port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QIFU_DATA_DIR": str(folder)}
        self.head = subprocess.Popen(command, cwd=folder, env=environment, stdout=out)
        self.pids: list[int] = []

    def complete(self) -> None:
        """Wait until everybody is there."""
        until(lambda: self.head.poll() is None and is_served(self.port) and set(self.members()) == set(MEMBERS))
        self.pids = family(self.head.pid)

    def members(self) -> dict[str, int]:
        """Return the processes by what they are."""
        found = {"head": self.head.pid}
        for pid in family(self.head.pid)[1:]:
            words, above = words_of(pid), _parent(pid)
            if "serves.py" in words and "runs.py" not in words:
                found.setdefault("server", pid)
                found["serving" if above == found["server"] else "server"] = pid
            for mark, name in (("sleep 600", "rasa"), ("api.respawn", "keeper")):
                if mark in words and "tether" not in words:
                    found[name] = pid
            if words.rstrip().endswith("-m tests.api.sleeper") and "tether" not in words:
                found["worker"] = pid
        named = {found.get("server"): "of server", found.get("rasa"): "of rasa", found.get("keeper"): "of keeper"}
        return found | {name: _parent(pid) for pid, name in named.items() if pid}

    def end(self) -> None:
        """Leave nothing behind, whatever a test found."""
        for pid in {self.head.pid, *self.pids, *family(self.head.pid)}:
            if is_alive(pid) and (pid == self.head.pid or words_of(pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.head.wait(timeout=PATIENCE_SECONDS)


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return 0


MEMBERS = ("head", "server", "serving", "rasa", "keeper", "worker", "of server", "of rasa", "of keeper")
STOPS_ALL = ("head", "server", "rasa", "keeper", "of server")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Return a whole family; it is gone with the test."""
    started = Running(tmp_path)
    try:
        started.complete()
        yield started
    finally:
        started.end()


@pytest.mark.parametrize("victim", STOPS_ALL)
def test_whoever_is_killed_takes_all_along(running: Running, victim: str) -> None:
    os.kill(running.members()[victim], signal.SIGKILL)
    until(lambda: running.head.poll() is not None)
    until(lambda: not [pid for pid in running.pids if is_alive(pid)])
    assert not is_served(running.port)
    assert running.head.returncode != 0
    with socket.socket() as next_one:
        next_one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        next_one.bind(("127.0.0.1", running.port))


def replace(running: Running, victim: str) -> None:
    """Kill one that is started again, and wait until it is."""
    if victim == "worker":  # one that dies sooner is taken for misconfigured
        began = time.monotonic()
        until(lambda: time.monotonic() - began > STARTED_SECONDS)
    killed = running.members()[victim]
    os.kill(killed, signal.SIGKILL)
    until(lambda: running.members().get(victim, killed) != killed)


@pytest.mark.parametrize("victim", ["serving", "worker"])
def test_what_is_replaced_is_replaced(running: Running, victim: str) -> None:
    replace(running, victim)
    assert running.head.poll() is None
    assert is_served(running.port)


def test_told_to_stop_all_stop(running: Running) -> None:
    running.head.send_signal(signal.SIGTERM)
    assert running.head.wait(timeout=PATIENCE_SECONDS) == 128 + signal.SIGTERM
    until(lambda: not [pid for pid in running.pids if is_alive(pid)])


def test_whose_output_nobody_reads_any_more_goes_on_and_stops_when_told(tmp_path: Path) -> None:
    """``qifu run | tee log`` whose tee was killed."""
    reader, writer = os.pipe()
    running = Running(tmp_path, writer)
    try:
        os.close(writer)
        running.complete()
        os.close(reader)
        replace(running, "worker")  # which is told of, to nobody
        assert running.head.poll() is None
        running.head.send_signal(signal.SIGTERM)
        assert running.head.wait(timeout=PATIENCE_SECONDS) == 128 + signal.SIGTERM
        until(lambda: not [pid for pid in running.pids if is_alive(pid)])
    finally:
        running.end()


def test_a_parent_that_is_gone_already_is_noticed(tmp_path: Path) -> None:
    """Between the fork and the tie the parent may have died: the command does not even begin."""
    command = [sys.executable, "-m", "api.tether", str(os.getpid() + 1), "SIGKILL", "touch", str(tmp_path / "mark")]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert not (tmp_path / "mark").exists()
