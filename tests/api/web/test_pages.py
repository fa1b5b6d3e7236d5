"""The public page and its files: what is served, and that it is bound to this host."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.web.pages import HERE, mount_static, router

FOREIGN = re.compile(r"(?:src|href|from|import|url)\s*[=(]?\s*[\"'(]\s*(?:https?:)?//", re.IGNORECASE)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Return a client of an application with the page and one vendor file."""
    vendor = tmp_path / "web" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "react.js").write_text("/* react */")
    app = FastAPI()
    app.include_router(router)
    mount_static(app, tmp_path)
    return TestClient(app)


def test_page_allows_only_this_host(client: TestClient) -> None:
    """The policy has no exception for inline scripts or other hosts, and the page needs none."""
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert 'data-max-text-length="10000"' in page.text
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text) == []


def test_every_file_the_page_names_is_there(client: TestClient) -> None:
    """Own files are served with their type; the browser is told to ask again."""
    names = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/").text)
    assert "/static/chat.js" in names
    for name in names:
        answer = client.get(name)
        assert answer.status_code == 200, name
        assert answer.headers["cache-control"] == "no-cache"
    assert client.get("/static/chat.js").headers["content-type"].startswith("text/javascript")


def test_every_import_of_a_module_resolves() -> None:
    """A renamed module is noticed without a browser."""
    for script in (HERE / "static").rglob("*.js"):
        for target in re.findall(r"""(?:from|import\()\s*["'](\.{1,2}/[^"']+)["']""", script.read_text()):
            assert (script.parent / target).is_file(), f"{script.name} imports {target}"


def test_sources_name_no_foreign_host() -> None:
    """Government networks reach nothing else at run time."""
    files = [path for pattern in ("*.js", "*.css", "*.html") for path in HERE.rglob(pattern)]
    assert len(files) > 10
    assert [path.name for path in files if FOREIGN.search(path.read_text())] == []


def test_every_page_has_its_head_from_the_frame() -> None:
    """What all pages declare (charset, colours, icon, palette) is written once."""
    found = sorted(path.name for path in (HERE / "templates").rglob("*.html") if "<head>" in path.read_text("utf-8"))
    assert found == ["frame.html"]


def test_vendor_files_are_served_and_missing_ones_are_404(client: TestClient) -> None:
    """A file that was not fetched is plainly missing."""
    assert client.get("/vendor/react.js").text == "/* react */"
    assert client.get("/vendor/nothing.js").status_code == 404


def test_static_files_cannot_be_left(client: TestClient) -> None:
    """Neither the templates nor anything above is reachable."""
    assert client.get("/static/..%2fpages.py").status_code == 404
    assert client.get("/static/../templates/index.html").status_code == 404


def test_an_empty_build_folder_does_not_stop_the_service(tmp_path: Path) -> None:
    """Wiring before the set-up has fetched the files is allowed."""
    app = FastAPI()
    app.include_router(router)
    mount_static(app, tmp_path / "absent")
    client = TestClient(app)
    assert client.get("/").status_code == 200
    assert client.get("/vendor/react.js").status_code == 404
