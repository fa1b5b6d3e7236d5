"""A PostgreSQL server of the tests' own, in a temporary folder, reached on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200"


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of the tests' own is made in it
ENOUGH = 5_000_000_000  # all databases of a run, in two processes


def place() -> Path | None:
    """Return where to keep the server's files: in memory if there is room, where a new database takes 30 ms."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None


def binaries() -> Path | None:
    """Return the folder of the newest server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(float(path.parent.name)))
    found = [folder for folder in folders if (folder / "initdb").exists()]
    named = shutil.which("initdb")
    return found[0] if found else Path(named).resolve().parent if named else None


@dataclass
class Server:
    """A running server."""

    port: int
    _numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def create(self, name: str = "", template: str = "template0") -> str:
        """Create a database and return its URL."""
        name = name or f"test_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
        return self.url(name)

    def copy(self, template: str) -> str:
        """Create a copy of a database that nobody is connected to, and return its URL."""
        return self.create(template=template)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server as long as the block lasts."""
    data, programs = folder / "data", binaries()
    if programs is None:
        raise RuntimeError("no PostgreSQL server programs")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    _as_server_user(folder, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"{FAST} -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    _as_server_user(folder, programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield Server(port, count(1))
    finally:
        _as_server_user(folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _as_server_user(folder: Path, *command: object) -> None:
    """Run a program as the server's user: it refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    words = [*prefix, *map(str, command)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
