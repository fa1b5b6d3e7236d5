"""The pages of figures and of one institution: bound to this host, without anything inline, its files there."""

from __future__ import annotations

import re

import pytest

from tests.api.conftest import Service

IMPORTED = re.compile(r'from "\./([\w.]+)"')


@pytest.mark.parametrize(
    ("path", "first", "among"),
    [
        ("/figures", "main.js", {"client.js", "charts.js", "service_cards.js", "cases.js"}),
        ("/institutions/O-bank", "institution.js", {"institution_cards.js", "login.js", "filters.js"}),
    ],
)
def test_page_holds_nothing_inline_and_its_files_are_served(
    service: Service, path: str, first: str, among: set[str]
) -> None:
    page = service.client.get(path)
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self';")
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text) == []
    waiting, seen = [first], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        answer = service.client.get(f"/static/figures/{name}")
        assert answer.status_code == 200, name
        assert "innerHTML" not in answer.text
        waiting += IMPORTED.findall(answer.text)
    assert among <= seen
    for name in re.findall(r"/static/[\w/]+\.css", page.text):
        assert service.client.get(name).status_code == 200, name


def test_page_is_not_cached_and_tells_no_figure(service: Service) -> None:
    page = service.client.get("/figures")
    assert page.headers["cache-control"] == "no-cache"
    assert "<noscript>" in page.text


def test_page_of_an_institution_says_its_name_alone(service: Service) -> None:
    page = service.client.get("/institutions/O-bank")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert "<h1>湘江农商银行</h1>" in page.text
    assert 'href="/catalogue/institution/O-bank"' in page.text
    for missing in ("/institutions/O-nobody", "/institutions/F-loan", f"/institutions/{'x' * 65}"):
        answer = service.client.get(missing, headers={"Accept": "text/html"})
        assert answer.status_code == (422 if len(missing) > 70 else 404), missing
        assert answer.headers["content-type"].startswith("text/html")
