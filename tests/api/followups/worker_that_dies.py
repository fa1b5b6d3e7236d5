"""A worker that is killed again and again: ``python -m tests.api.followups.worker_that_dies FOLDER URL``."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from api import worker
from api.followups import advance, delivery
from api.outbox.relay import Relay, Steps
from api.settings import Settings
from tests.api.outbox.killing import until_one_lives

START = datetime.fromisoformat("2026-11-26T14:00+08:00")


def main(folder: Path, url: str) -> None:
    """Plan what is told, take what is due a step on, send it; each process two minutes after the one before."""

    def work(steps: Steps, number: int) -> None:
        secret = SecretStr("a-secret-of-the-tests")
        parts = worker.build(Settings(data_dir=folder, database_url=url, secret_key=secret))
        now = START + timedelta(minutes=2 * number)
        send = delivery.handler(parts.database, parts.senders, lambda: now)
        relay = Relay(parts.database, {**worker.handlers(parts), advance.SEND: send}, steps, now=lambda: now)
        relay.drain()
        advance.sweep(parts.database, parts.senders.channels(), now)
        relay.drain()

    until_one_lives(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
