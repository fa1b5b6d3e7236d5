"""The page of maintainers: who may see it, nothing inline, its files there, the parts of each role."""

from __future__ import annotations

import re
from posixpath import join, normpath

import pytest

from tests.api.accounts.test_sessions import browser, signed_in
from tests.api.conftest import Service

IMPORTED = re.compile(r'from "(\.\.?/[\w./]+)"')
TAB = re.compile(r'data-tab="(\w+)"')


def test_page_holds_nothing_inline_and_its_files_are_served(service: Service) -> None:
    page = signed_in(service, "the-maintainer").get("/admin")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self';")
    assert page.headers["cache-control"] == "no-store"
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text) == []
    assert "<noscript>" in page.text
    assert 'data-most-bytes="20000000"' in page.text
    waiting, seen = ["/static/admin/main.js"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        answer = service.client.get(name)
        assert answer.status_code == 200, name
        assert "innerHTML" not in answer.text
        waiting += [normpath(join(name, "..", one)) for one in IMPORTED.findall(answer.text)]
    assert {"/static/dom.js", "/static/door.js", "/static/admin/imports.js", "/static/admin/outcome.js"} <= seen
    for name in re.findall(r'href="(/static/[\w./]+\.css)"', page.text):
        assert service.client.get(name).status_code == 200, name


def test_who_is_not_signed_in_signs_in_and_comes_back(service: Service) -> None:
    answer = browser(service).get("/admin", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/admin")
    assert signed_in(service, "the-maintainer").get("/login", follow_redirects=False).headers["location"] == "/admin"


@pytest.mark.parametrize("role", ["agent", "viewer", "institution"])
def test_others_are_refused_in_words(service: Service, role: str) -> None:
    answer = signed_in(service, f"the-{role}").get("/admin")
    assert answer.status_code == 403
    assert "这一页您不能看" in answer.text


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("maintainer", ["items", "import", "test", "index", "gaps"]),
        ("admin", ["items", "import", "test", "index", "gaps"]),
        ("reviewer", ["items", "test", "index"]),
    ],
)
def test_each_role_has_the_parts_whose_routes_are_its_own(service: Service, role: str, tabs: list[str]) -> None:
    client = signed_in(service, f"the-{role}")
    assert TAB.findall(client.get("/admin").text) == tabs
    assert client.get("/api/v1/imports").status_code == (200 if "import" in tabs else 403)
    assert client.get("/api/v1/knowledge-gaps").status_code == (200 if "gaps" in tabs else 403)
    assert "目录维护" in client.get("/account").text
