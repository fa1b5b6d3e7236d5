"""Logging in, tokens, users and their roles; on every backend."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from sqlmodel import Session, select

from api.accounts import passwords, tokens
from api.accounts import service as accounts
from api.accounts.models import AuditEntry, Role, User
from api.errors import ConfigurationError, UnauthenticatedError
from tests.api.conftest import BACKENDS, PASSWORD, Service, StartService, make_settings
from tests.api.network import COUNTY
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NEW = {"username": "renyuan77", "password": "long-enough-1", "role": "agent"}


def log_in(service: Service, username: str, password: str) -> Any:
    """Try to log in."""
    return service.client.post("/api/v1/login", json={"username": username, "password": password})


def test_log_in(service: Service) -> None:
    body = log_in(service, "the-agent", PASSWORD).json()
    assert (body["user"]["username"], body["user"]["role"]) == ("the-agent", "agent")
    assert "password" not in str(body)
    me = service.client.get("/api/v1/me", headers={"Authorization": f"Bearer {body['token']}"})
    assert me.json() == body["user"]


def test_log_in_tells_not_what_is_wrong(service: Service) -> None:
    answers = [log_in(service, *pair) for pair in (("the-agent", "wrong"), ("nobody", PASSWORD), ("", ""))]
    assert len({answer.text for answer in answers}) == 1
    shape(answers[0], 401, "UnauthenticatedError")


@pytest.mark.parametrize(
    "body", [{}, {"username": "a"}, {"username": "a" * 65, "password": "x"}, {"username": 1, "password": []}]
)
def test_log_in_badly(service: Service, body: dict[str, Any]) -> None:
    shape(service.client.post("/api/v1/login", json=body), 422, "ValidationError")


def test_name_with_a_nul_is_no_crash(service: Service) -> None:
    answer = log_in(service, "a\x00b", "x")
    shape(answer, answer.status_code, answer.json()["error"])
    assert answer.status_code in (401, 422)


def test_create_change_and_end(service: Service, backend: str) -> None:
    admin = service.user("admin")
    created = service.client.post("/api/v1/users", json=NEW, headers=admin)
    assert created.status_code == 201
    assert {k: created.json()[k] for k in ("username", "role", "window", "is_active")} == {
        "username": "renyuan77", "role": "agent", "window": None, "is_active": True,
    }  # fmt: skip
    shape(service.client.post("/api/v1/users", json=NEW, headers=admin), 409, "ConflictError")
    token = {"Authorization": f"Bearer {log_in(service, 'renyuan77', NEW['password']).json()['token']}"}
    assert service.client.get("/api/v1/demands", headers=token).status_code == 200
    changed = service.client.patch("/api/v1/users/renyuan77", json={"role": "viewer", "window": COUNTY}, headers=admin)
    assert (changed.json()["role"], changed.json()["window"]) == ("viewer", COUNTY)
    shape(service.client.get("/api/v1/me", headers=token), 401, "UnauthenticatedError")  # old tokens end
    token = {"Authorization": f"Bearer {log_in(service, 'renyuan77', NEW['password']).json()['token']}"}
    shape(service.client.get("/api/v1/handovers", headers=token), 403, "NotAllowedError")
    service.client.patch("/api/v1/users/renyuan77", json={"password": "another-long-1"}, headers=admin)
    shape(log_in(service, "renyuan77", NEW["password"]), 401, "UnauthenticatedError")
    service.client.patch("/api/v1/users/renyuan77", json={"is_active": False}, headers=admin)
    shape(log_in(service, "renyuan77", "another-long-1"), 401, "UnauthenticatedError")
    assert "renyuan77" in [user["username"] for user in service.client.get("/api/v1/users", headers=admin).json()]
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == "renyuan77", AuditEntry.actor == "the-admin")
        audit = session.exec(query.order_by("id")).all()
    assert [(a.actor, a.action, a.detail) for a in audit] == [
        ("the-admin", "create_user", "agent"),
        ("the-admin", "update_user", "role,window"),
        ("the-admin", "update_user", "password"),
        ("the-admin", "update_user", "is_active"),
    ]


def test_nulls_change_nothing_but_the_window(service: Service) -> None:
    admin = service.user("admin")
    service.client.post("/api/v1/users", json={**NEW, "username": "nulls", "window": COUNTY}, headers=admin)
    body = {"role": None, "is_active": None, "password": None, "window": None}
    changed = service.client.patch("/api/v1/users/nulls", json=body, headers=admin).json()
    assert (changed["role"], changed["is_active"], changed["window"]) == ("agent", True, None)


@pytest.mark.parametrize(
    ("place", "status", "error"),
    [
        ({"window": "W-nowhere"}, 404, "NotFoundError"),
        ({"role": "institution", "institution": "nobody"}, 404, "NotFoundError"),
        ({"role": "institution"}, 422, "InvalidInputError"),
        ({"institution": "nobody"}, 422, "InvalidInputError"),  # an agent without a window would see everything
    ],
)
def test_a_place_that_is_none_is_refused(service: Service, place: dict[str, str], status: int, error: str) -> None:
    admin, name = service.user("admin"), "out-of-place"
    shape(service.client.post("/api/v1/users", json={**NEW, "username": name, **place}, headers=admin), status, error)
    shape(service.client.patch("/api/v1/users/the-viewer", json=place, headers=admin), status, error)


def test_whose_window_left_the_tree_can_still_be_closed(service: Service) -> None:
    admin = service.user("admin")
    service.client.post("/api/v1/users", json={**NEW, "username": "left-alone"}, headers=admin)
    with service.session(write=True) as session:
        accounts.require(session, "left-alone").window = "W-gone"
    closed = service.client.patch("/api/v1/users/left-alone", json={"is_active": False}, headers=admin)
    assert (closed.status_code, closed.json()["is_active"]) == (200, False)


def test_same_name_at_once(service: Service) -> None:
    body, admin = {**NEW, "username": "at-once"}, service.user("admin")
    answers = service.together(*[lambda client: client.post("/api/v1/users", json=body, headers=admin)] * 4)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    "change",
    [{"username": "x"}, {"username": "a b"}, {"username": "a" * 65}, {"password": "short"}, {"role": "boss"},
     {"password": "x" * 201}, {"username": None}, {"window": "w" * 65}],
)  # fmt: skip
def test_create_badly(service: Service, change: dict[str, Any]) -> None:
    answer = service.client.post("/api/v1/users", json={**NEW, **change}, headers=service.user("admin"))
    shape(answer, 422, "ValidationError")


def test_a_name_that_is_none_is_refused_in_chinese(service: Service) -> None:
    body = {**NEW, "username": "a b"}
    detail = service.client.post("/api/v1/users", json=body, headers=service.user("admin")).json()["detail"]
    assert "用户名只能用字母、数字和 . @ - _" in detail


def test_change_of_nobody(service: Service) -> None:
    answer = service.client.patch("/api/v1/users/nobody", json={}, headers=service.user("admin"))
    shape(answer, 404, "NotFoundError")


@pytest.mark.parametrize("role", ["agent", "maintainer", "reviewer", "viewer"])
def test_administrators_only(service: Service, role: str) -> None:
    headers = service.user(role)
    assert service.client.get("/api/v1/me", headers=headers).json()["role"] == role
    for method, path in (("GET", "/users"), ("POST", "/users"), ("PATCH", "/users/the-agent")):
        shape(service.client.request(method, f"/api/v1{path}", json=NEW, headers=headers), 403, "NotAllowedError")
        shape(service.client.request(method, f"/api/v1{path}", json=NEW), 401, "UnauthenticatedError")


def test_tokens_that_do_not_hold(service: Service) -> None:
    secret = service.state.secret
    good = tokens.issue(secret, "the-agent", 0, 1)
    forged = [
        tokens.issue("another secret", "the-agent", 0, 1),
        tokens.issue(secret, "the-agent", 0, -1),
        tokens.issue(secret, "the-agent", 1, 1),
        tokens.issue(secret, "nobody", 0, 1),
        jwt.encode({"sub": "the-agent", "ver": 0}, tokens._key(secret), algorithm="HS256"),
        jwt.encode({"sub": "the-agent", "ver": 0, "exp": 4_000_000_000}, "", algorithm="none"),
        good[:-2],
        good + "a",
        "a.b.c",
    ]
    assert service.client.get("/api/v1/me", headers={"Authorization": f"bearer {good}"}).status_code == 200
    for token in forged:
        answer = service.client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        shape(answer, 401, "UnauthenticatedError")


def test_bootstrap_only_into_an_empty_database(start: StartService, empty_url: str, tmp_path: Any) -> None:
    settings = make_settings(tmp_path, empty_url)
    first = start(settings)
    assert log_in(first, "admin", PASSWORD).json()["user"]["role"] == "admin"
    second = start(
        make_settings(tmp_path, empty_url, bootstrap_admin=type(settings.secret_key)("other:another-long-1"))
    )
    shape(log_in(second, "other", "another-long-1"), 401, "UnauthenticatedError")
    assert log_in(second, "admin", PASSWORD).status_code == 200


class TestBootstrap:
    """What ``QIFU_BOOTSTRAP_ADMIN`` may hold."""

    @pytest.fixture
    def session(self, alone: Service) -> Any:
        """Return a session on a database without users."""
        with alone.session(write=True) as session:
            for user in session.exec(select(User)):
                session.delete(user)
            session.flush()
            yield session

    @pytest.mark.parametrize("spec", ["", "admin", "admin:"])
    def test_nothing_to_create(self, session: Session, spec: str) -> None:
        assert accounts.bootstrap(session, spec) is None

    def test_short_password_and_colons(self, session: Session) -> None:
        user = accounts.bootstrap(session, "root:a:b")
        assert user is not None
        assert user.role is Role.ADMIN
        assert passwords.verify_password("a:b", user.password_hash)
        assert accounts.log_in(session, "root", "a:b") is user
        with pytest.raises(UnauthenticatedError):
            accounts.log_in(session, "root", "a")

    @pytest.mark.parametrize("spec", [":password", "a b:password", "x" * 65 + ":password"])
    def test_name_that_is_none(self, session: Session, spec: str) -> None:
        with pytest.raises(ConfigurationError, match="QIFU_BOOTSTRAP_ADMIN"):
            accounts.bootstrap(session, spec)
