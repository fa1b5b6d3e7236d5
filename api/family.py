"""The processes of ``qifu run`` as one: whichever of them is killed, all stop, or it is started again; none is left.

Each command has a process of its own between it and this one, which reads what it writes. Both are tied to whoever
started them; and a go-between that was killed counts as its command having stopped, although it cannot tell so itself.
"""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from contextlib import suppress
from typing import Any

from honcho.manager import KILL_WAIT, Manager
from honcho.printer import Message, Printer
from honcho.process import Process

from api import tether

GIVE_UP_SECONDS = 2 * KILL_WAIT  # after this long nobody is waited for any more: whoever can be killed has been


class TiedProcess(Process):  # type: ignore[misc]
    """A go-between that ends with the family's head."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head = os.getpid()

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Run the command."""
        tether.hold(self._head)
        super().run(events, ignore_signals)


class Lines(Printer):  # type: ignore[misc]
    """Writes what the family says as long as somebody reads it: a lost reader (``| tee``, killed) stops no service.

    An error here would also keep the family from being told to stop, which it says before it does it.
    """

    def write(self, message: Message) -> None:
        """Write one message, or nothing when nobody is there to read it."""
        try:
            super().write(message)
        except BrokenPipeError:
            self.output = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
            with suppress(OSError):
                sys.stderr.write("✗ nobody reads the output any more: it is not written from here on\n")


class Family(Manager):  # type: ignore[misc]
    """Runs commands until the first of them ends."""

    def __init__(self) -> None:
        super().__init__(Lines(sys.stdout))
        self.returncode: int | None = None
        self._process_ctor = TiedProcess
        self._ending: float | None = None

    def _any_stopped(self) -> bool:
        for process in self._processes.values():
            if "returncode" not in process and process["process"].exitcode not in (None, 0):
                process["returncode"] = process["process"].exitcode  # killed: it will tell no more
                self.returncode = process["returncode"] if self.returncode is None else self.returncode
        return bool(super()._any_stopped())

    def _all_stopped(self) -> bool:
        if not self._any_stopped():
            return False
        self._ending = self._ending or time.monotonic()
        if time.monotonic() - self._ending > GIVE_UP_SECONDS:
            for process in self._processes.values():
                process["process"].kill()  # stuck; its command goes with it
            return True
        return bool(super()._all_stopped())


def tied(command: str, number: signal.Signals = signal.SIGKILL) -> str:
    """Return a shell command that becomes the given one, which is sent a signal when its go-between is gone."""
    return f"exec {shlex.quote(sys.executable)} -m api.tether $PPID {number.name} {command.removeprefix('exec ')}"
