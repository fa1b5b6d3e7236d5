"""Call-backs, gaps and handovers belong to windows: of their case, else of the place; without either to the hub."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.appeals_parts import submit
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import turn
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
ALL = ("admin", "hub", "city", "county", "other")
UP = ("admin", "hub", "city", "county")
TOP = ("admin", "hub")


def talk_from(service: Service, region: str | None) -> str:
    """Open a conversation in which a place was said, or none."""
    talk = service.open()
    if region:
        service.bot.script = lambda _: turn(region=region, need="想贷款")
        service.say(talk, "想贷款")
    return str(talk[0])


def who_sees(service: Service, path: str, key: str, value: Any) -> tuple[str, ...]:
    """Return who finds something in a list."""
    seen = []
    for who in ALL:
        answer = service.client.get(f"/api/v1/{path}", params={"limit": 100}, headers=service.user(who))
        assert answer.status_code == 200, answer.text
        if value in [row[key] for row in answer.json()]:
            seen.append(who)
    return tuple(seen)


@pytest.mark.parametrize(("region", "sees"), [("430112", UP), ("430211", ("admin", "hub", "other")), (None, TOP)])
def test_who_is_to_be_called_by_the_place(network: Service, region: str | None, sees: tuple[str, ...]) -> None:
    talk = talk_from(network, region)
    network.step(talk, "call-backs", phone="13812345678")
    assert who_sees(network, "call-backs", "conversation_id", talk) == sees
    listed = network.client.get("/api/v1/call-backs", params={"limit": 100}, headers=network.user("hub")).json()
    (call,) = [one for one in listed if one["conversation_id"] == talk]
    for what, body in (("reveal", {"purpose": "按约定回电"}), ("done", None)):
        path = f"/api/v1/call-backs/{call['id']}/{what}"
        shape(network.client.post(path, json=body, headers=network.user("inst")), 403, "NotAllowedError")
        for who in set(ALL) - set(sees):
            shape(network.client.post(path, json=body, headers=network.user(who)), 404, "NotFoundError")
        assert network.client.post(path, json=body, headers=network.user(sees[-1])).status_code == 200


def test_who_is_to_be_called_by_the_case_wherever_it_goes(network: Service) -> None:
    talk = network.open()[0]
    case_no = network.submit(talk, phone="13812345678")["case_no"]
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert network.move(case_no, to, role="county").status_code == 200
    assert network.step(talk, "ratings", text=f"{case_no} 1分，没办成").json()["low"]
    network.step(talk, "low-ratings", wish="call_back")
    assert who_sees(network, "call-backs", "case_no", case_no) == UP
    body = {"text": "办不了"}
    path = f"/api/v1/demands/{case_no}/escalation"
    shape(network.client.post(path, json=body, headers=network.user("county")), 409, "ConflictError")  # what is over
    assert network.move(case_no, "reopened", role="county", reason="企业不满意").status_code == 200
    assert network.client.post(path, json=body, headers=network.user("county")).status_code == 200
    assert who_sees(network, "call-backs", "case_no", case_no) == ("admin", "hub", "city")


@pytest.mark.parametrize(("region", "sees"), [("430112", UP), (None, TOP)])
def test_who_waits_for_a_person(network: Service, region: str | None, sees: tuple[str, ...]) -> None:
    talk = talk_from(network, region)
    network.step(talk, "handoff")
    assert who_sees(network, "handovers", "conversation_id", talk) == sees
    for who in ALL:
        answer = network.client.get(f"/api/v1/handovers/{talk}", headers=network.user(who))
        assert answer.status_code == (200 if who in sees else 404), who
    shape(network.client.get(f"/api/v1/handovers/{talk}", headers=network.user("inst")), 403, "NotAllowedError")


def test_an_appeal_gives_its_conversation_a_window(network: Service) -> None:
    talk = network.open()[0]
    submit(network, talk, region="430211")
    network.step(talk, "handoff")
    assert who_sees(network, "handovers", "conversation_id", talk) == ("admin", "hub", "other")


def test_gaps_are_counted_for_each_window(network: Service) -> None:
    question = "海王星税收怎么办"
    for region in ("430112", "430112", "430211", None):
        network.step(talk_from(network, region), "answers", text=question)
    seen = {}
    for who in (*ALL, "keeper"):
        rows = network.client.get("/api/v1/knowledge-gaps", params={"limit": 100}, headers=network.user(who)).json()
        seen[who] = [(row["id"], row["asked"]) for row in rows if row["question"] == question]
    gap_id = seen["hub"][0][0]
    counts = {who: found[0][1] if found else None for who, found in seen.items()}
    assert counts == {"admin": 4, "hub": 4, "city": 2, "county": 2, "other": 1, "keeper": 2}
    network.step(talk_from(network, "430211"), "answers", text="冥王星税收怎么办")
    body = {"status": "answered", "item_id": "FAQ-9"}
    rows = network.client.get("/api/v1/knowledge-gaps", params={"limit": 100}, headers=network.user("other")).json()
    (foreign,) = [row["id"] for row in rows if row["question"] == "冥王星税收怎么办"]
    path = f"/api/v1/knowledge-gaps/{foreign}"
    shape(network.client.patch(path, json=body, headers=network.user("county")), 404, "NotFoundError")
    shape(network.client.patch(path, json=body, headers=network.user("inst")), 403, "NotAllowedError")
    path = f"/api/v1/knowledge-gaps/{gap_id}"
    assert network.client.patch(path, json=body, headers=network.user("keeper")).json()["status"] == "answered"
