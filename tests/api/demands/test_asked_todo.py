"""待我办 with 协办: what a window or institution is asked to help with waits for it until it has answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.clock import utc_now
from api.live.models import LiveEvent
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_dispatching import institution, look, new_case, send
from tests.api.demands.test_helping import answer, helped
from tests.api.demands.test_todo import change
from tests.api.network import COUNTY, SISTER
from tests.api.reports.test_figure_routes import counted

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TODO = "/api/v1/demands?open_only=true&todo=true&limit=100"


def todo(service: Service, who: str, case_no: str) -> dict[str, Any] | None:
    """Return the row of a demand in what waits for somebody; at a window the badge must count what the list shows."""
    answer_ = service.client.get(TODO, headers=service.as_user(who))
    assert answer_.status_code == 200, answer_.text
    if not who.startswith("of-"):
        board = service.client.get("/api/v1/console", headers=service.as_user(who)).json()
        assert board["counts"]["to_do"] == int(answer_.headers["X-Total-Count"])
    return next((row for row in answer_.json() if row["case_no"] == case_no), None)


def to_do(service: Service, who: str) -> int:
    return int(service.client.get("/api/v1/console", headers=service.as_user(who)).json()["counts"]["to_do"])


@everywhere
@pytest.mark.parametrize(("to", "after"), [("accepted", "accepted"), ("returned", None)])
def test_it_waits_for_who_is_asked_until_he_answers(service: Service, to: str, after: str | None) -> None:
    before = to_do(service, "at-sister")
    case_no = helped(service, lead=True)
    assert to_do(service, "at-sister") == before + 1
    for who in ("at-sister", "of-bank"):
        row = todo(service, who, case_no)
        assert row is not None
        assert row["helping"] == "open"
        assert answer(service, who, case_no, to, "说明").status_code == 200
        assert todo(service, who, case_no) is None
        assert look(service, who, case_no)["helping"] == after
    assert to_do(service, "at-sister") == before


@everywhere
def test_it_waits_for_nobody_else(service: Service) -> None:
    case_no = helped(service, lead=True)
    change(service, case_no, due_at=utc_now() + timedelta(days=3))
    for who in ("at-county", "at-city", "at-hub", "at-other"):  # who asked, who is above, who is elsewhere
        assert todo(service, who, case_no) is None
    assert look(service, "at-county", case_no)["helping"] is None
    assert look(service, "at-city", case_no)["helping"] is None
    lead = todo(service, "of-other", case_no)  # dispatched to it, and not asked to help
    assert lead is not None
    assert lead["helping"] is None
    row = todo(service, "the-admin", case_no)  # who has no window has all that he sees
    assert row is not None
    assert row["helping"] == "open"


@everywhere
def test_what_does_not_wait_is_the_rest(service: Service) -> None:
    case_no = helped(service, lead=True)
    path = f"/api/v1/demands?q={case_no}&todo=false&since=0001-01-01&until=9999-12-31"
    assert service.client.get(path, headers=service.as_user("at-sister")).json() == []
    assert answer(service, "at-sister", case_no, "accepted").status_code == 200
    rows = service.client.get(path, headers=service.as_user("at-sister")).json()
    assert [row["case_no"] for row in rows] == [case_no]


@everywhere
def test_of_several_that_are_asked_one_that_has_not_answered_tells(service: Service) -> None:
    case_no = helped(service, lead=True)
    change(service, case_no, due_at=utc_now() + timedelta(days=3))
    assert answer(service, "of-bank", case_no, "accepted").status_code == 200
    assert look(service, "the-agent", case_no)["helping"] == "open"
    assert answer(service, "at-sister", case_no, "accepted").status_code == 200
    assert look(service, "the-agent", case_no)["helping"] == "accepted"
    assert todo(service, "the-agent", case_no) is None


@everywhere
@pytest.mark.parametrize("end", ["completed", "cancelled", "merged"])
def test_with_the_demand_the_asking_ends(service: Service, end: str) -> None:
    case_no, before = helped(service, lead=True), to_do(service, "at-sister") - 1
    if end == "completed":
        for to in ("accepted", "in_service", "completed"):
            assert send(service, "of-other", case_no, "transitions", to=to).status_code == 200
    elif end == "merged":
        assert send(service, "at-county", case_no, "merge", into=new_case(service), reason="同一件").status_code == 200
    else:
        assert send(service, "at-county", case_no, "transitions", to=end, reason="不办了").status_code == 200
    assert to_do(service, "at-sister") == before
    assert todo(service, "of-bank", case_no) is None


@everywhere
def test_at_an_institution_what_it_has_to_take_on_waits_and_not_what_its_window_has_to_dispatch(
    service: Service,
) -> None:
    case_no, bank = new_case(service), institution(service)
    assert send(service, "at-county", case_no, "co-handlers", institution=bank).status_code == 200
    assert answer(service, "of-bank", case_no, "accepted").status_code == 200
    assert look(service, "of-bank", case_no)["status"] == "matched"  # to be dispatched, by the window
    assert todo(service, "of-bank", case_no) is None
    assert answer(service, "of-bank", case_no, "done", "办了").status_code == 200
    assert send(service, "at-county", case_no, "dispatch", institution=bank).status_code == 200
    assert todo(service, "of-bank", case_no) is not None
    assert send(service, "of-bank", case_no, "transitions", to="accepted").status_code == 200
    assert todo(service, "of-bank", case_no) is None  # in hand, and its day is far off
    assert send(service, "of-bank", case_no, "transitions", to="returned", reason="办不了").status_code == 200
    assert todo(service, "of-bank", case_no) is None
    assert todo(service, "at-county", case_no) is not None


@everywhere
def test_as_many_queries_for_many_as_for_one(service: Service) -> None:
    for _ in range(4):
        helped(service, lead=True)
    for who in ("at-sister", "of-bank"):
        sent = {}
        for limit in (1, 4):
            with counted(service) as statements:
                answer_ = service.client.get(f"{TODO[:-3]}{limit}", headers=service.as_user(who))
            assert len(answer_.json()) == limit
            assert {row["helping"] for row in answer_.json()} <= {"open", "accepted", None}
            sent[limit] = [one for one in statements if one.startswith("SELECT") and "FROM users" not in one]
        assert len(sent[1]) <= len(sent[4]) <= len(sent[1]) + 1, sent  # names of institutions, if the first has none
        assert len(sent[4]) <= 7, sent[4]


@everywhere
def test_the_desk_of_who_is_asked_is_told(service: Service) -> None:
    def told() -> list[str | None]:
        with service.session() as session:
            query = select(LiveEvent).where(LiveEvent.subject == case_no, LiveEvent.id > last)
            return sorted(str(one.window) for one in session.exec(query))

    case_no, last = new_case(service), 0
    with service.session() as session:
        last = max(session.exec(select(LiveEvent.id)).all())
    assert send(service, "at-county", case_no, "co-handlers", institution=institution(service)).status_code == 200
    assert told() == [COUNTY]  # institutions have no desk
    assert send(service, "at-county", case_no, "co-handlers", window=SISTER).status_code == 200
    assert told() == [COUNTY, COUNTY, SISTER]
    assert answer(service, "at-sister", case_no, "accepted").status_code == 200
    assert told() == [COUNTY, COUNTY, COUNTY, SISTER, SISTER]
    assert send(service, "at-county", case_no, "transitions", to="cancelled", reason="不办了").status_code == 200
    assert told().count(SISTER) == 3
