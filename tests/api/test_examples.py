"""The examples in the description of the interface are what the service answers, for every route that answers data.

With ``QIFU_WRITE_EXAMPLES=1`` examples that no longer fit, or are not there yet, are written anew; look at them after.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest

from api import clock, examples
from api.limiter import Limiter
from tests.api import routes_by_role, routes_of_desk
from tests.api.conftest import TODAY, Service
from tests.api.route_rows import EVERYBODY, SIGNED_IN, Route
from tests.api.test_scope import filled, send

ROUTES = {
    key: route
    for key, route in {**routes_by_role.ROUTES, **routes_of_desk.ROUTES}.items()
    if key[1].startswith("/api/v1/") and not route.page and not route.endless
}
FREE = ("slots", "draft", "filters", "payload", "values", "scores", "corrections", "outcome")  # what is in them varies
GIVEN = [pytest.param(key, route, id=" ".join(key)) for key, route in ROUTES.items()]


@pytest.fixture
def city(network: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Return the service with its windows, nobody counted yet."""
    network.state.limiter = Limiter()
    monkeypatch.setattr(network.state.settings, "public_url", "https://qifu.example")
    with clock.at(datetime.combine(TODAY, time(10), clock.CHINA)):  # a Monday: what is told of times is told alike
        yield network


def asker(route: Route) -> str | None:
    """Return who asks: somebody of the county if he may."""
    return next((who for who in ("county", *SIGNED_IN) if route.who[who] == 200), None)


def trimmed(value: Any) -> Any:
    """Return a value whose lists show their first entry alone."""
    if isinstance(value, dict):
        return {key: trimmed(one) for key, one in value.items()}
    return [trimmed(one) for one in value[:1]] if isinstance(value, list) else value


def answered(service: Service, key: tuple[str, str], route: Route) -> dict[str, Any]:
    """Return the example of a route, made anew."""
    who, found = asker(route), {"refusals": refusals(service, key, route)}
    if who is None:
        return found
    params = route.prepare(service)
    if isinstance(route.body, dict):
        found["request"] = filled(route.body, params)
    answer = send(service, key, who, params, route.body, route)
    assert answer.status_code == route.ok, answer.text
    if answer.status_code != 204 and answer.headers["content-type"].startswith("application/json"):
        found["response"] = trimmed(answer.json())
    return found


def refusals(service: Service, key: tuple[str, str], route: Route) -> list[int]:
    """Return how a route refuses, as the tests of every route show it."""
    found = {status for status in (route.who[who] for who in EVERYBODY) if status in (401, 403, 404)}
    found |= ({409} if route.conflict or "version" in fields(service, key) else set()) | ({422} if route.bad else set())
    return sorted(found | ({404} if route.missing and route.gone == 404 else set()))


def fields(service: Service, key: tuple[str, str]) -> set[str]:
    """Return the fields of a route's body."""
    schema = service.app.openapi()
    content = schema["paths"][key[1]][key[0].lower()].get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return set(schema["components"]["schemas"].get(name, {}).get("properties", {}))


def fits(now: Any, kept: Any, name: str = "") -> bool:
    """Tell whether two answers have the same fields; what is empty in one of them may be anything."""
    if now is None or kept is None or name in FREE:
        return True
    if isinstance(now, dict) and isinstance(kept, dict):
        return now.keys() == kept.keys() and all(fits(now[key], kept[key], key) for key in now)
    if isinstance(now, list) and isinstance(kept, list):
        return not now or not kept or fits(now[0], kept[0])
    numbers = isinstance(now, int | float) and isinstance(kept, int | float)
    return numbers or type(now) is type(kept)


def write(name: str, now: dict[str, Any]) -> None:
    """Keep an example if it says what the one before did not."""
    known = json.loads(examples.PATH.read_text(encoding="utf-8"))
    kept = known.get(name, {})
    same = kept.keys() == now.keys() and kept["refusals"] == now["refusals"]
    if same and all(fits(now[part], kept[part]) for part in set(now) & {"request", "response"}):
        return
    known[name] = now
    examples.PATH.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    examples.load.cache_clear()


@pytest.mark.parametrize(("key", "route"), GIVEN)
def test_an_example_is_what_the_route_answers(city: Service, key: tuple[str, str], route: Route) -> None:
    now = answered(city, key, route)
    if os.environ.get("QIFU_WRITE_EXAMPLES"):
        write(" ".join(key), now)
    kept = examples.load()[" ".join(key)]
    assert kept["refusals"] == now["refusals"]
    assert kept.keys() == now.keys()
    for part in set(now) & {"request", "response"}:
        assert fits(now[part], kept[part]), f"{part} now: {json.dumps(now[part], ensure_ascii=False)[:2000]}"


def test_the_description_carries_them(city: Service) -> None:
    schema = city.client.get("/openapi.json").json()
    for name, known in examples.load().items():
        method, path = name.split(" ")
        operation = schema["paths"][path][method.lower()]
        for status in known["refusals"]:
            (told,) = operation["responses"][str(status)]["content"].values()
            assert set(told["example"]) == {"error", "detail"}
        assert ("security" in operation) is (401 in known["refusals"])
        good = next(one for status, one in operation["responses"].items() if status.startswith("2"))
        assert good.get("content", {}).get("application/json", {}).get("example") == known.get("response")
        if "request" in known:
            assert operation["requestBody"]["content"]["application/json"]["example"] == known["request"]
    answering = [known for known in examples.load().values() if "response" in known]
    assert len(answering) > 70


def test_no_number_of_a_person_stands_in_them_unmasked_but_that_of_the_samples() -> None:
    told = examples.PATH.read_text(encoding="utf-8")
    assert set(re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", told)) <= {"13812345678"}
