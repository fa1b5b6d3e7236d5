"""Keeps one module running: ``python -m api.respawn api.worker``. One that is killed is started again.

``qifu run`` stops everything when one of its processes dies; that the worker ran out of memory is no reason to stop
the talk with enterprises. A module that ends by itself, or cannot even start, ends this too; and it ends with this.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

STARTED_SECONDS = 5.0  # one that dies sooner is misconfigured: its error is told, and nothing is tried again
PAUSE_SECONDS = 1.0


class Keeper:
    """Runs a command until it ends by itself or is to stop."""

    def __init__(self, command: list[str]) -> None:
        self._command, self._stopping = command, False
        self._child: subprocess.Popen[bytes] | None = None

    def stop(self, _: int, __: FrameType | None) -> None:
        """Stop, and the child first."""
        self._stopping = True
        if self._child is not None:
            self._child.terminate()

    def run(self) -> int:
        """Return the exit status of the last child; 0 if it was to stop."""
        while True:
            start = time.monotonic()
            self._child = subprocess.Popen(self._command)  # noqa: S603 - our own interpreter and module
            if self._stopping:
                self._child.terminate()
            status = self._child.wait()
            if self._stopping:
                return 0
            if status >= 0 or time.monotonic() - start < STARTED_SECONDS:
                return status
            sys.stderr.write(f"{self._command[-1]} was killed (signal {-status}); starting it again\n")
            time.sleep(PAUSE_SECONDS)


def main(module: str) -> int:
    """Keep a module running; the signals that stop it are handed on."""
    tied = [sys.executable, "-m", "api.tether", str(os.getpid()), signal.SIGKILL.name]
    keeper = Keeper([*tied, sys.executable, "-m", module])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, keeper.stop)
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
