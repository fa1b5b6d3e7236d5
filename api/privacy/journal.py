"""What was deleted, in a file beside the database: a restore brings back the rows, the file says which must go again.

It names nothing that can be read: a line holds a digest of the conversation's (or case's) number, the reason and the
day. The restored database itself cannot know; its own list of deletions is as old as the backup.

Source: docs/decisions/0028-limits-and-what-outlives-a-kill.md
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog

from api.clock import iso
from api.privacy.models import Erasure, ErasureReason
from api.settings import Settings

log = structlog.get_logger(__name__)
NAME = "erased.jsonl"


def place(settings: Settings) -> Path:
    """Return where the file is; outside the data directory if the settings say so."""
    return settings.erasures_file or settings.data_dir / NAME


def of_talk(conversation_id: str) -> str:
    """Return the digest by which a conversation is known."""
    return hashlib.sha256(f"conversation:{conversation_id}".encode()).hexdigest()


def of_case(case_no: str) -> str:
    """Return the digest by which a case without a conversation is known."""
    return hashlib.sha256(f"case:{case_no}".encode()).hexdigest()


def of_row(row: Erasure) -> str:
    """Return the digest of what was deleted."""
    return of_talk(row.conversation_id) if row.conversation_id else of_case(row.case_no or "")


def write(path: Path, rows: Iterable[Erasure]) -> None:
    """Add deletions, and return when they are on the disk.

    :raises OSError: If the file cannot be written.
    """
    add(path, [json.dumps({"key": of_row(row), "reason": row.reason.value, "at": iso(row.at)}) for row in rows])


def add(path: Path, lines: Sequence[str]) -> None:
    """Add lines, and return when they are on the disk; half a line at the end, of a machine gone down, is ended first.

    :raises OSError: If the file cannot be written.
    """
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        ended = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
        os.write(descriptor, ("" if ended else "\n").encode() + "".join(f"{line}\n" for line in lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> dict[str, ErasureReason]:
    """Return the digests of what was deleted, and why; a file that is not there yet holds none.

    A line that was cut off when the machine went down is passed over: its deletion is written down again.

    :raises OSError: If the file cannot be read.
    """
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        try:
            told = json.loads(line)
            found[str(told["key"])] = ErasureReason(told["reason"])
        except (ValueError, KeyError, TypeError):
            log.warning("erasure_unreadable", file=str(path), line=number)
    return found
