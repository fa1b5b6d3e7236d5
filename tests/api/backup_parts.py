"""Backups with something changed in them, and what a data directory holds."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api import occupancy
from api.backups import manifest

Change = Callable[[dict[str, bytes]], None]


def rewrite(archive: Path, change: Change, *more: tarfile.TarInfo) -> Path:
    """Write a backup anew with its members changed, and more members at its end."""
    with tarfile.open(archive) as packed:
        held = {one.name: file.read() for one in packed if (file := packed.extractfile(one)) is not None}
    change(held)
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as packed:
        for name, content in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
        for entry in more:
            packed.addfile(entry)
    return target


def changed_manifest(**values: Any) -> Change:
    """Return what changes the manifest."""

    def change(held: dict[str, bytes]) -> None:
        held[manifest.NAME] = json.dumps({**json.loads(held[manifest.NAME]), **values}).encode()

    return change


def added(name: str, content: bytes = b"x") -> Change:
    """Return what adds a file, properly in the manifest."""

    def change(held: dict[str, bytes]) -> None:
        told = json.loads(held[manifest.NAME])
        told["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        held[manifest.NAME], held[name] = json.dumps(told).encode(), content

    return change


def state_of(home: Path) -> dict[str, str]:
    """Return every file of a data directory that is not a lock, by digest."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != occupancy.NAME
    }
