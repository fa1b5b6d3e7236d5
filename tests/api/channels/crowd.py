"""Many people who write at once, each his next sentence when he has seen the answer to the last."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wecom.server import Caller

LOOK_SECONDS = 0.02


class Platform(Protocol):
    """Where people write and read."""

    async def say(self, name: str, text: str) -> int:
        """Have a person write; return how often it had to be delivered until the service took it."""
        ...

    def ways(self, name: str) -> Sequence[str]:
        """Return by which way each bubble on a person's screen came, in order."""
        ...


@dataclass(frozen=True)
class OnWeChat:
    """The official account."""

    delivery: Delivery

    async def say(self, name: str, text: str) -> int:
        """Have a person write."""
        return (await self.delivery.say(name, text)).attempts

    def ways(self, name: str) -> Sequence[str]:
        """Return how each bubble came."""
        return [seen.by.value for seen in self.delivery.platform.person(name).seen]


@dataclass(frozen=True)
class AtWeCom:
    """The customer service: one callback a message, answered within the platform's five seconds or sent again."""

    caller: Caller
    attempts: int = 3
    cut_seconds: float = 5.0

    async def say(self, name: str, text: str) -> int:
        """Have a person write."""
        self.caller.platform.wrote(name, "text", {"content": text})
        for attempt in range(1, self.attempts + 1):
            try:
                async with asyncio.timeout(self.cut_seconds):
                    if (await self.caller.call_back()).status_code == 200:
                        return attempt
            except TimeoutError:
                continue
        return self.attempts + 1  # nobody took it: the next callback, of anybody, brings it all the same

    def ways(self, name: str) -> Sequence[str]:
        """Return how each bubble came: there is one way."""
        return ["message"] * len(self.caller.platform.person(name).seen)


@dataclass
class Outcome:
    """What the people saw."""

    seconds: list[float] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    wall_seconds: float = 0.0
    names: list[str] = field(default_factory=list)

    def doubled(self, platform: Platform) -> int:
        """Return how many bubbles there are beyond one for each sentence that was answered."""
        return sum(len(platform.ways(name)) for name in self.names) - len(self.seconds)

    def line(self, name: str) -> str:
        """Return the figures as one line."""
        ordered = sorted(self.seconds)
        late = ordered[int(len(ordered) * 0.95)]
        ways = "  ".join(f"{by} {count}" for by, count in sorted(self.ways.items()))
        rate = len(ordered) / self.wall_seconds
        return (
            f"{name:<32}{rate:5.1f} turns/s   p50 {statistics.median(ordered):5.2f} s   p95 {late:5.2f} s   "
            f"n={len(ordered)}  lost {len(self.lost)}   {ways}   "
            f"attempts {dict(sorted(self.attempts.items()))}   {self.wall_seconds:.0f} s in all"
        )


async def crowd(
    platform: Platform, users: int, sentences: Sequence[Sequence[str]], patience_seconds: float, name: str = "o"
) -> Outcome:
    """Let people talk at once.

    :param sentences: What one says after the other; the next person takes the next list.
    :param patience_seconds: An answer that takes longer counts as lost.
    :param name: With which their ids begin.
    """
    outcome, began = Outcome(names=[f"{name}-{n}" for n in range(users)]), time.perf_counter()
    talks = (
        _talk(platform, one, sentences[n % len(sentences)], patience_seconds, outcome)
        for n, one in enumerate(outcome.names)
    )
    await asyncio.gather(*talks)
    outcome.wall_seconds = time.perf_counter() - began
    return outcome


async def _talk(
    platform: Platform, name: str, sentences: Sequence[str], patience_seconds: float, outcome: Outcome
) -> None:
    for sentence in sentences:
        before, began = len(platform.ways(name)), time.perf_counter()
        outcome.attempts[await platform.say(name, sentence)] += 1
        while len(platform.ways(name)) == before and time.perf_counter() - began < patience_seconds:
            await asyncio.sleep(LOOK_SECONDS)
        if len(platform.ways(name)) == before:
            outcome.lost.append(f"{name}: {sentence}")
            continue
        outcome.seconds.append(time.perf_counter() - began)
        outcome.ways[platform.ways(name)[-1]] += 1
