"""The catalogue out of the database, as the importer reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session

from api.catalogue import service
from api.catalogue.sheets import writing
from knowledge.catalogue import Offer, to_dict


class What(StrEnum):
    """What can be exported."""

    CATALOGUE = "catalogue"


def export(session: Session, what: What, path: Path) -> int:
    """Write ``.jsonl`` or ``.xlsx`` beside its place, rename it, and return the number of items."""
    fresh = path.with_suffix(path.suffix + ".tmp")
    offers = service.searchable(session)
    try:
        count = writing.write(offers, fresh) if path.suffix.lower() == ".xlsx" else _lines(offers, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _lines(offers: Iterable[Offer], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for offer in offers:
            file.write(json.dumps(to_dict(offer), ensure_ascii=False) + "\n")
            count += 1
    return count
