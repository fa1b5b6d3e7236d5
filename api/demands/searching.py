"""Search in words that are encrypted at rest: pairs of neighbouring characters, as keyed digests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, delete, false
from sqlmodel import Session, col, insert, select

from api import encryption
from api.demands.models import Demand, DemandTerm
from api.errors import InvalidInputError
from knowledge.reading import case_numbers
from knowledge.reading.normalise import normalise

RUN = re.compile(r"[\w]+")
PHONE = re.compile(r"\+?[\d\s-]{7,20}")
MOST_TERMS = 400  # of one demand; a story of 600 characters has fewer
MOST_ASKED = 12


def keep(session: Session, demand: Demand) -> None:
    """Make a demand findable by its words and by the name of its enterprise."""
    kept = _terms_of(demand)
    session.execute(delete(DemandTerm).where(col(DemandTerm.demand_id) == demand.id))
    if kept:
        session.execute(insert(DemandTerm), [{"term": term, "demand_id": demand.id} for term in kept])


def is_outdated(session: Session, demand: Demand) -> bool:
    """Tell whether a demand stands under other terms than the key in force gives its words."""
    kept = session.exec(select(DemandTerm.term).where(DemandTerm.demand_id == demand.id)).all()
    return set(kept) != set(_terms_of(demand))


def matching(text: str) -> ColumnElement[bool]:
    """Return the condition that a demand answers what an agent typed: a number, a phone, or words.

    :raises InvalidInputError: If the words are too short to be found.
    """
    plain = text.strip()
    number = case_numbers.only(plain)
    if number:
        return col(Demand.case_no) == number
    if PHONE.fullmatch(plain):
        digits = re.sub(r"[^\d+]", "", plain)
        return col(Demand.phone_fingerprint).in_(encryption.current().fingerprints(digits))
    pairs = _pairs([plain])[:MOST_ASKED]
    if not plain:
        return false()
    if not pairs:
        raise InvalidInputError("请至少输入两个字。")
    known = [encryption.current().terms(pair) for pair in pairs]  # older rows may stand under an earlier key
    having = (select(DemandTerm.demand_id).where(col(DemandTerm.term).in_(digests)) for digests in known)
    return and_(*(col(Demand.id).in_(ids) for ids in having))


def terms(need: str, company: str) -> list[int]:
    """Return the digests under which a demand of these words is kept."""
    cipher = encryption.current()
    return list(dict.fromkeys(cipher.term(pair) for pair in _pairs([need, company])[:MOST_TERMS]))


def _terms_of(demand: Demand) -> list[int]:
    return terms(demand.need, str(demand.slots.get("company") or ""))


def _pairs(texts: Iterable[str]) -> list[str]:
    """Return all pairs of neighbouring characters, in the order in which they stand."""
    runs = [run for text in texts for run in RUN.findall(normalise(text).lower())]
    return list(dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1)))
