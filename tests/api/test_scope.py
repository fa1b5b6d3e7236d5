"""Every route of the service as everybody: a route that is missing in the table, or answers otherwise, fails.

And for every route: bad payloads, what does not exist, what contradicts the present state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from tests.api import windows
from tests.api.conftest import Service
from tests.api.roles_by_route import ROLES, STREAMS
from tests.api.routes_by_role import AGENTS, EVERYBODY, OF_BOT, PUBLIC, ROUTES, Params, Route

OWN_PAGES = ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc")  # of the framework
INTERNAL = "/internal/v1/"
IDS = [f"{method} {path}" for method, path in ROUTES]
NOTHING: Params = {
    **dict.fromkeys(("guard_id", "entry_id", "call_id", "follow_up_id", "session_id"), 987_654_321),
    **dict.fromkeys(("username", "match_id", "token"), "none"),
    **{"kind": "service", "key": "F-loan", "quarter": "2026Q3", "file": "docx"},
}
GIVEN = list(zip(ROUTES, ROUTES.values(), strict=True))


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Return method and path of every route, also of routers that were included."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        one = waiting.pop()
        router = getattr(one, "original_router", None)
        if router is not None:
            waiting.extend(router.routes)
        elif getattr(one, "methods", None) and one.path not in OWN_PAGES:
            yield from ((method, one.path) for method in one.methods - {"HEAD", "OPTIONS"})


def filled(value: Any, params: Params) -> Any:
    """Return a body with what was prepared for it."""
    if isinstance(value, str):
        return value.format(**params) if value.startswith("{") else value
    if isinstance(value, list):
        return [filled(one, params) for one in value]
    return {key: filled(one, params) for key, one in value.items()} if isinstance(value, dict) else value


def send(service: Service, method: str, path: str, who: str, params: Params, body: Any = None) -> Any:
    """Call a route as somebody."""
    users = {**service.users, "nobody": {}, "maintainer": service.users["keeper"]}
    url = path.format(**params) + ("?limit=100" if method == "GET" and "{" not in path and "/api/" in path else "")
    if isinstance(body, str):
        headers = {**users[who], "Content-Type": "application/x-ndjson"}
        return service.client.request(method, url, content=body.encode(), headers=headers)
    return service.client.request(method, url, json=filled(body, params), headers=users[who])


@pytest.fixture
def city(network: Service) -> Service:
    """Return the service with its windows; a county's maintainer stands for all maintainers."""
    return network


def test_every_route_is_in_the_table(city: Service) -> None:
    found = set(routes_of(city.app))
    internal = {(method, path) for method, path in found if path.startswith(INTERNAL)}
    assert len(found) > 60
    assert not set(ROUTES) & set(ROLES)
    assert found - internal == {*ROUTES, *ROLES}
    for method, path in internal:
        params = {"conversation_id": city.open()[0]}
        for who in EVERYBODY:
            answer = send(city, method, path, who, params, {})
            assert answer.status_code == OF_BOT[who], f"{method} {path} as {who}: {answer.text}"


@pytest.mark.parametrize(("key", "route"), GIVEN, ids=IDS)
def test_as_everybody(city: Service, key: tuple[str, str], route: Route) -> None:
    method, path = key
    shared = route.prepare(city)
    for who in EVERYBODY:
        expected = route.ok if route.who[who] == 200 else route.who[who]
        params = shared if method == "GET" or route.who[who] != 200 else route.prepare(city)
        answer = send(city, method, path, who, params, route.body)
        assert answer.status_code == expected, f"{method} {path} as {who}: {answer.status_code} {answer.text}"
        if expected >= 400:
            assert set(answer.json()) == {"error", "detail"}
        elif route.shows:
            column, name, seen_by = route.shows
            is_shown = shared[name] in [row[column] for row in answer.json()]
            assert is_shown is (who in seen_by), f"{path} shows it to {who}: {is_shown}"


@pytest.mark.parametrize("key", ROLES, ids=lambda key: " ".join(key))
def test_who_is_let_in(city: Service, key: tuple[str, str]) -> None:
    method, path = key
    params = {**NOTHING, "conversation_id": city.open()[0]}
    answered = {}
    for who, expected in ROLES[key].items():
        if expected != 200 or key not in STREAMS:
            body = None if method in ("GET", "DELETE") else {}
            answered[who] = send(city, method, path, who, params, body).status_code
    refused = {who: status for who, status in answered.items() if status in (401, 403)}
    if ROLES[key] is PUBLIC:  # the same for everybody, whatever a door of its own (a signature, a cookie) says
        assert len(set(answered.values()) - {429}) == 1, answered
    else:
        assert refused == {who: status for who, status in ROLES[key].items() if status != 200}


@pytest.mark.parametrize(("key", "route"), GIVEN, ids=IDS)
def test_what_goes_wrong(city: Service, key: tuple[str, str], route: Route) -> None:
    method, path = key
    who = next((one for one in AGENTS if route.who[one] == 200), None)
    if who is None:
        pytest.skip("opened by the token of its conversation alone; tests/api/conversations")
    params = route.prepare(city)
    assert (route.bad is not None) is (route.body is not None), "a body needs a bad one beside it"
    if route.bad is not None:
        bad = send(city, method, path, who, params, route.bad)
        assert (bad.status_code, set(bad.json())) == (422, {"error", "detail"}), bad.text
    assert route.missing is ("{" in path), "what a path names may be missing"
    if route.missing:
        name = path[path.index("{") + 1 : path.index("}")]
        nothing: Any = 987_654_321 if name in ("call_id", "gap_id", "follow_up_id", "entry_id") else "XQ1"
        gone = send(city, method, path, who, {**params, name: nothing}, route.body)
        assert (gone.status_code, gone.json()["error"]) == (404, "NotFoundError"), gone.text
    if route.conflict:
        body = route.body if route.conflicting is None else route.conflicting
        answer = send(city, method, path, who, route.conflict(city), body)
        assert (answer.status_code, answer.json()["error"]) == (409, "ConflictError"), answer.text


def test_the_windows_are_those_of_the_table(city: Service) -> None:
    with city.session() as session:
        first, second = windows.institutions(session)
    assert first != second
    for who, window in windows.AGENTS.items():
        assert city.client.get("/api/v1/me", headers=city.user(who)).json()["window"] == window
