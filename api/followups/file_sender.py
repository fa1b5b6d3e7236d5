"""The sender of a channel for which no provider is set up: it writes down what would go out."""

from __future__ import annotations

import fcntl
import json
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from api.clock import in_china, iso, utc_now
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt
from api.masking import mask_phone

log = structlog.get_logger(__name__)
KEPT_DAYS = 30


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
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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
