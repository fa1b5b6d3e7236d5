"""What a need is about, as far as finding offers requires it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge import sectors
from knowledge.lexicon import Hit, expand
from knowledge.reading.condense import condense
from knowledge.reading.facts import read_facts
from knowledge.reading.firm import Figure, read_firm, with_slots
from knowledge.reading.normalise import normalise
from knowledge.reading.wanted import wanted
from knowledge.regions import table
from matcher.encoders.base import Encoder, Vectors
from matcher.index.service_types import ServiceTypeIndex, shares
from matcher.types import Query, TypeGuess

Floats = NDArray[np.float32]

CATEGORY_FACTOR = 1.5  # a category understood from the whole conversation outweighs a close call between two types
# A clause alone says less than the sentence it stands in; at 1.0 a chance phrase decides, at 0 a long story drowns
# its need.
CLAUSE_FACTOR = 0.85
# Added to the similarity of a type that the lexicon points to. On 800 held-out asks, 25 % of which hold a wording that
# points somewhere (70 % of these rightly): the right type first for 0.364 without, 0.385 with 0.1, 0.391 with 0.2,
# which makes types too sure to judge by. Counting later types of a wording as 0.3 or 0.6 makes no difference.
LEXICON_GAIN = 0.1
LATER_TYPE = 0.6
ANY_DAY = date(2026, 1, 1)  # only the place of a date counts here, not its value
GUESSES = 5
GUESS_FLOOR = 0.02
MAX_CLAUSES = 12
_CLAUSE = re.compile(r"[，。；！？,;!?\n]+")


@dataclass(frozen=True)
class Reading:
    """How a need is read; the defaults are what is shipped.

    :param lexicon: False leaves the lexicon out.
    """

    lexicon: bool = True
    lexicon_gain: float = LEXICON_GAIN
    clause_factor: float = CLAUSE_FACTOR
    category_factor: float = CATEGORY_FACTOR


SHIPPED = Reading()


@dataclass(frozen=True)
class Needed:
    """A need ready for searching.

    :param formal: What the lexicon says offers call the words of the need; searched with less weight.
    :param vector: The encoder's query vector.
    :param type_scores: Similarity to each service type, 0 to 1.
    :param outside_score: Similarity to lines that no enterprise service answers.
    :param known: Share of the text's runs that occur in any wording of any type, weighted by rarity.
    :param type_shares: The same as shares that sum to at most 1.
    :param region: Code of the wanted region, or None.
    :param sector: GB/T 4754 code of the firm's trade, or None.
    :param budget: What the service may cost at most, in yuan; 0 where a free one is wished for; None if not said.
    :param firm: What the enterprise said of itself in figures, by the field names of requirements.
    """

    text: str
    formal: str
    vector: Vectors
    type_scores: Floats
    outside_score: float
    known: float
    type_shares: Floats
    region: str | None
    category: str | None
    sector: str | None = None
    budget: float | None = None
    firm: Mapping[str, Figure] = field(default_factory=dict)

    def guesses(self, types: ServiceTypeIndex) -> tuple[TypeGuess, ...]:
        """Return the likeliest service types, best first."""
        order = np.argsort(-self.type_shares, kind="stable")[:GUESSES]
        return tuple(
            TypeGuess(types.types[place].code, types.types[place].name, round(float(self.type_shares[place]), 4))
            for place in order
            if self.type_shares[place] >= GUESS_FLOOR
        )


@dataclass(frozen=True)
class Heard:
    """What the encoder makes of a text: nearly all the work of understanding it.

    :param vector: Of the whole text.
    :param scores: Of the whole text and of each of its clauses, as :meth:`ServiceTypeIndex.scores_of` gives them.
    """

    vector: Vectors
    scores: Floats


def hear(text: str, types: ServiceTypeIndex, encoder: Encoder) -> Heard:
    """Encode a text with its clauses and compare them with the service types."""
    texts = [text, *_clauses(text)]
    vectors = encoder.encode_query(texts)
    return Heard(vectors[0], types.scores_of(texts, vectors))


def understand(
    query: Query, types: ServiceTypeIndex, encoder: Encoder, reading: Reading = SHIPPED, heard: Heard | None = None
) -> Needed:
    """Read a query: its vector, its service types, its region and category.

    :param heard: What was heard of the same text before, to be read in another way.
    """
    heard = heard or hear(query.text, types, encoder)
    whole, *parts = heard.scores
    scores = whole.copy()
    for part in parts:
        scores[:-1] = np.maximum(scores[:-1], reading.clause_factor * part[:-1])
    hits = expand(query.text) if reading.lexicon else []
    scores[:-1] += reading.lexicon_gain * _pointed(hits, types)
    category = _first(query.filters.get("category")) or _first(query.slots.get("category"))
    return Needed(
        text=query.text,
        formal="，".join(dict.fromkeys(term for hit in hits for term in hit.mean)),
        vector=heard.vector,
        type_scores=scores[:-1],
        outside_score=float(scores[-1]),
        known=types.known_share(query.text),
        type_shares=_favour(shares(scores), types, category, reading.category_factor),
        region=_region(query.filters, query.slots),
        category=category,
        sector=_sector(query.slots),
        budget=_budget(query),
        firm=_firm(query),
    )


def by_category(text: str, types: ServiceTypeIndex) -> dict[str, float]:
    """Return the shares of a text's likeliest service types summed by category; below ``GUESS_FLOOR`` left out.

    Read without places, names and sums, and what is denied: who asks is not what is asked for.
    """
    plain = normalise(text)
    rest = condense(wanted(plain, read_facts(plain, ANY_DAY).spans))
    summed: dict[str, float] = {}
    for kind, share in zip(types.types, shares(types.scores(rest)).tolist(), strict=True):
        summed[kind.category] = summed.get(kind.category, 0.0) + share
    return {name: round(share, 3) for name, share in summed.items() if share >= GUESS_FLOOR}


def _pointed(hits: list[Hit], types: ServiceTypeIndex) -> Floats:
    """Return how strongly the lexicon points to each type, 0 to 1: the first type of a wording counts in full."""
    strength = np.zeros(len(types), np.float32)
    for hit in hits:
        for place, code in enumerate(hit.types):
            if code in types.places:
                column = types.places[code]
                strength[column] = max(strength[column], LATER_TYPE**place)
    return strength


def _clauses(text: str) -> list[str]:
    """Cut a long need at its punctuation; short ones stay whole."""
    parts = [part.strip() for part in _CLAUSE.split(text)]
    parts = [part for part in parts if len(part) >= 4]
    return parts[:MAX_CLAUSES] if len(parts) > 1 else []


def _favour(share: Floats, types: ServiceTypeIndex, category: str | None, factor: float) -> Floats:
    if category is None:
        return share
    factors = np.array([factor if kind.category == category else 1.0 for kind in types.types], np.float32)
    favoured: Floats = share * factors
    return favoured / max(1.0, float(favoured.sum()))


def _region(filters: Mapping[str, Any], slots: Mapping[str, Any]) -> str | None:
    """Return the wanted region if the table knows it; an unknown code filters nothing."""
    code = _first(filters.get("region")) or _first(slots.get("region"))
    known = table.get(code) if code else None
    return known.code if known else None


def _sector(slots: Mapping[str, Any]) -> str | None:
    """Return the sector given, else the one that the trade's own words name."""
    code, industry = _first(slots.get("sector")), _first(slots.get("industry"))
    if code and sectors.get(code):
        return code
    return sectors.find(industry) if industry else None


# Head counts beside these words are of people wanted or sent, not of the firm; a sum beside the others is borrowed.
_PEOPLE_WANTED = re.compile(r"招|缺人|缺工|培训|派遣|外包|社保|参保|开户|裁|辞退|报名")
_BORROWS = re.compile(r"贷|借|融资|周转|担保|授信|资金|过桥|垫资|租赁")


_SPENDS = re.compile(r"预算|费用|经费|花个?|不超过|以内|价钱|报价")
_FREE = re.compile(
    r"(?:免费|公益|不花钱|不要钱|不收费|不收钱)的|不[想用]花钱|(?:最好|想要|[找要有]个|有没有)(?:是|能)?(?:免费|不花钱|不要钱|不收[费钱])"
)


def _budget(query: Query) -> float | None:
    """Return what the service may cost: the slot, a sum spoken of as spending, or 0 where a free one is sought."""
    given = upper(query.slots.get("budget_cny"))
    if given is not None:
        return given
    if _FREE.search(query.text):
        return 0.0
    spends = _SPENDS.search(query.text) and not _BORROWS.search(query.text)
    return upper(query.slots.get("amount_cny")) if spends else None


def upper(amount: object) -> float | None:
    """Return the upper bound of an amount given as a number or as ``[least, most]``; None where it is open."""
    if isinstance(amount, (list, tuple)):
        known = [a for a in amount if isinstance(a, (int, float))]
        return float(max(known)) if known else None
    return float(amount) if isinstance(amount, (int, float)) and not isinstance(amount, bool) else None


def _firm(query: Query) -> dict[str, Figure]:
    """Return the firm's figures from its words and, where these leave it open, from the slots."""
    slots = dict(query.slots)
    if not _BORROWS.search(query.text):
        slots.pop("amount_cny", None)
    return with_slots(read_firm(query.text, query.today), slots, staff=not _PEOPLE_WANTED.search(query.text))


def _first(value: Any) -> str | None:
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    return value if isinstance(value, str) and value else None
