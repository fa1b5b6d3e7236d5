"""Killing one worker after the other, at each of an entry's steps in turn, until one finds nothing to do."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable

from api.outbox.relay import Steps

MOST = 40
STEPS = 4  # of one entry: claimed, performed, recorded, committed


class Deadly(Steps):
    """Kills the process at the n-th step."""

    def __init__(self, left: int) -> None:
        self._left = left

    def reached(self, step: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def until_one_lives(work: Callable[[Steps, int], None]) -> None:
    """Run ``work`` in one process after the other and print, as the last line, how each ended.

    :param work: Opens everything anew; its second argument numbers the processes from one.
    """
    ends: list[int] = []
    while not ends or (ends[-1] == -signal.SIGKILL and len(ends) < MOST):
        process = os.fork()
        if process == 0:
            try:
                work(Deadly(len(ends) % STEPS + 1), len(ends) + 1)
            except BaseException as error:
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(1)
            os._exit(0)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    sys.stdout.write(f"\n{json.dumps(ends)}")
