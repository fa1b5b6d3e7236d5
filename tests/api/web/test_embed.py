"""What other sites may frame and load: the chat alone, by the settings, and the key that the frame leaves with itself."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.web import embed_key
from api.web.pages import HERE, mount_static, router
from tests.api.conftest import Service, make_settings

KEY = {"conversation_id": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "token": "a" * 43}
COOKIE = f"{KEY['conversation_id']}.{KEY['token']}"


def client_for(*origins: str) -> TestClient:
    app = FastAPI()
    app.include_router(router)
    app.include_router(embed_key.router)
    mount_static(app, Path("nowhere"), origins or ("*",))
    return TestClient(app, base_url="https://testserver")


def test_any_site_may_frame_the_chat_and_nothing_else() -> None:
    client = client_for()
    framed = client.get("/embed").headers["content-security-policy"]
    assert framed.endswith("frame-ancestors *")
    assert "unsafe" not in framed
    assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert 'data-embedded="true"' in client.get("/embed").text
    assert "data-embedded" not in client.get("/").text


def test_named_sites_alone_where_some_are_named() -> None:
    policy = (
        client_for("https://park.example", "https://*.gov.example").get("/embed").headers["content-security-policy"]
    )
    assert policy.endswith("frame-ancestors 'self' https://park.example https://*.gov.example")


def test_settings_read_origins(tmp_path: Path) -> None:
    def origins(value: str) -> tuple[str, ...]:
        return make_settings(tmp_path, embed_origins=value).resolved_embed_origins()

    assert origins("") == ("*",)
    assert origins("*") == ("*",)
    assert origins("https://a.example, http://b.example:8080") == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize(
    "wrong", ["park.example", "https://a.example/path", "https://a;script-src *", "javascript:1", "https:"]
)
def test_what_is_no_origin_stops_the_start(tmp_path: Path, wrong: str) -> None:
    """A browser would ignore it, or read a wider policy out of it."""
    with pytest.raises(ValidationError, match="not an origin"):
        make_settings(tmp_path, embed_origins=wrong)


def test_the_settings_reach_the_page(service: Service) -> None:
    assert service.client.get("/embed").headers["content-security-policy"].endswith("frame-ancestors *")


def test_the_loader_is_small_and_may_be_kept_for_minutes() -> None:
    answer = client_for().get("/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert len(gzip.compress(answer.content)) <= 6_000


def test_the_loader_needs_nothing_that_a_strict_page_forbids() -> None:
    source = (HERE / "static" / "widget" / "widget.js").read_text()
    for forbidden in ("eval(", "Function(", "innerHTML", "outerHTML", "document.write", 'setAttribute("style"'):
        assert forbidden not in source, forbidden


def test_the_key_comes_back_to_the_frame_alone() -> None:
    """No script reads it, no other site's frame has it, nobody's JSON from elsewhere sets it."""
    client = client_for()
    assert client.get("/embed/key").status_code == 204
    kept = client.put("/embed/key", json=KEY)
    assert kept.status_code == 204
    flags = kept.headers["set-cookie"]
    assert (
        flags == f"qifu_talk={COOKIE}; Path=/embed/key; Max-Age=2592000; HttpOnly; Secure; SameSite=None; Partitioned"
    )
    back = client.get("/embed/key")
    assert back.json() == KEY
    assert back.headers["cache-control"] == "no-store"
    assert back.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in back.headers
    assert "Max-Age=0" in client.delete("/embed/key").headers["set-cookie"]
    assert client.get("/embed/key").status_code == 204


@pytest.mark.parametrize(
    "body",
    [{}, {**KEY, "token": "a; Domain=x"}, {**KEY, "conversation_id": "../x"}, {**KEY, "token": "a\r\nSet-Cookie: b=c"}],
)
def test_a_key_that_is_none_is_refused(body: dict[str, str]) -> None:
    assert client_for().put("/embed/key", json=body).status_code == 422


def test_a_cookie_of_somebody_else_is_no_key() -> None:
    client = client_for()
    client.cookies.set("qifu_talk", "nonsense", path="/embed/key")
    assert client.get("/embed/key").status_code == 204
