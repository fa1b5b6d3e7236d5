"""How often one caller may do something that everybody may do.

Counted for all processes together: in Redis when ``QIFU_REDIS_URL`` is set, else in a file of the data directory. Where
that does not answer, each process counts in its own memory.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import structlog
from fastapi import Request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from limits.util import WindowStats

from api.errors import TooManyRequestsError
from api.shared_window import SharedWindow

log = structlog.get_logger(__name__)
IPV6_PREFIX = 64  # what one subscriber is given; counting single addresses would count nothing


@dataclass(frozen=True)
class Allowance:
    """What one caller may do.

    :param name: What is counted, apart from everything else.
    :param rate: How much, as ``limits`` writes it: ``20/minute``. A window that moves with the clock.
    :param told: What a caller who has used it up is told first.
    """

    name: str
    rate: str
    told: str = TooManyRequestsError.TOLD

    @property
    def item(self) -> RateLimitItem:
        """Return it as the library reads it."""
        return parse(self.rate)


class Window(Protocol):
    """Somewhere to count; as the strategies of ``limits`` do it."""

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Count one use if there is one left, and tell whether there was."""

    def test(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Tell whether there is a use left."""

    def get_window_stats(self, item: RateLimitItem, *identifiers: str) -> WindowStats:
        """Return when there is more, and how many uses are left."""


class Limiter:
    """Counts by allowance and caller; nothing is opened before the first use, so that processes may fork after it.

    :param file: Where the processes of this machine count together.
    """

    def __init__(self, redis_url: str = "", file: Path | None = None) -> None:
        self._redis_url, self._file = redis_url, file

    @cached_property
    def _windows(self) -> list[Window]:
        """Where to count: what is shared, and where that does not answer, this process's own memory."""
        found: list[Window] = [MovingWindowRateLimiter(_open(self._redis_url))] if self._redis_url else []
        found += [SharedWindow(self._file)] if self._file is not None else []
        return [*found, MovingWindowRateLimiter(MemoryStorage())]

    def take(self, allowance: Allowance, caller: str) -> None:
        """Count one use.

        :raises TooManyRequestsError: If the allowance is used up; it says in how many seconds there is more.
        """
        self._ask("hit", allowance, caller)

    def check(self, allowance: Allowance, caller: str) -> None:
        """Refuse where the allowance is used up, without counting.

        :raises TooManyRequestsError: If it is.
        """
        self._ask("test", allowance, caller)

    def _ask(self, act: Literal["hit", "test"], allowance: Allowance, caller: str) -> None:
        item = allowance.item
        for window in self._windows:
            try:
                if getattr(window, act)(item, allowance.name, caller):
                    return
                stats = window.get_window_stats(item, allowance.name, caller)
            except StorageError as error:
                log.warning("limiter_shared_by_nobody", reason=str(error)[:200])
                continue
            raise TooManyRequestsError(max(1, round(stats.reset_time - time.time())), allowance.told)


def _open(redis_url: str) -> Storage:
    opened = storage_from_string(redis_url, wrap_exceptions=True, socket_timeout=1, socket_connect_timeout=1)
    assert isinstance(opened, Storage)  # noqa: S101 - an address of asynchronous storage is no redis:// address
    return opened


def is_local(request: Request) -> bool:
    """Tell whether a program of this machine calls for itself; whom a proxy here speaks for, it names."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def caller_of(request: Request) -> str:
    """Return who calls: the address, of IPv6 the subscriber's prefix.

    Behind a proxy on this machine uvicorn has already taken the address from what the proxy says.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network(f"{host}/{IPV6_PREFIX}", strict=False))
    return str(address)
