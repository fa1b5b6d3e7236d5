"""Matches as cards: what the enterprise sees of an offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from knowledge import slots
from knowledge.catalogue import Offer
from matcher.engine import Matcher
from matcher.search.ended import says_over
from matcher.search.filters import NATION

MOST_REGIONS = 3
KIND_LABELS = {
    "service": "服务",
    "institution": "机构",
    "expert": "专家",
    "policy": "政策",
    "scheme": "项目",
    "faq": "问答",
}
RELAXED_LABELS = {"region": "服务地区", "free": "免费", "welfare": "公益"}


def cards(results: Iterable[dict[str, Any]], matcher: Matcher, first_number: int = 1) -> list[dict[str, Any]]:
    """Return one card a result, numbered in the order of showing; ``payload`` is what choosing it says."""
    shown = []
    for number, result in enumerate(results, first_number):
        offer = _offer(matcher, result["item_id"])
        criteria = shown_criteria(result)
        shown.append(
            {
                **{key: result[key] for key in ("item_id", "kind", "name", "provider", "score", "reasons")},
                "criteria": criteria,
                "line": result.get("line", ""),
                "facts": facts(offer) if offer else [],
                "number": number,
                "payload": f"选第{number}个",
            }
        )
    return shown


def shown_criteria(result: dict[str, Any]) -> list[dict[str, str]]:
    """Return a result's criteria as people read them."""
    return [_shown(criterion) for criterion in result["criteria"]]


def is_over(result: dict[str, Any]) -> bool:
    """Tell whether a result is there only because it was asked for by its name: its last day has passed."""
    return any(says_over(c["name"], c["verdict"]) for c in result["criteria"])


def _shown(criterion: dict[str, Any]) -> dict[str, str]:
    """Say the name once, and put what they said beside what is asked."""
    said = f"（您说：{criterion['said']}）" if criterion.get("said") else ""
    evidence = criterion["evidence"].removeprefix(f"{criterion['name']}：")
    return {"name": criterion["name"], "verdict": criterion["verdict"], "evidence": evidence + said}


def facts(offer: Offer) -> list[dict[str, str]]:
    """Return the public facts worth a line on a card."""
    lines = [
        ("收费", offer.fee.text if offer.fee else ""),
        ("时限", offer.time_limit.text if offer.time_limit else ""),
        ("支持内容", offer.benefit or ""),
        ("专长", "、".join(offer.specialities[:4])),
        ("服务范围", _served(offer)),
        ("有效期至", offer.valid_until.isoformat() if offer.valid_until else ""),
    ]
    return [{"label": label, "value": value} for label, value in lines if value]


def _served(offer: Offer) -> str:
    names = ["全国" if code == NATION else slots.place(code) for code in offer.region_served[:MOST_REGIONS]]
    return "、".join(names) + ("等" if len(offer.region_served) > MOST_REGIONS else "")


def _offer(matcher: Matcher, item_id: str) -> Offer | None:
    row = matcher.index.rows.get(item_id)
    return matcher.index.offers[row] if row is not None else None
