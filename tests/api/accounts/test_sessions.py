"""Browser sessions: the cookie, its ends, what it may not authorise; changing one's password; on every backend."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import select

from api.accounts import known, sessions
from api.accounts.models import AuditEntry, UserSession
from api.accounts.sessions import COOKIE
from api.clock import utc_now
from api.settings import Environment
from tests.api.conftest import BACKENDS, PASSWORD, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PATH = "/api/v1/sessions"
CSRF = {"X-Qifu-Csrf": "1"}
NEW = "another-long-one-7"


def browser(service: Service, base: str = "http://testserver") -> TestClient:
    """Return a browser of its own: its cookies are no other's."""
    client = TestClient(service.app, base_url=base, raise_server_exceptions=False)
    client.portal = service.client.portal
    return client


def signed_in(service: Service, username: str = "the-agent", password: str = PASSWORD) -> TestClient:
    """Return a browser in which somebody is signed in."""
    client = browser(service)
    answer = client.post(PATH, json={"username": username, "password": password})
    assert answer.status_code == 201, answer.text
    return client


def test_the_cookie_opens_what_a_token_opens(service: Service) -> None:
    client = browser(service)
    answer = client.post(PATH, json={"username": "the-agent", "password": PASSWORD})
    assert answer.json()["username"] == "the-agent"
    assert "token" not in answer.json()
    cookie = answer.headers["set-cookie"]
    for part in (f"{COOKIE}=", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert part in cookie
    assert "Secure" not in cookie
    assert client.get("/api/v1/me").json()["username"] == "the-agent"
    assert client.get("/api/v1/demands").status_code == 200
    shape(client.get("/api/v1/users"), 403, "NotAllowedError")
    assert client.cookies[COOKIE] not in str(client.get(PATH).json())


def test_over_https_and_in_production_the_cookie_is_for_https_alone(alone: Service) -> None:
    body = {"username": "the-agent", "password": PASSWORD}
    assert "Secure" in browser(alone, "https://testserver").post(PATH, json=body).headers["set-cookie"]
    alone.state.settings.environment = Environment.PRODUCTION
    assert "Secure" in browser(alone).post(PATH, json=body).headers["set-cookie"]


def test_a_write_needs_the_header_and_our_own_origin(service: Service) -> None:
    client = signed_in(service)
    path = "/api/v1/demands/XQ209901010001/transitions"
    body = {"to": "dispatched"}
    shape(client.post(path, json=body), 403, "NotAllowedError")
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        shape(client.post(path, json=body, headers={**CSRF, **foreign}), 403, "NotAllowedError")
        shape(client.post(PATH, json={"username": "a", "password": "b"}, headers=foreign), 403, "NotAllowedError")
    own = {**CSRF, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    shape(client.post(path, json=body, headers=own), 404, "NotFoundError")
    shape(
        client.post(path, json=body, headers=service.user("agent")), 404, "NotFoundError"
    )  # a bearer token needs none


def test_signing_out(service: Service) -> None:
    client = signed_in(service)
    cookie = client.cookies[COOKIE]
    shape(client.delete(f"{PATH}/current"), 403, "NotAllowedError")
    answer = client.delete(f"{PATH}/current", headers=CSRF)
    assert answer.status_code == 204
    assert 'qifu_session=""' in answer.headers["set-cookie"]
    again = browser(service)
    again.cookies.set(COOKIE, cookie)
    shape(again.get("/api/v1/me"), 401, "UnauthenticatedError")
    shape(browser(service).delete(f"{PATH}/current", headers=CSRF), 401, "UnauthenticatedError")


def test_a_cookie_that_holds_nothing(service: Service) -> None:
    for value in (b"x", b"a.b.c", b"\xe9\x80", b"0" * 5000):
        client = browser(service)
        headers = {b"Cookie": COOKIE.encode() + b"=" + value}
        shape(client.get("/api/v1/me", headers=headers), 401, "UnauthenticatedError")


def test_listing_and_ending_ones_own(service: Service) -> None:
    here, there = signed_in(service, "the-viewer"), signed_in(service, "the-viewer")
    other = signed_in(service, "the-reviewer")
    listed = here.get(PATH).json()
    assert [one["current"] for one in listed].count(True) == 1
    elsewhere = next(one["id"] for one in there.get(PATH).json() if one["current"])
    shape(other.delete(f"{PATH}/{elsewhere}", headers=CSRF), 404, "NotFoundError")
    assert here.delete(f"{PATH}/{elsewhere}", headers=CSRF).status_code == 204
    shape(there.get("/api/v1/me"), 401, "UnauthenticatedError")
    shape(here.delete(f"{PATH}/{elsewhere}", headers=CSRF), 404, "NotFoundError")
    assert here.get("/api/v1/me").status_code == 200
    shape(here.delete(f"{PATH}/x", headers=CSRF), 422, "ValidationError")


def moved(service: Service, **values: Any) -> None:
    """Shift the moments of all sessions, past the objects, as time would."""
    with service.session(write=True) as session:
        session.connection().execute(update(UserSession).values(**values))


def test_a_session_ends_when_unused_and_at_last_anyhow(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "SECONDS", 0.0)
    client = signed_in(alone)
    moved(alone, seen_at=utc_now() - timedelta(minutes=59))
    assert client.get("/api/v1/me").status_code == 200  # and is noted as used
    with alone.session() as session:
        (row,) = session.exec(select(UserSession)).all()
        assert not sessions.is_to_be_noted(row)
    moved(alone, seen_at=utc_now() - timedelta(minutes=61))
    assert "过期" in shape(client.get("/api/v1/me"), 401, "UnauthenticatedError")["detail"]
    moved(alone, seen_at=utc_now())
    assert client.get("/api/v1/me").status_code == 200
    moved(alone, expires_at=utc_now())
    shape(client.get("/api/v1/me"), 401, "UnauthenticatedError")
    with alone.session(write=True) as session:
        limits = sessions.Limits(timedelta(hours=1), timedelta(hours=12))
        assert (sessions.sweep(session, limits), sessions.sweep(session, limits)) == (1, 0)


def test_a_change_of_the_user_ends_his_sessions(alone: Service) -> None:
    client = signed_in(alone)
    assert client.get("/api/v1/me").status_code == 200
    alone.client.patch("/api/v1/users/the-agent", json={"is_active": False}, headers=alone.user("admin"))
    shape(client.get("/api/v1/me"), 401, "UnauthenticatedError")


def change(client: TestClient, old: str, new: str, **headers: str) -> Any:
    """Ask for another password."""
    return client.post("/api/v1/me/password", json={"old": old, "new": new}, headers={**CSRF, **headers})


def test_a_new_password_ends_everything_but_this_session(alone: Service) -> None:
    here, there, bearer = signed_in(alone), signed_in(alone), alone.user("agent")
    changed = change(here, PASSWORD, NEW)
    assert changed.status_code == 200
    assert here.get("/api/v1/me").status_code == 200
    shape(there.get("/api/v1/me"), 401, "UnauthenticatedError")
    shape(alone.client.get("/api/v1/me", headers=bearer), 401, "UnauthenticatedError")
    fresh = {"Authorization": f"Bearer {changed.json()['token']}"}
    assert alone.client.get("/api/v1/me", headers=fresh).status_code == 200
    shape(browser(alone).post(PATH, json={"username": "the-agent", "password": PASSWORD}), 401, "UnauthenticatedError")
    signed_in(alone, password=NEW)
    with alone.session() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "change_password")).all()
    assert (entry.actor, entry.subject, entry.detail) == ("the-agent", "the-agent", "")


@pytest.mark.parametrize(
    ("new", "said"),
    [("short-1", "至少 10 个字符"), ("xx-the-agent-9", "用户名"), ("Password123", "太常见"), ("qwertyuiop2026", "太常见"),
     ("aaaaabbbbb1", "不同的字符"), (PASSWORD, "一样")],
)  # fmt: skip
def test_passwords_that_are_guessed_first(alone: Service, new: str, said: str) -> None:
    assert said in shape(change(signed_in(alone), PASSWORD, new), 422, "InvalidInputError")["detail"]
    if new != PASSWORD:
        body = {"username": "the-agent", "password": "x" * 12}
        assert alone.client.patch("/api/v1/users/the-agent", json=body, headers=alone.user("admin")).status_code == 422


def test_a_stolen_session_changes_no_password(alone: Service) -> None:
    client = signed_in(alone)
    for _ in range(5):
        shape(change(client, "guess", NEW), 401, "UnauthenticatedError")
    shape(change(client, PASSWORD, NEW), 429, "TooManyAttemptsError")
    shape(client.post("/api/v1/me/password", json={"old": "x"}, headers=CSRF), 422, "ValidationError")
    shape(client.post("/api/v1/me/password", json={"old": "x", "new": "y"}), 403, "NotAllowedError")
    shape(browser(alone).post("/api/v1/me/password", json={"old": "x", "new": "y"}), 401, "UnauthenticatedError")
