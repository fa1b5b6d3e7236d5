"""One item of the catalogue, and the reading of catalogue files (one JSON object a line)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import catalogue_fields as read
from knowledge.errors import KnowledgeError
from knowledge.taxonomy import DATA_DIR

KINDS = ("service", "institution", "expert", "policy", "scheme", "faq")
ANSWERING = ("faq", "policy", "scheme")  # kinds that answer questions


class OfferError(KnowledgeError):
    """One catalogue item is malformed; the message lists every fault of it.

    :param by_field: The same faults as (field, message); empty when no object was found to look at.
    """

    def __init__(self, message: str, by_field: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.by_field = by_field


class CatalogueError(KnowledgeError):
    """A catalogue file holds malformed lines.

    :param faults: ``(line number from 1, message)`` of every line refused.
    """

    def __init__(self, path: Path, faults: list[tuple[int, str]]) -> None:
        """Keep the faults and show the first five."""
        self.faults = faults
        shown = "; ".join(f"line {line}: {message}" for line, message in faults[:5])
        super().__init__(f"{path.name}: {len(faults)} faulty lines: {shown}")


@dataclass(frozen=True, slots=True)  # 46 fields are too many for Python's shared keys: 4.4 KB an item without slots
class Offer:
    """One catalogue item of any kind; fields that the kind does not have stay empty.

    :param id: The business key, unique in the catalogue.
    :param region_served: Six-digit codes; empty when the item does not say.
    :param asks: Other wordings of the question that the item answers.
    :param extra: Fields this version does not know, kept as they came.

    Source: knowledge/README.md
    """

    id: str
    kind: str
    name: str
    provider: str = ""
    text: str = ""
    category: str | None = None
    service_types: tuple[str, ...] = ()
    region_served: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    verified_on: date | None = None
    sample: bool = False
    source_category: str | None = None
    # institution
    window: str | None = None
    region: str | None = None
    level: str | None = None
    qualifications: tuple[str, ...] = ()
    staff_count: int | None = None
    founded_on: date | None = None
    phone: str | None = None
    # service
    institution: str | None = None
    functions: str | None = None
    process: tuple[str, ...] = ()
    standard: str | None = None
    fee: read.Fee | None = None
    time_limit: read.TimeLimit | None = None
    target_stages: tuple[str, ...] = ()
    target_sizes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    welfare: bool | None = None
    # expert
    title: str | None = None
    specialities: tuple[str, ...] = ()
    years: int | None = None
    capacity_per_month: int | None = None
    # policy, scheme
    issuer: str | None = None
    document_no: str | None = None
    published_on: date | None = None
    benefit: str | None = None
    how_to_apply: tuple[str, ...] = ()
    source: str | None = None
    requirements: tuple[read.Requirement, ...] = ()
    # faq
    question: str | None = None
    answer: str | None = None
    # faq, policy, scheme
    asks: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


_READERS = {
    "id": read.key,
    "name": read.name,
    "text": read.body,
    "answer": read.body,
    "asks": read.asks,
    "kind": read.one_of(KINDS),
    "category": read.category,
    "service_types": read.service_types,
    "region_served": read.regions,
    "region": read.region,
    "fee": read.fee,
    "time_limit": read.time_limit,
    "requirements": read.requirements,
    "target_stages": read.some_of(("startup", "growth", "mature", "transformation")),
    "target_sizes": read.some_of(("micro", "small", "medium")),
    "sectors": read.sectors,
    "qualifications": read.lines,
    "process": read.lines,
    "conditions": read.lines,
    "specialities": read.lines,
    "how_to_apply": read.lines,
    "sample": read.boolean,
    "welfare": read.boolean,
    "staff_count": read.count,
    "years": read.count,
    "capacity_per_month": read.count,
    "valid_from": read.day,
    "valid_until": read.day,
    "verified_on": read.day,
    "founded_on": read.day,
    "published_on": read.day,
}
_REPEATED = frozenset(
    ("kind", "provider", "category", "service_types", "region_served", "sectors", "source_category", "window", "region")
    + ("level", "institution", "target_stages", "target_sizes", "issuer")
)
_OWN = tuple(spec.name for spec in fields(Offer) if spec.name != "extra")
_KNOWN = set(_OWN)


def parse_offer(raw: Mapping[str, Any]) -> Offer:
    """Check one object and return the item.

    :raises OfferError: If any field is malformed; all faults are named in one message.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name in sorted(_KNOWN & raw.keys()):
        if raw[name] is None or (_is_blank(raw[name]) and name not in ("id", "kind", "name")):
            continue
        try:
            values[name] = _shared(name, _READERS.get(name, read.short_text)(raw[name]))
        except ValueError as error:
            faults.append(f"{name}: {error}")
    faults += [f"{name}: missing" for name in ("id", "kind", "name") if raw.get(name) is None]
    faults += [f"{name}: NaN and infinity are not allowed" for name in raw if not read.is_finite(raw[name])]
    faults += _contradictions(values)
    if faults:
        raise OfferError("; ".join(faults), tuple(_by_field(fault) for fault in faults))
    return Offer(**values, extra={key: raw[key] for key in raw.keys() - _KNOWN})


def _is_blank(value: Any) -> bool:
    """Tell whether a text holds nothing; a field that holds only blanks is one that is not there."""
    return isinstance(value, str) and not value.strip()


def _by_field(fault: str) -> tuple[str, str]:
    """Return the field a fault begins with, and what it says of it."""
    field, found, message = fault.partition(": ")
    return (field, message) if found else ("", fault)


def _shared(name: str, value: Any) -> Any:
    """Keep one copy of codes and names that many items bear."""
    if name in _REPEATED and isinstance(value, str):
        return sys.intern(value)
    if name in _REPEATED and isinstance(value, tuple):
        return tuple(sys.intern(part) if isinstance(part, str) else part for part in value)
    return value


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    start, end = values.get("valid_from"), values.get("valid_until")
    faults = []
    if start and end and start > end:
        faults.append(f"valid_from {start} lies after valid_until {end}")
    if values.get("asks") and values.get("kind") not in (None, *ANSWERING):
        faults.append(f"asks: only for {', '.join(ANSWERING)}")
    return faults


def parse_line(line: str) -> Offer:
    """Read one line of a catalogue file.

    :raises OfferError: If it is not JSON, not an object, or malformed.
    """
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise OfferError(f"not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise OfferError(f"an object is expected, found {type(raw).__name__}")
    return parse_offer(raw)


def load_jsonl(path: Path) -> list[Offer]:
    """Read a whole catalogue file.

    :raises CatalogueError: With every faulty line, ids given twice among them; nothing is returned then.
    """
    offers: dict[str, Offer] = {}
    faults: list[tuple[int, str]] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                offer = parse_line(line)
            except OfferError as error:
                faults.append((number, str(error)))
                continue
            if offer.id in offers:
                faults.append((number, f"id {offer.id} is given twice"))
            offers[offer.id] = offer
    if faults:
        raise CatalogueError(path, faults)
    return list(offers.values())


def load_sample() -> list[Offer]:
    """Return the project's sample catalogue, by file name and line; windows are no offers and stay out.

    :raises CatalogueError: If a file holds malformed lines.
    """
    paths = sorted((DATA_DIR / "catalogue").glob("*.jsonl"))
    return [offer for path in paths if path.name != "windows.jsonl" for offer in load_jsonl(path)]


def to_dict(offer: Offer) -> dict[str, Any]:
    """Return the JSON object of an item, without empty fields; the inverse of :func:`parse_offer`."""
    values = {name: getattr(offer, name) for name in _OWN}
    kept = {name: _plain(value) for name, value in values.items() if value is not False and value not in (None, (), "")}
    kept.update({name: False for name in ("welfare",) if values[name] is False})
    return {**kept, **offer.extra}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value
