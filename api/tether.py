"""A process that ends with the one that started it: ``python -m api.tether PARENT SIGNAL COMMAND …`` becomes a command.

Whoever is killed cannot tell his children to stop. On Linux the kernel does it for him (``PR_SET_PDEATHSIG``), also
through the exec of another program; elsewhere nothing is tied, and what is killed may leave children behind.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def hold(parent: int, number: int = signal.SIGKILL) -> None:
    """Have this process sent a signal as soon as the thread that started it is gone.

    :param parent: Who started it; if it is gone already the signal is sent at once.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def main(words: list[str]) -> None:
    """Become the command, tied to the parent."""
    parent, number, *command = words
    hold(int(parent), signal.Signals[number])
    os.execvp(command[0], command)  # noqa: S606 - our own command, without a shell


if __name__ == "__main__":
    main(sys.argv[1:])
