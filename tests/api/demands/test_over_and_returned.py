"""What is over is not urged, helped or sent upward; who gave a case back reads no number any more; one of two wins."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.demands.models import Demand, DemandStatus, Transition
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_demand_routes import demand_in
from tests.api.demands.test_dispatching import institution, new_case, send
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
S = DemandStatus
PURPOSE = {"purpose": "联系企业"}


@pytest.mark.parametrize("status", [S.COMPLETED, S.RATED, S.CLOSED, S.CANCELLED])
def test_what_is_over_is_left_alone(service: Service, status: DemandStatus) -> None:
    case_no, agent = demand_in(service, status), service.user("agent")
    path = f"/api/v1/demands/{case_no}"
    before = service.client.get(path, headers=agent).json()
    for what, body in (
        ("escalation", {"text": "办不了"}),
        ("supervision", {"text": "抓紧"}),
        ("co-handlers", {"window": "W-430000"}),
        ("wait", {"text": "请补充"}),
        ("dispatch", {"note": "再派"}),
    ):
        shape(service.client.post(f"{path}/{what}", json=body, headers=agent), 409, "ConflictError")
    assert service.client.get(path, headers=agent).json() == before


def test_a_merged_one_goes_on_under_the_other_number_alone(service: Service) -> None:
    case_no, other = new_case(service), new_case(service)
    assert send(service, "at-county", case_no, "merge", into=other, reason="同一件事").status_code == 200
    for what in ("escalation", "wait"):
        shape(send(service, "at-county", case_no, what, text="请补充"), 409, "ConflictError")
    shape(send(service, "at-city", case_no, "supervision", text="抓紧"), 409, "ConflictError")


def test_an_institution_that_gave_a_case_back_reads_no_number(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    assert send(service, "of-bank", case_no, "reveal", **PURPOSE).json()["phone"] == "13812345678"
    assert send(service, "of-bank", case_no, "transitions", to="returned", reason="不做这类").status_code == 200
    shape(send(service, "of-bank", case_no, "reveal", **PURPOSE), 403, "NotAllowedError")
    assert send(service, "at-county", case_no, "reveal", **PURPOSE).status_code == 200
    again = send(service, "at-county", case_no, "dispatch", institution=institution(service), note="已说好")
    assert again.status_code == 200
    for to in ("accepted", "in_service", "completed"):
        assert send(service, "of-bank", case_no, "transitions", to=to).status_code == 200
    assert send(service, "of-bank", case_no, "reveal", **PURPOSE).status_code == 200  # it may ask how it went


def test_an_institution_reads_no_number_of_a_case_that_was_stopped(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    assert send(service, "at-county", case_no, "transitions", to="cancelled", reason="企业不办了").status_code == 200
    seen = send(service, "of-bank", case_no, "notes", text="已知悉")
    assert (seen.status_code, seen.json()["status"]) == (201, "cancelled")  # it may see that
    shape(send(service, "of-bank", case_no, "reveal", **PURPOSE), 403, "NotAllowedError")
    assert send(service, "at-county", case_no, "reveal", **PURPOSE).status_code == 200


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("transitions", {"to": "accepted"}), ("transitions", {"to": "returned", "reason": "不做"})),
        (("transitions", {"to": "accepted"}), ("escalation", {"text": "上报"})),
        (("co-handlers", {"window": "W-430100"}), ("transitions", {"to": "cancelled", "reason": "不要了"})),
        (("wait", {"text": "请补充"}), ("dispatch", {"window": "W-430112", "note": "改派"})),
        (("supervision", {"text": "快"}), ("supervision", {"text": "快点"})),
    ],
)
def test_of_two_at_once_who_saw_the_same_one_wins(service: Service, first: Any, second: Any) -> None:
    case_no = new_case(service)
    headers = service.user("agent")
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    path = f"/api/v1/demands/{case_no}"
    seen = service.client.get(path, headers=headers).json()["version"]

    def sending(what: str, body: dict[str, Any]) -> Any:
        return lambda client: client.post(f"{path}/{what}", json={**body, "version": seen}, headers=headers)

    answers = service.together(sending(*first), sending(*second))
    codes = sorted(answer.status_code for answer in answers)
    if first[0] == "supervision":  # it says the same whoever is first, so only the row's own version is compared
        assert codes in ([200, 200], [200, 409])
        return
    assert codes == [200, 409], [answer.text for answer in answers]
    with service.session() as session:
        rows = session.exec(select(Transition).join(Demand).where(Demand.case_no == case_no)).all()
    assert len([row for row in rows if row.actor == "the-agent"]) == 1
