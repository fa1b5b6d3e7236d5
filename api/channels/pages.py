"""The page that shows the whole of one answer: what was said, and every card with its reasons."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.matches.cards import KIND_LABELS
from api.web.pages import SECURITY_HEADERS, templates
from knowledge.reading.identifiers import mask_phones

VERDICTS = {"符合": "met", "不符合": "unmet", "待核实": "unknown"}
HEADERS = {
    **SECURITY_HEADERS,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the key to the page
    "X-Robots-Tag": "noindex, nofollow",
}


def answer_page(request: Request, replies: list[dict[str, Any]]) -> HTMLResponse:
    """Return the page; phone numbers are masked, as a link may be passed on."""
    context = {
        "lines": [mask_phones(reply["text"]) for reply in replies if reply["text"].strip()],
        "groups": grouped([item for reply in replies for item in reply.get("items") or []]),
        "options": [option["title"] for option in (replies[-1].get("options") or [])],
        "verdicts": VERDICTS,
    }
    return templates.TemplateResponse(request, "wechat_answer.html", context, headers=HEADERS)


def missing_page(request: Request, sentence: str) -> HTMLResponse:
    """Return the page that says there is none."""
    context = {"sentence": sentence}
    return templates.TemplateResponse(request, "wechat_missing.html", context, status_code=404, headers=HEADERS)


def grouped(items: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return cards by kind, kinds in the order in which they were shown."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        groups.setdefault(KIND_LABELS.get(item["kind"], item["kind"]), []).append(item)
    return list(groups.items())
