"""Every route of the service as everybody: a route that is missing in the table, or answers otherwise, fails.

And for every route: bad payloads, what does not exist, what contradicts the present state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from api.accounts import service as accounts
from api.accounts import sessions
from api.accounts.sessions import COOKIE
from api.deps import session_limits
from api.limiter import Limiter
from tests.api import routes_by_role, routes_of_desk, routes_of_pages, windows
from tests.api.conftest import Service
from tests.api.route_rows import AGENTS, EVERYBODY, OF_BOT, Params, Route, Upload

OWN_PAGES = ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc")  # of the framework
INTERNAL = "/internal/v1/"
INNER = Route(OF_BOT)
NUMBERED = ("call_id", "gap_id", "follow_up_id", "entry_id", "guard_id", "session_id", "binding_id", "import_id")
ROUTES = {**routes_by_role.ROUTES, **routes_of_desk.ROUTES, **routes_of_pages.ROUTES}
IDS = [f"{method} {path}" for method, path in ROUTES]
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


def send(
    service: Service, key: tuple[str, str], who: str, params: Params, body: Any = None, route: Route = INNER
) -> Any:
    """Call a route as somebody, a page with the cookie of his browser; no cookie of an earlier call goes along."""
    (method, path), client = key, service.client
    users = {**service.users, "nobody": {}, "maintainer": service.users["keeper"]}
    headers = cookies(service, users[who], params) if route.page else dict(users[who])
    is_list = method == "GET" and "{" not in path and "/api/" in path and not route.plain
    url = path.format(**params) + ("?limit=100" if is_list else "")
    if isinstance(body, str):
        sent: Params = {"content": body.encode()}
        headers["Content-Type"] = "application/x-ndjson"
    elif isinstance(body, Upload):
        sent = {"files": {"file": (body.name, body.content.encode())}}
    else:
        sent = {"data" if route.page else "json": filled(body, params)}
    client.cookies.clear()
    answer = client.request(method, url, headers=headers, follow_redirects=False, **sent)
    client.cookies.clear()
    return answer


def cookies(service: Service, bearer: dict[str, str], params: Params) -> dict[str, str]:
    """Return what the browser of a user sends along: his session, and what was prepared."""
    found = [params["cookie"]] if "cookie" in params else []
    if bearer:
        name = service.client.get("/api/v1/me", headers=bearer).json()["username"]
        with service.session(write=True) as session:
            user = accounts.require(session, name)
            limits = session_limits(service.state)
            found.append(f"{COOKIE}={sessions.open_session(session, user, limits, '样例', '127.0.0.1')[1]}")
    return {"Cookie": "; ".join(found)} if found else {}


def check_failure(answer: Any, route: Route, status: int, error: str = "") -> None:
    """Check an answer that tells what went wrong, in the form its reader takes."""
    assert answer.status_code == status, answer.text
    if route.page:
        assert answer.headers["content-type"].startswith("text/html")
    else:
        told = answer.json()
        assert set(told) == {"error", "detail"}
        assert error in ("", told["error"])


@pytest.fixture
def city(network: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Return the service with its windows, nobody counted yet; a county's maintainer stands for all maintainers."""
    network.state.limiter = Limiter()
    monkeypatch.setattr(network.state.settings, "public_url", "https://qifu.example")
    return network


def test_every_route_is_in_the_table(city: Service) -> None:
    found = set(routes_of(city.app))
    internal = {(method, path) for method, path in found if path.startswith(INTERNAL)}
    assert len(found) > 60
    assert found - internal == set(ROUTES)
    for method, path in internal:
        params = {"conversation_id": city.open()[0]}
        for who in EVERYBODY:
            answer = send(city, (method, path), who, params, {})
            assert answer.status_code == OF_BOT[who], f"{method} {path} as {who}: {answer.text}"


@pytest.mark.parametrize(("key", "route"), GIVEN, ids=IDS)
def test_as_everybody(city: Service, key: tuple[str, str], route: Route) -> None:
    shared = route.prepare(city)
    for who in EVERYBODY:
        expected = route.ok if route.who[who] == 200 else route.who[who]
        if route.endless and expected == 200:
            continue
        params = shared if key[0] == "GET" or route.who[who] != 200 else route.prepare(city)
        answer = send(city, key, who, params, route.body, route)
        assert answer.status_code == expected, f"{key} as {who}: {answer.status_code} {answer.text}"
        if expected >= 400:
            check_failure(answer, route, expected)
        elif route.page and who == "nobody" and route.who[who] == 303:
            assert answer.headers["location"] == f"/login?next={key[1]}"
        elif route.shows:
            column, name, seen_by = route.shows
            is_shown = shared[name] in [row[column] for row in answer.json()]
            assert is_shown is (who in seen_by), f"{key} shows it to {who}: {is_shown}"


@pytest.mark.parametrize(("key", "route"), GIVEN, ids=IDS)
def test_what_goes_wrong(city: Service, key: tuple[str, str], route: Route) -> None:
    who = next((one for one in AGENTS if route.who[one] == 200), None)
    if who is None:
        pytest.skip("never done by a user: test_as_everybody has all its answers")
    path, params = key[1], route.prepare(city)
    assert (route.bad is not None) is (route.body is not None), "a body needs a bad one beside it"
    if route.bad is not None:
        check_failure(send(city, key, who, params, route.bad, route), route, 422)
    assert route.missing is ("{" in path), "what a path names may be missing"
    if route.missing:
        name = path[path.index("{") + 1 : path.index("}")]
        nothing: Any = 987_654_321 if name in NUMBERED else "XQ1"
        gone = send(city, key, who, {**params, name: nothing}, route.body, route)
        check_failure(gone, route, route.gone, "NotFoundError" if route.gone == 404 else "")
    if route.conflict:
        body = route.body if route.conflicting is None else route.conflicting
        answer = send(city, key, who, route.conflict(city), body, route)
        check_failure(answer, route, 409, "ConflictError")


def test_the_windows_are_those_of_the_table(city: Service) -> None:
    with city.session() as session:
        first, second = windows.institutions(session)
    assert first != second
    for who, window in windows.AGENTS.items():
        assert city.client.get("/api/v1/me", headers=city.user(who)).json()["window"] == window
