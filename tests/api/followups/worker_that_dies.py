"""A worker that is killed at the n-th step: ``python -m tests.api.followups.worker_that_dies FOLDER URL N MINUTES``."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from api import worker
from api.followups import advance, delivery
from api.outbox.relay import Relay, Steps
from api.settings import Settings

START = datetime.fromisoformat("2026-11-26T14:00+08:00")


class Deadly(Steps):
    """Kills the process at the n-th step."""

    def __init__(self, left: int) -> None:
        self._left = left

    def reached(self, step: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, url: str, left: int, minutes: int) -> None:
    """Plan what is told, take what is due a step on, send it: as the worker does, ``minutes`` after the start."""
    parts = worker.build(Settings(data_dir=folder, database_url=url, secret_key=SecretStr("a-secret-of-the-tests")))
    now = START + timedelta(minutes=minutes)
    handlers = {**worker.handlers(parts), advance.SEND: delivery.handler(parts.database, parts.senders, lambda: now)}
    relay = Relay(parts.database, handlers, Deadly(left), now=lambda: now)
    relay.drain()
    advance.sweep(parts.database, parts.senders.channels(), now)
    relay.drain()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
