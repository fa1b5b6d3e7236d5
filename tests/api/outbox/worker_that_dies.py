"""A relay that is killed at the n-th step: ``python -m tests.api.outbox.worker_that_dies URL FILE N MINUTES``."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from api import encryption
from api.accounts.models import AuditEntry
from api.clock import utc_now
from api.database import Database
from api.outbox.handlers import Handler, Work
from api.outbox.relay import Relay, Steps


class Deadly(Steps):
    """Kills the process at the n-th step."""

    def __init__(self, left: int) -> None:
        self._left = left

    def reached(self, step: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, file: Path, left: int, minutes: int) -> None:
    """Work off what is due ``minutes`` from now, for killed workers hold their claims until then."""

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
    encryption.use_secret("a-secret-of-the-tests")
    ahead = timedelta(minutes=minutes)
    Relay(Database(url), {"t": handler}, Deadly(left), now=lambda: utc_now() + ahead).drain()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
