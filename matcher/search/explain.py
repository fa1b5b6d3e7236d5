"""Why an offer fits, in sentences made of what the catalogue says."""

from __future__ import annotations

from knowledge.taxonomy import ServiceType
from matcher.index.build import CatalogueIndex
from matcher.search.criteria import LIKELY_TYPE, closest_type, judge, names_type
from matcher.search.ranked import Ranked
from matcher.search.said import fee_text
from matcher.search.spoken import spoken
from matcher.search.understand import Needed
from matcher.search.words import other_names, shared_words
from matcher.types import Match, Query, Verdict

MAX_REASONS = 4
MAX_WORDS = 4


def explain(ranked: Ranked, query: Query, needed: Needed, index: CatalogueIndex) -> Match:
    """Return the match with its reasons and criteria."""
    offer = ranked.offer
    criteria = judge(offer, query, needed, index)
    reasons = [
        _type_reason(ranked, query, needed, index),
        _words_reason(ranked, query),
        *(
            criterion.evidence
            for criterion in criteria
            if criterion.verdict is Verdict.MET and criterion.name == "服务地区"
        ),
        _fee_reason(ranked),
        f"办理时限：{offer.time_limit.text}" if offer.time_limit and offer.time_limit.text else None,
        f"政策内容：{_short(offer.benefit)}" if offer.benefit else None,
        f"擅长：{'、'.join(offer.specialities[:3])}" if offer.specialities else None,
        f"机构级别：{offer.level}" if offer.level else None,
    ]
    kept = [reason for reason in reasons if reason][:MAX_REASONS]
    line = spoken(offer, criteria)
    return Match(offer.id, offer.kind, offer.name, offer.provider, ranked.score, tuple(kept), criteria, line)


def _type_reason(ranked: Ranked, query: Query, needed: Needed, index: CatalogueIndex) -> str | None:
    """Name the shared service type, but only one that the catalogue itself gives."""
    best = closest_type(ranked.offer, needed, index)
    if best is None:
        return None
    if names_type(best, query):
        return f"{_offered(best)}，与您的需求一致"
    likely = float(needed.type_shares[index.types.places[best.code]]) >= LIKELY_TYPE
    return f"{_offered(best)}，与您的需求相近" if likely else None


def _offered(kind: ServiceType) -> str:
    return f"提供“{kind.name}”" + ("" if kind.name.endswith("服务") else "服务")


def _words_reason(ranked: Ranked, query: Query) -> str | None:
    """Quote the trade words that need and offer share, or say what the offer calls the need's wording."""
    offer = ranked.offer
    body = f"{offer.name}。{offer.functions}。{offer.text}"
    words = sorted(shared_words(query.text, body), key=len, reverse=True)[:MAX_WORDS]
    if words:
        return f"介绍中提到您说的“{'”“'.join(sorted(words, key=query.text.find))}”"
    renamed = other_names(query.text, body)
    return f"您说的“{renamed[0]}”，介绍中叫“{renamed[1]}”" if renamed else None


def _fee_reason(ranked: Ranked) -> str | None:
    offer = ranked.offer
    if offer.fee is not None:
        return f"收费：{fee_text(offer.fee)}"
    return "公益服务" if offer.welfare else None


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
