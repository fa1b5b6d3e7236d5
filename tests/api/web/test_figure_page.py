"""The page of figures: bound to this host, without anything inline, its files there."""

from __future__ import annotations

import re

from tests.api.conftest import Service

IMPORTED = re.compile(r'from "\./([\w.]+)"')


def test_page_holds_nothing_inline_and_its_files_are_served(service: Service) -> None:
    page = service.client.get("/figures")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self';")
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text) == []
    waiting, seen = ["main.js"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        answer = service.client.get(f"/static/figures/{name}")
        assert answer.status_code == 200, name
        assert "innerHTML" not in answer.text
        waiting += IMPORTED.findall(answer.text)
    assert {"client.js", "charts.js", "service_cards.js", "cases.js"} <= seen
    assert service.client.get("/static/figures/figures.css").status_code == 200


def test_page_is_not_cached_and_tells_no_figure(service: Service) -> None:
    page = service.client.get("/figures")
    assert page.headers["cache-control"] == "no-cache"
    assert "<noscript>" in page.text
