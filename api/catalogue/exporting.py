"""The catalogue out of the database, as the importer reads it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session

from api.catalogue import service
from knowledge.catalogue import to_dict


class What(StrEnum):
    """What can be exported."""

    CATALOGUE = "catalogue"


def export(session: Session, what: What, path: Path) -> int:
    """Write ``.jsonl`` beside its place, rename it, and return the number of lines."""
    fresh = path.with_suffix(path.suffix + ".tmp")
    count = 0
    with fresh.open("w", encoding="utf-8") as file:
        for offer in service.searchable(session):
            file.write(json.dumps(to_dict(offer), ensure_ascii=False) + "\n")
            count += 1
    fresh.replace(path)
    return count
