"""How often one caller may do something that everybody may do.

Counted in this process's memory, or in Redis for all processes together when ``QIFU_REDIS_URL`` is set. Without Redis
each of n processes counts for itself, so that a caller whom chance leads to all of them gets n times as much.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import structlog
from fastapi import Request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from api.errors import TooManyRequestsError

log = structlog.get_logger(__name__)
IPV6_PREFIX = 64  # what one subscriber is given; counting single addresses would count nothing


@dataclass(frozen=True)
class Allowance:
    """What one caller may do.

    :param name: What is counted, apart from everything else.
    :param rate: How much, as ``limits`` writes it: ``20/minute``. A window that moves with the clock.
    """

    name: str
    rate: str

    @property
    def item(self) -> RateLimitItem:
        """Return it as the library reads it."""
        return parse(self.rate)


class Limiter:
    """Counts by allowance and caller; nothing is opened before the first use, so that processes may fork after it."""

    def __init__(self, redis_url: str = "") -> None:
        self._redis_url = redis_url

    @cached_property
    def _strategies(self) -> list[MovingWindowRateLimiter]:
        """Where to count: what is shared, and where that does not answer, this process's own memory."""
        shared = [_open(self._redis_url)] if self._redis_url else []
        return [MovingWindowRateLimiter(storage) for storage in (*shared, MemoryStorage())]

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
        for strategy in self._strategies:
            try:
                if getattr(strategy, act)(item, allowance.name, caller):
                    return
                stats = strategy.get_window_stats(item, allowance.name, caller)
            except StorageError as error:
                log.warning("limiter_without_redis", reason=str(error)[:200])
                continue
            raise TooManyRequestsError(max(1, round(stats.reset_time - time.time())))


def _open(redis_url: str) -> Storage:
    opened = storage_from_string(redis_url, wrap_exceptions=True, socket_timeout=1, socket_connect_timeout=1)
    assert isinstance(opened, Storage)  # noqa: S101 - an address of asynchronous storage is no redis:// address
    return opened


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
