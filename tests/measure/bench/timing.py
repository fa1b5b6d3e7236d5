"""How long calls take, one at a time and several at once."""

from __future__ import annotations

import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Times:
    """Milliseconds of calls."""

    taken: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the time within which this share of the calls was done."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.taken)

    def __str__(self) -> str:
        """p50, p95 and p99."""
        return f"p50 {self.median:9.2f}  p95 {self.at(0.95):9.2f}  p99 {self.at(0.99):9.2f} ms"


def timed(work: Callable[[T], object], inputs: Sequence[T]) -> Times:
    """Time one call an input."""
    taken = []
    for one in inputs:
        began = time.perf_counter()
        work(one)
        taken.append((time.perf_counter() - began) * 1000)
    return Times(tuple(taken))


def at_once(work: Callable[[T], object], inputs: Sequence[T], clients: int) -> tuple[Times, float]:
    """Share the inputs among threads; return their times and the calls a second of all together."""
    found: list[Times] = []

    def client(number: int) -> None:
        found.append(timed(work, inputs[number::clients]))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(inputs) / (time.perf_counter() - began)
    return Times(tuple(one for times in found for one in times.taken)), rate


def resident_mb(pid: int | None = None) -> float:
    """Return the resident memory of a process, of this one without a number; where /proc is missing, its highest."""
    status = Path(f"/proc/{pid or 'self'}/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").split("VmRSS:")[1].split()[0]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def say(name: str, what: object, note: str = "") -> None:
    """Print one line."""
    sys.stdout.write(f"{name:<44} {what}  {note}".rstrip() + "\n")
    sys.stdout.flush()
