"""The first member of a backup: what it holds, of when, of which schema."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from alembic.script import ScriptDirectory

from api.backups.errors import BackupError
from api.database import MIGRATIONS

NAME = "manifest.json"
FORMAT = 1
MOST_BYTES = 1_000_000
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Content:
    """One file; ``sha256`` in hexadecimal, ``size`` in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    :param created: The moment, with China's offset.
    :param version: Of the program that made it.
    :param schema: Alembic's revision; empty if there was none.
    :param database: ``sqlite`` where the database is among the files, ``postgresql`` where it is not.
    :param files: By name, the path below the data directory.
    """

    created: str
    version: str
    schema: str
    database: str
    files: dict[str, Content]
    format: int = FORMAT

    def written(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read(text: bytes) -> Manifest:
    """Return what :meth:`Manifest.written` wrote.

    :raises BackupError: If it is none, or of a later program.
    """
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise BackupError(f"备份的格式是 {raw['format']}，这一版只认 {FORMAT}：用做备份的那一版程序恢复。")
        files = {str(name): Content(str(one["sha256"]), int(one["size"])) for name, one in raw["files"].items()}
        created, version, schema, database = (str(raw[name]) for name in ("created", "version", "schema", "database"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError("备份的清单读不懂，没有恢复。") from error
    return Manifest(created, version, schema, database, files)


def content_of(path: Path) -> Content:
    """Return digest and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return Content(digest.hexdigest(), size)


def revisions() -> list[str]:
    """Return the revisions of the schema that this program knows, the newest first."""
    return [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
