"""Who wants to be called: one open wish a conversation and reason, masked, revealed with a purpose, done once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_app import shape

PATH = "/api/v1/call-backs"
PHONE = "13812345678"


def of(service: Service, talk: str) -> list[dict[str, Any]]:
    """Return the open wishes of one conversation."""
    listed = service.client.get(PATH, params={"limit": 100}, headers=service.user("agent")).json()
    return [one for one in listed if one["conversation_id"] == talk]


def test_kept_once_with_the_newest_number(service: Service) -> None:
    talk = service.open()[0]
    for phone in ("13912345678", PHONE):
        assert service.step(talk, "call-backs", phone=phone).json() == {"phone": f"{phone[:3]}****5678"}
    (call,) = of(service, talk)
    assert (call["reason"], call["phone"], call["done_at"]) == ("human", "138****5678", None)
    revealed = service.client.post(
        f"{PATH}/{call['id']}/reveal", json={"purpose": "按约定回电"}, headers=service.user("agent")
    )
    assert revealed.json() == {"contact": None, "phone": PHONE}


def test_the_number_of_the_case_is_taken_and_without_any_nothing_is_kept(service: Service) -> None:
    talk = service.open()[0]
    assert service.step(talk, "call-backs").json() == {"phone": None}
    assert of(service, talk) == []
    service.submit(talk, phone=PHONE)
    assert service.step(talk, "call-backs").json() == {"phone": "138****5678"}


def test_done_once(service: Service) -> None:
    talk = service.open()[0]
    service.step(talk, "call-backs", phone=PHONE)
    path = f"{PATH}/{of(service, talk)[0]['id']}/done"
    assert service.client.post(path, headers=service.user("agent")).json()["done_by"] == "the-agent"
    shape(service.client.post(path, headers=service.user("agent")), 409, "ConflictError")
    assert of(service, talk) == []


@pytest.mark.parametrize("role", ["maintainer", "reviewer", "viewer"])
def test_agents_only(service: Service, role: str) -> None:
    shape(service.client.get(PATH, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.post(f"{PATH}/987654/done", headers=service.user("agent")), 404, "NotFoundError")
