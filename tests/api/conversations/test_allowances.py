"""How much one conversation may say and one address open: told in a sentence, and over after a while."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.conversations import allowances, endpoints, identity_routes, own_cases
from api.limiter import Limiter
from api.privacy import endpoints as privacy
from api.settings import Settings
from tests.api.conftest import Service
from tests.api.test_app import shape
from tests.api.test_scope import routes_of

OPEN = "/api/v1/conversations"
COUNTED = {
    ("POST", OPEN): allowances.count_opening,
    ("POST", OPEN + "/{conversation_id}/messages"): allowances.count_message,
    ("POST", OPEN + "/{conversation_id}/appeals/{case_no}/reopening"): allowances.count_act,
    ("DELETE", OPEN + "/{conversation_id}"): allowances.count_act,
    ("GET", OPEN + "/{conversation_id}/export"): allowances.count_act,  # writes that it was taken along
    ("POST", OPEN + "/{conversation_id}/identity/codes"): allowances.count_act,
    ("POST", OPEN + "/{conversation_id}/identity"): allowances.count_act,
    ("DELETE", OPEN + "/{conversation_id}/identity"): allowances.count_act,
    ("POST", OPEN + "/{conversation_id}/identity/earlier"): allowances.count_act,
    ("DELETE", OPEN + "/{conversation_id}/identity/earlier"): allowances.count_act,
}
READ = {("GET", OPEN + "/{conversation_id}" + what) for what in ("", "/events", "/identity", "/history")}


@pytest.fixture
def limited(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Return a service that counts from nothing, with bounds that a test can reach."""
    monkeypatch.setattr(service.state, "limiter", Limiter())
    for name, rate in (("openings", "3/minute"), ("messages", "2/minute"), ("address_messages", "5/minute")):
        monkeypatch.setattr(service.state.settings, f"limit_{name}", rate)
    return service


def refused(answer: Any, told: str) -> None:
    body = shape(answer, 429, "TooManyRequestsError")
    assert body["detail"].startswith(f"{told}，请过 ")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_an_address_opens_so_many(limited: Service) -> None:
    for _ in range(3):
        assert limited.client.post(OPEN).status_code == 201
    refused(limited.client.post(OPEN), allowances.CROWDED)
    limited.state.limiter = Limiter()  # as when the minute is over
    assert limited.client.post(OPEN).status_code == 201


def test_a_conversation_says_so_much_and_the_next_one_too(limited: Service) -> None:
    first, second = limited.open(), limited.open()
    for text in ("想贷款", "五百万"):
        assert limited.say(first, text).status_code == 200
    refused(limited.say(first, "三十人"), allowances.TOO_FAST)
    assert len(limited.bot.texts) == 2
    assert limited.say(second, "想贷款").status_code == 200


def test_what_was_refused_is_sent_again_under_the_same_id(limited: Service) -> None:
    talk = limited.open()
    for number in range(2):
        limited.say(talk, f"第{number}句", f"m-{number}")
    refused(limited.say(talk, "第2句", "m-2"), allowances.TOO_FAST)
    limited.state.limiter = Limiter()
    assert limited.say(talk, "第2句", "m-2").status_code == 200
    assert limited.bot.texts == ["第0句", "第1句", "第2句"]


def test_an_address_says_so_much_in_all_its_conversations(limited: Service) -> None:
    talks = [limited.open() for _ in range(3)]
    for talk in (talks[0], talks[0], talks[1], talks[1], talks[2]):
        assert limited.say(talk, "想贷款").status_code == 200
    refused(limited.say(talks[2], "想贷款"), allowances.CROWDED)


def test_nobody_uses_up_what_is_anothers(limited: Service) -> None:
    talk, other = limited.open(), limited.open()
    for _ in range(2):
        assert limited.say((talk[0], other[1]), "想贷款").status_code == 401
    assert limited.say(talk, "想贷款").status_code == 200


def test_other_deeds_of_a_conversations_holder_are_counted(limited: Service) -> None:
    talk = limited.open()
    path = f"{OPEN}/{talk[0]}/export"
    for _ in range(30):
        assert limited.client.get(path, headers=talk[1]).status_code == 200
    refused(limited.client.get(path, headers=talk[1]), allowances.ACTS.told)
    refused(limited.client.delete(f"{OPEN}/{talk[0]}", headers=talk[1]), allowances.ACTS.told)


def test_a_program_of_this_machine_is_not_counted_unless_it_is_to_be(
    limited: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = TestClient(limited.app, client=("127.0.0.1", 1))
    assert {here.post(OPEN).status_code for _ in range(9)} == {201}
    monkeypatch.setattr(limited.state.settings, "limit_local", True)
    assert [here.post(OPEN).status_code for _ in range(4)] == [201, 201, 201, 429]


def test_whom_a_proxy_of_this_machine_speaks_for_is_counted(limited: Service) -> None:
    """As uvicorn takes it from the header; a caller elsewhere cannot pass himself off as somebody of this machine."""
    behind: Any = ProxyHeadersMiddleware(limited.app, "127.0.0.1")
    proxy, stranger = (TestClient(behind, client=(host, 1)) for host in ("127.0.0.1", "203.0.113.7"))

    def opened(client: TestClient, named: str) -> int:
        return client.post(OPEN, headers={"X-Forwarded-For": named}).status_code

    assert [opened(proxy, "198.51.100.1") for _ in range(4)] == [201, 201, 201, 429]
    assert opened(proxy, "198.51.100.2") == 201
    assert [opened(stranger, "127.0.0.1") for _ in range(4)] == [201, 201, 201, 429]


def test_no_limit_where_none_is_wanted(limited: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited.state.settings, "limit_openings", "none")
    assert {limited.client.post(OPEN).status_code for _ in range(9)} == {201}


@pytest.mark.parametrize("name", ["limit_openings", "limit_messages", "limit_address_messages"])
def test_what_is_no_rate_does_not_start(name: str) -> None:
    for wrong in ("", "many", "0/minute", "60/fortnight", "-1/minute", "60/0 minutes"):
        with pytest.raises(ValidationError, match="not a rate"):
            Settings(**{name: wrong})
    assert getattr(Settings(**{name: "5/2 hours"}), name) == "5/2 hours"


def test_every_route_of_a_conversations_holder_is_counted_or_reads(service: Service) -> None:
    """A new one must be entered here, with what counts it."""
    assert {key for key in routes_of(service.app) if key[1].startswith(OPEN)} == set(COUNTED) | READ
    routes: list[Any] = [
        route for room in (endpoints, own_cases, identity_routes, privacy) for route in room.router.routes
    ]
    for (method, path), counting in COUNTED.items():
        (route,) = [one for one in routes if one.path == path and method in one.methods]
        assert counting in [one.call for one in route.dependant.dependencies], path
