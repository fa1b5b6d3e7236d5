"""What a process and all it started cost: processor time and memory, pages they share counted once."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and its children, grandchildren and so on; of a system without /proc only itself."""
    parents = {int(path.name): _stat(path)[1] for path in PROC.glob("[0-9]*") if _stat(path)}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if int(parent) == one]
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a family so far; 0 where the system does not tell."""
    stats = [_stat(PROC / str(one)) for one in family(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats if fields) / TICKS


def memory_mb(pid: int) -> float:
    """Return the memory of a family: each page shared by n processes counts 1/n in each (PSS)."""
    total = 0
    for one in family(pid):
        rollup = PROC / str(one) / "smaps_rollup"
        if rollup.exists():
            total += int(rollup.read_text(encoding="ascii").split("Pss:")[1].split()[0])
    return total / 1000


def _stat(path: Path) -> list[str]:
    """Return the fields behind the name: state, parent, …; nothing for a process that is gone."""
    try:
        return (path / "stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return []
