"""Print how long this Python's own work takes beside a compression of the same moment, in hundredths, and its path.

Machines that are shared change their speed from one tenth of a second to the next, so seconds alone would compare
moments. Usage: ``quickness.py 3.11``. Exits with 1 if it is another version or lacks what the environment needs.
"""

import importlib.util
import os
import statistics
import sys
import time
import zlib
from collections.abc import Callable

TIMES = 21
STEPS = 5_000
NEEDED = ("ensurepip", "sqlite3", "ssl", "venv")
NAMES = [str(number) for number in range(1_000)]
KNOWN = {name: number for number, name in enumerate(NAMES)}
BYTES = ",".join(NAMES * 60).encode()


def interpret() -> int:
    """Do what interpreters are asked for all day: calls, look-ups, attributes, small objects."""
    found = []
    for step in range(STEPS):
        name = NAMES[step % 1_000]
        found.append((KNOWN.get(name, 0), len(name), name.isdigit()))
    return sum(number for number, _, digits in found if digits)


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print both, or refuse."""
    if f"{sys.version_info[0]}.{sys.version_info[1]}" != sys.argv[1]:
        sys.exit(1)
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        sys.exit(1)
    ratios = [seconds(interpret) / seconds(lambda: zlib.compress(BYTES, 1)) for _ in range(TIMES)]
    sys.stdout.write(f"{statistics.median(ratios) * 100:.0f} {os.path.realpath(sys.executable)}\n")


main()
