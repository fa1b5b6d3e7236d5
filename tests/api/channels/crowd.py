"""Many people who write at once, each his next sentence when he has seen the answer to the last."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wechat.people import By, Person

LOOK_SECONDS = 0.02


@dataclass
class Outcome:
    """What the people saw."""

    seconds: list[float] = field(default_factory=list)
    ways: Counter[By] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    wall_seconds: float = 0.0

    def doubled(self, people: Sequence[Person]) -> int:
        """Return how many bubbles there are beyond one for each sentence that was answered."""
        return sum(len(person.seen) for person in people) - len(self.seconds)

    def line(self, name: str) -> str:
        """Return the figures as one line."""
        ordered = sorted(self.seconds)
        late = ordered[int(len(ordered) * 0.95)]
        ways = "  ".join(f"{by.value} {count}" for by, count in sorted(self.ways.items()))
        rate = len(ordered) / self.wall_seconds
        return (
            f"{name:<32}{rate:5.1f} turns/s   p50 {statistics.median(ordered):5.2f} s   p95 {late:5.2f} s   "
            f"n={len(ordered)}  lost {len(self.lost)}   {ways}   "
            f"attempts {dict(sorted(self.attempts.items()))}   {self.wall_seconds:.0f} s in all"
        )


async def crowd(
    delivery: Delivery, users: int, sentences: Sequence[Sequence[str]], patience_seconds: float, name: str = "o"
) -> Outcome:
    """Let people talk at once.

    :param sentences: What one says after the other; the next person takes the next list.
    :param patience_seconds: An answer that takes longer counts as lost.
    :param name: With which their openids begin.
    """
    outcome, began = Outcome(), time.perf_counter()
    talks = (
        _talk(delivery, f"{name}-{n}", sentences[n % len(sentences)], patience_seconds, outcome) for n in range(users)
    )
    await asyncio.gather(*talks)
    outcome.wall_seconds = time.perf_counter() - began
    return outcome


async def _talk(
    delivery: Delivery, openid: str, sentences: Sequence[str], patience_seconds: float, outcome: Outcome
) -> None:
    person = delivery.platform.person(openid)
    for sentence in sentences:
        before, began = len(person.seen), time.perf_counter()
        delivered = await delivery.say(openid, sentence)
        outcome.attempts[delivered.attempts] += 1
        while len(person.seen) == before and time.perf_counter() - began < patience_seconds:
            await asyncio.sleep(LOOK_SECONDS)
        if len(person.seen) == before:
            outcome.lost.append(f"{openid}: {sentence}")
            continue
        outcome.seconds.append(time.perf_counter() - began)
        outcome.ways[person.seen[-1].by] += 1
