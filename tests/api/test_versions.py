"""Whoever acts on what somebody else has changed since hears 409, on every route that takes what was seen."""

from __future__ import annotations

import pytest

from api.limiter import Limiter
from tests.api import routes_by_role, routes_of_desk
from tests.api.conftest import Service
from tests.api.route_rows import AGENTS, Route
from tests.api.test_app import shape
from tests.api.test_examples import fields
from tests.api.test_scope import filled, send

ROUTES = {**routes_by_role.ROUTES, **routes_of_desk.ROUTES}
WRITING = [
    pytest.param(key, route, id=" ".join(key))
    for key, route in ROUTES.items()
    if key[1].startswith(("/api/v1/demands/{", "/api/v1/appeals/{")) and isinstance(route.body, dict)
]
# A look, a note and an answer of the enterprise change nothing that another could have seen otherwise; a supervision
# says the same whatever happened since.
WITHOUT = ("/reveal", "/notes", "/supervision")


@pytest.fixture
def city(network: Service) -> Service:
    """Return the service with its windows, nobody counted yet."""
    network.state.limiter = Limiter()
    return network


@pytest.mark.parametrize(("key", "route"), WRITING)
def test_what_was_seen_must_still_stand(city: Service, key: tuple[str, str], route: Route) -> None:
    assert ("version" in fields(city, key)) is True or key[1].endswith(WITHOUT), key
    if key[1].endswith(WITHOUT):
        return
    who, params = next(one for one in AGENTS if route.who[one] == 200), route.prepare(city)
    before = city.client.get(f"{key[1].rpartition('/')[0]}".format(**params), headers=city.users[who]).json()
    stale = {**filled(route.body, params), "version": before["version"] + 1}
    shape(send(city, key, who, params, stale, route), 409, "ConflictError")
    after = city.client.get(f"{key[1].rpartition('/')[0]}".format(**params), headers=city.users[who]).json()
    assert after == before
    right = {**filled(route.body, params), "version": before["version"]}
    assert send(city, key, who, params, right, route).status_code == route.ok
