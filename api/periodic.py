"""What the worker does from time to time: a name, a time-table and a function that may be called once too often."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger(__name__)
NIGHTLY: Mapping[str, str] = {"minute": "17", "hour": "19"}  # UTC: 03:17 in China


def each_minute(count: int = 1) -> Mapping[str, str]:
    """Return the time-table of what is done every so many minutes."""
    return {"minute": f"*/{count}"}


@dataclass(frozen=True)
class Task:
    """One thing to be done again and again.

    :param when: Fields of a cron line, in UTC.
    :param expires_seconds: What was not begun by then is left to the next time.
    """

    name: str
    when: Mapping[str, str]
    run: Callable[[], Any]
    expires_seconds: int = 90

    def __call__(self) -> None:
        """Do it; what it raises is logged and ends there."""
        start = time.perf_counter()
        try:
            result = self.run()
        except Exception as error:
            log.error("periodic_failed", task=self.name, kind=type(error).__name__, exc_info=error)
        else:
            took = round((time.perf_counter() - start) * 1000)
            if result:
                log.info("periodic_done", task=self.name, result=result, ms=took)
