"""Knowledge gaps: listed most asked first, settled by an entry, open again when asked again."""

from __future__ import annotations

import pytest

from tests.api.conftest import Service
from tests.api.test_app import shape

PATH = "/api/v1/knowledge-gaps"


def test_most_asked_first_and_settled(alone: Service) -> None:
    talk = alone.open()[0]
    for text in ("木星税收怎么办", "土星税收怎么办", "土星税收怎么办呢"):
        alone.step(talk, "answers", text=text)
    staff = alone.user("maintainer")
    saturn, jupiter = alone.client.get(PATH, headers=staff).json()
    assert [(gap["question"], gap["asked"]) for gap in (saturn, jupiter)] == [
        ("土星税收怎么办", 2),
        ("木星税收怎么办", 1),
    ]
    body = {"status": "answered", "item_id": "FAQ-9"}
    settled = alone.client.patch(f"{PATH}/{saturn['id']}", json=body, headers=staff).json()
    assert (settled["status"], settled["item_id"]) == ("answered", "FAQ-9")
    assert [gap["id"] for gap in alone.client.get(PATH, params={"status": "open"}, headers=staff).json()] == [
        jupiter["id"]
    ]
    alone.step(talk, "answers", text="土星税收怎么办")
    assert alone.client.get(PATH, headers=staff).json()[0]["status"] == "open"
    assert len(alone.client.get(PATH, params={"offset": 1, "limit": 1}, headers=staff).json()) == 1


@pytest.mark.parametrize("role", ["reviewer", "viewer"])
def test_not_for_everybody(service: Service, role: str) -> None:
    shape(service.client.get(PATH, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.get(PATH), 401, "UnauthenticatedError")


def test_badly(service: Service) -> None:
    staff = service.user("agent")
    shape(service.client.patch(f"{PATH}/987654", json={"status": "answered"}, headers=staff), 404, "NotFoundError")
    shape(service.client.patch(f"{PATH}/1", json={"status": "gone"}, headers=staff), 422, "ValidationError")
    shape(service.client.get(PATH, params={"limit": 0}, headers=staff), 422, "ValidationError")
