"""A relay that is killed again and again: ``python -m tests.api.outbox.worker_that_dies URL FILE``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from api import encryption
from api.accounts.models import AuditEntry
from api.clock import utc_now
from api.database import Database
from api.outbox.handlers import Handler, Work
from api.outbox.relay import Relay, Steps
from tests.api.outbox.killing import until_one_lives


def main(url: str, file: Path) -> None:
    """Work off what is due; each process two minutes after the one before, whose claim has run out by then."""

    def perform(work: Work) -> str:
        said = file.read_text().split() if file.exists() else []
        if not (work.again and work.key in said):
            with file.open("a") as out:
                out.write(f"{work.key}\n")
        return f"again={work.again}"

    handler = Handler(
        lambda session, work, result: session.add(
            AuditEntry(actor="relay", action=work.topic, subject=work.key, detail=result)
        ),
        perform=perform,
    )

    def work(steps: Steps, number: int) -> None:
        encryption.use_secret("a-secret-of-the-tests")
        ahead = timedelta(minutes=2 * number)
        Relay(Database(url), {"t": handler}, steps, now=lambda: utc_now() + ahead).drain()

    until_one_lives(work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
