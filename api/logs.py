"""Structured logs in one line each; what looks like a phone or identity number is masked before it is written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from knowledge.reading.identifiers import mask_identity_numbers, mask_phones

KEYS = re.compile(r"^(/r|/bind|/m/kf|/m)/[^/]+")  # addresses that are a key to the page: who reads a log gets none
SHORTEST = 7  # digits of a number in one's own town


def plain_path(path: str) -> str:
    """Return a path as it may stand in a log: the key in it starred."""
    return KEYS.sub(r"\1/***", path)


def configure(json: bool) -> None:
    """Set up logging of the process, JSON for machines or lines for people."""
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if json else _plain
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.format_exc_info,
            mask,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask personal numbers in every text of a log entry that is long enough to hold one."""
    return {
        key: mask_phones(mask_identity_numbers(value)) if isinstance(value, str) and len(value) >= SHORTEST else value
        for key, value in event.items()
    }


def _plain(_: Any, __: str, event: dict[str, Any]) -> str:
    moment, level, name = event.pop("timestamp", ""), event.pop("level", ""), event.pop("event", "")
    trace = event.pop("exception", "")
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    return f"{moment[11:19]} {level:<7} {name} {rest}".rstrip() + (f"\n{trace}" if trace else "")
