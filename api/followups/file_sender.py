"""The sender of a channel for which no provider is set up: it writes down what would go out."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from api.clock import in_china, iso, utc_now
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt
from api.masking import mask_phone

log = structlog.get_logger(__name__)
NAME = "outgoing"  # the folder, among the data
KEPT_DAYS = 30
PARAGRAPH = re.compile(r"^(?=\[[^\]\n]+\] \d\d:\d\d )", re.MULTILINE)  # where one begins


class FileSender:
    """Writes each message as a JSON line and as readable text, numbers masked, once for each key.

    :param folder: The files of a day stand in it side by side.
    """

    def __init__(self, folder: Path, channel: FollowUpChannel) -> None:
        self.folder, self.channel = folder, channel

    def send(self, message: Outgoing) -> Receipt:
        """Write a message, unless an attempt that died has already."""
        now = utc_now()
        self.folder.mkdir(parents=True, exist_ok=True)
        with _held(self.folder):
            for suffix, entry in ((".jsonl", _line(message, now)), (".txt", _paragraph(message, now))):
                if not (message.again and self._has(suffix, message.key)):
                    _append(self.folder / f"{in_china(now):%Y-%m-%d}{suffix}", entry)
        log.info("outgoing_written", channel=self.channel.value, case_no=message.case_no, to=mask_phone(message.phone))
        return Receipt(Outcome.WRITTEN, detail="没有接通道，只写入了文件")

    def _has(self, suffix: str, key: str) -> bool:
        mark = json.dumps(key) if suffix == ".jsonl" else f"[{key}]"
        return any(mark in path.read_text(encoding="utf-8") for path in self.folder.glob(f"*{suffix}"))


def clear(folder: Path, now: datetime) -> int:
    """Remove the files of days long gone; return how many went."""
    oldest = f"{in_china(now) - timedelta(days=KEPT_DAYS):%Y-%m-%d}"
    old = [path for path in folder.glob("????-??-??.*") if path.stem < oldest]
    for path in old:
        path.unlink()
    return len(old)


def forget(folder: Path, conversation_id: str | None, case_no: str | None) -> int:
    """Remove what was written to a conversation, or of a case, from all files; return how many messages went.

    What a provider would have been handed names the case and may repeat what somebody wanted to know.
    """
    if not folder.exists():
        return 0
    gone: set[str] = set()
    with _held(folder):
        for path in sorted(folder.glob("*.jsonl")):
            kept = [line for line in _lines(path) if not _is_of(line, conversation_id, case_no, gone)]
            _replace(path, "".join(kept))
        for path in sorted(folder.glob("*.txt")):
            parts = PARAGRAPH.split(path.read_text(encoding="utf-8"))
            _replace(path, "".join(part for part in parts if part[1:].partition("]")[0] not in gone))
    return len(gone)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Let no other process write meanwhile."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def _is_of(line: str, conversation_id: str | None, case_no: str | None, gone: set[str]) -> bool:
    """Tell whether a line is of the conversation or case, and note its key; half a line is of nobody known and goes."""
    try:
        entry = json.loads(line)
    except ValueError:
        return True
    mine = conversation_id is not None and entry["conversation_id"] == conversation_id
    if mine or (case_no is not None and entry["case_no"] == case_no):
        gone.add(entry["key"])
        return True
    return False


def _replace(path: Path, text: str) -> None:
    """Write a file anew in place, its old bytes overwritten, if there is anything to change."""
    old = path.read_bytes()
    new = text.encode()
    if new != old:
        with path.open("r+b") as file:
            file.write(new.ljust(len(old), b"\n"))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(len(new))


def _line(message: Outgoing, now: datetime) -> str:
    fields = {
        "key": message.key,
        "at": iso(now),
        "channel": message.channel.value,
        "kind": message.kind,
        "case_no": message.case_no,
        "conversation_id": message.conversation_id,
        "phone": mask_phone(message.phone),
        "text": message.text,
    }
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _paragraph(message: Outgoing, now: datetime) -> str:
    to = mask_phone(message.phone) or message.conversation_id
    return f"[{message.key}] {in_china(now):%H:%M} {message.channel.value} → {to}\n{message.text}\n\n"


def _append(path: Path, entry: str) -> None:
    """Append in one write; a line that a full disk or a dying process left half written is ended first."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                entry = "\n" + entry
        file.write(entry.encode())
