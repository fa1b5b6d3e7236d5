"""Between the knowledge base's ``Offer`` and the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import structlog

from api.catalogue.models import Expert, Faq, Institution, Policy, Service, Stored
from knowledge import taxonomy
from knowledge.catalogue import Offer, parse_offer, to_dict

log = structlog.get_logger(__name__)
TABLES: dict[str, type[Stored]] = {
    "service": Service,
    "institution": Institution,
    "expert": Expert,
    "policy": Policy,
    "scheme": Policy,
    "faq": Faq,
}
SHARED = ("kind", "name", "provider", "text", "category", "source_category", "valid_from", "valid_until", "verified_on")
LISTS = ("service_types", "region_served", "sectors")
OWN = ("window", "region", "institution", "published_on")


def to_row(offer: Offer, row: Stored | None = None) -> Stored:
    """Write an offer into a row of its kind's table, a new one unless ``row`` is given."""
    target = row or TABLES[offer.kind](key=offer.id, kind=offer.kind, name=offer.name)
    for name in SHARED:
        setattr(target, name, getattr(offer, name))
    for name in LISTS:
        setattr(target, name, list(getattr(offer, name)))
    target.sample = offer.sample
    for name in OWN:
        if name in type(target).model_fields:
            setattr(target, name, getattr(offer, name))
    if isinstance(target, Institution):
        target.generated = False
    target.details = _details(offer)
    return target


def to_offer(row: Stored) -> Offer:
    """Read an offer back from its row; ``to_offer(to_row(offer)) == offer``.

    Service types that maintainers have taken away since are left out, so that one item does not stop all searches.
    """
    raw: dict[str, Any] = {"id": row.key, "sample": row.sample}
    raw.update({name: getattr(row, name) for name in (*SHARED, *LISTS)})
    raw["service_types"] = [code for code in row.service_types if _is_known(code)]
    raw.update({name: getattr(row, name) for name in OWN if name in type(row).model_fields})
    for name in ("valid_from", "valid_until", "verified_on", "published_on"):
        if raw.get(name) is not None:
            raw[name] = str(raw[name])
    return parse_offer({**{name: value for name, value in raw.items() if value not in (None, [], "")}, **row.details})


@lru_cache(maxsize=4_096)  # said once a process
def _is_known(code: str) -> bool:
    known = code in taxonomy.load_service_types()
    if not known:
        log.warning("service_type_gone", code=code)
    return known


def _details(offer: Offer) -> dict[str, Any]:
    columns = {"id", "sample", *SHARED, *LISTS}
    own = {name for name in OWN if name in TABLES[offer.kind].model_fields}
    return {name: value for name, value in to_dict(offer).items() if name not in columns | own}
