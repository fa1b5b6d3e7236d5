"""One holder a conversation, in one process and among several; others go on."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from api.conversations.turn_locks import TurnLocks
from api.settings import ROOT

HOLD = """
import asyncio, sys
from pathlib import Path
from api.conversations.turn_locks import TurnLocks
async def main():
    async with TurnLocks(Path(sys.argv[1])).hold("one"):
        print("held", flush=True)
        sys.stdin.readline()
asyncio.run(main())
"""


async def _taken(locks: TurnLocks, name: str, seconds: float) -> bool:
    """Tell whether a conversation can be held within some seconds."""

    async def hold() -> None:
        async with locks.hold(name):
            pass

    try:
        await asyncio.wait_for(hold(), seconds)
    except TimeoutError:
        return False
    return True


def test_one_at_a_time_in_a_process(tmp_path: Path) -> None:
    locks, seen = TurnLocks(tmp_path / "locks"), []

    async def turn(name: str, number: int) -> None:
        async with locks.hold(name):
            seen.append((name, number, "in"))
            await asyncio.sleep(0)
            seen.append((name, number, "out"))

    async def both() -> None:
        await asyncio.gather(turn("a", 1), turn("a", 2))

    asyncio.run(both())
    assert seen == [("a", 1, "in"), ("a", 1, "out"), ("a", 2, "in"), ("a", 2, "out")]


def test_another_process_is_waited_for_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run" / "locks"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    locks = TurnLocks(path)
    assert not asyncio.run(_taken(locks, "one", 0.2))
    assert asyncio.run(_taken(locks, "two", 5))
    other.kill()
    other.communicate()
    assert asyncio.run(_taken(locks, "one", 5))
    assert asyncio.run(_taken(locks, "two", 5)), "waiting for one lets go of none"
