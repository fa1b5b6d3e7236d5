"""Questions about policies and procedures, answered from the catalogue with title and source, never invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.catalogue import Offer
from knowledge.reading.normalise import normalise
from matcher.engine import Matcher
from matcher.types import Query

LONGEST = 300


def find_answer(matcher: Matcher, text: str, today: date) -> dict[str, Any]:
    """Return ``found`` with answer, title and source of the entry that clearly answers, or ``found`` false."""
    offer = matcher.reply(Query(text=normalise(text)[:LONGEST], today=today))
    if offer is None:
        return {"found": False}
    body = offer.answer or offer.text
    if offer.kind != "faq" and offer.benefit:
        body = f"{body}支持内容：{offer.benefit}"
    return {
        "found": True,
        "title": offer.name,
        "answer": body if len(body) <= LONGEST else body[: LONGEST - 1] + "…",
        "source": _source(offer),
    }


def _source(offer: Offer) -> str:
    """Return where the answer stands: document, number, date."""
    published = offer.published_on.isoformat() if offer.published_on else ""
    parts = [offer.source or offer.provider or "目录", offer.document_no or "", published]
    return "，".join(part for part in parts if part)
