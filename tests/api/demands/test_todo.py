"""What an agent has to do: new to his window, or due in his hand; the badge counts what the list shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from api.clock import utc_now
from api.demands.models import Demand
from tests.api.conftest import BACKENDS, Service

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def todo(service: Service, who: str, value: str = "true") -> set[str]:
    found = listed(service, who, value)
    if value == "true":
        counts = service.client.get("/api/v1/console", headers=service.user(who)).json()["counts"]
        assert counts["to_do"] == len(found)
    return set(found)


def listed(service: Service, who: str, value: str) -> list[str]:
    """Return all pages of the list, whatever other tests have left in it."""
    found: list[str] = []
    while True:
        path = f"/api/v1/demands?open_only=true&todo={value}&limit=100&offset={len(found)}"
        answer = service.client.get(path, headers=service.user(who))
        assert answer.status_code == 200, answer.text
        found += [one["case_no"] for one in answer.json()]
        if len(answer.json()) < 100:
            return found


def change(service: Service, case_no: str, **values: object) -> None:
    with service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        for name, value in values.items():
            setattr(demand, name, value)
        session.add(demand)


@everywhere
def test_new_is_whose_window_has_it_and_due_is_whose_hand(network: Service) -> None:
    before = {who: todo(network, who) for who in ("county", "city", "other")}
    new = network.submit(network.open()[0])["case_no"]
    assert todo(network, "county") - before["county"] == {new}
    assert todo(network, "city") == before["city"]  # it sees it, but it lies at the county
    assert todo(network, "other") == before["other"]
    later, soon = utc_now() + timedelta(hours=30), utc_now() + timedelta(hours=20)
    change(network, new, status="dispatched", due_at=later)
    assert new not in todo(network, "county")
    assert new in todo(network, "county", "false")
    change(network, new, due_at=soon)
    assert new in todo(network, "county")  # nobody at the window has it
    change(network, new, handler="somebody-else")
    assert new not in todo(network, "county")
    change(network, new, handler="at-county")
    assert new in todo(network, "county")
    change(network, new, waiting_since=utc_now())
    assert new not in todo(network, "county")  # it is the enterprise's turn


@everywhere
def test_what_lies_at_no_window_is_the_hubs(network: Service) -> None:
    new = network.submit(network.open()[0])["case_no"]
    change(network, new, window=None)
    assert new in todo(network, "hub")
    assert new in todo(network, "admin")
    assert new not in todo(network, "county")
