"""Links by which a case is rated: what they open, what they do not, who hands them out; services rated apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from api import clock
from api.accounts.models import AuditEntry
from api.appeals.models import AppealStatus
from api.clock import utc_now
from api.demands.models import Demand, DemandStatus
from api.errors import GoneError, NotFoundError
from api.ratings import delivered, links, scoring
from api.ratings.models import RatedOffer
from tests.api.appeals_parts import appeal_in
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_demand_routes import demand_in, status_of
from tests.api.ratings.test_rating_routes import rate, rating_of
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
SECRET = "a-secret-of-the-tests"
SITE = "https://qifu.example"


@pytest.fixture
def site(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Return the service, which knows its own address."""
    monkeypatch.setattr(service.state.settings, "public_url", f"{SITE}/")
    return service


def served(service: Service, *items: str) -> str:
    """Have a demand for which these offers were chosen completed; return its number."""
    case_no = str(service.submit(service.open()[0])["case_no"])
    path, agent = f"/api/v1/demands/{case_no}/choices", service.user("agent")
    assert service.client.post(path, json={"item_ids": list(items)}, headers=agent).status_code == 200
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to).status_code == 200
    return case_no


def test_opens_its_case_until_it_expires(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    token = links.issue(SECRET, case_no)
    assert len(token) < 64
    with service.session() as session:
        assert links.opened(session, SECRET, token).case_no == case_no
        with clock.at(utc_now() + links.VALID + timedelta(seconds=1)), pytest.raises(GoneError, match="过了有效期"):
            links.opened(session, SECRET, token)


def test_forged_cut_short_or_of_no_case_gets_one_answer(service: Service) -> None:
    case_no, other = demand_in(service, DemandStatus.COMPLETED), demand_in(service, DemandStatus.MATCHED)
    token = links.issue(SECRET, case_no)
    number, until, signature = token.split(".")
    wrong = (
        "", "x", token[:-1], token + "x", f"{other}.{until}.{signature}", f"{number}.ffffffff.{signature}",
        f"{number}.{until}.{'A' * 22}", f"XQ209901010001.{until}.{signature}", links.issue("another secret", case_no),
        f"{number}.{until}.{signature[:-1]}长",
    )  # fmt: skip
    with service.session() as session:
        for forged in wrong:
            with pytest.raises(NotFoundError) as told:
                links.opened(session, SECRET, forged)
            assert told.value.detail == links.WRONG


def test_what_was_deleted_is_said_to_who_held_a_true_one(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    with service.session(write=True) as session:
        session.exec(select(Demand).where(Demand.case_no == case_no)).one().need = ""  # what erasing leaves of it
        for number in (case_no, "XQ209901010001"):
            with pytest.raises(GoneError, match="已经删除"):
                links.opened(session, SECRET, links.issue(SECRET, number))
        session.rollback()


@pytest.mark.parametrize("case", ["demand", "appeal"])
def test_an_agent_hands_one_out(site: Service, case: str) -> None:
    done = demand_in(site, DemandStatus.COMPLETED) if case == "demand" else appeal_in(site, AppealStatus.ANSWERED)
    early = demand_in(site, DemandStatus.MATCHED) if case == "demand" else appeal_in(site, AppealStatus.ASSIGNED)
    agent, path = site.user("agent"), f"/api/v1/{case}s/{{}}/rating-link"
    made = site.client.post(path.format(done), headers=agent)
    assert made.status_code == 201, made.text
    assert made.json()["url"].startswith(f"{SITE}/r/{done}.")
    assert site.client.get(made.json()["url"].removeprefix(SITE)).status_code == 200
    shape(site.client.post(path.format(early), headers=agent), 409, "ConflictError")
    with site.session() as session:
        kept = session.exec(select(AuditEntry).where(AuditEntry.subject == done).order_by(col(AuditEntry.id).desc()))
        entry = kept.first()
    assert entry
    assert (entry.actor, entry.action, entry.detail) == ("the-agent", "rating_link", "")  # the token is kept nowhere


def test_none_without_an_address_of_its_own(service: Service) -> None:
    case_no = demand_in(service, DemandStatus.COMPLETED)
    answer = service.client.post(f"/api/v1/demands/{case_no}/rating-link", headers=service.user("agent"))
    shape(answer, 409, "ConflictError")
    assert "QIFU_PUBLIC_URL" in answer.json()["detail"]
    assert links.addresses("", SECRET) is None


def test_each_of_several_services_has_a_score_of_its_own(service: Service) -> None:
    case_no = served(service, "F-loan", "F-guarantee")
    made = rate(service, case_no, score=4, services={"F-loan": 5, "F-guarantee": 2})
    assert (made.json()["score"], made.json()["services"]) == (4, {"F-loan": 5, "F-guarantee": 2})
    rate(service, case_no, score=5, services={"F-guarantee": 3})
    assert rating_of(service, case_no).json()["services"] == {"F-loan": 5, "F-guarantee": 3}
    assert status_of(service, case_no) == "rated"
    alone = served(service, "F-loan")
    with service.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        assert {one.item_id for one in delivered.apart(session, demand)} == {"F-loan", "F-guarantee"}
        single = session.exec(select(Demand).where(Demand.case_no == alone)).one()
        assert delivered.apart(session, single) == []


@pytest.mark.parametrize("services", [{"F-lease": 5}, {"F-loan": 6}, {"F-loan": "x"}, {"": 3}])
def test_what_was_not_delivered_or_is_no_score_is_refused(service: Service, services: dict[str, Any]) -> None:
    case_no = served(service, "F-loan", "F-guarantee")
    assert rate(service, case_no, services=services).status_code == 422
    assert status_of(service, case_no) == "completed"


def test_an_appeal_has_no_services(service: Service) -> None:
    case_no = appeal_in(service, AppealStatus.ANSWERED)
    shape(rate(service, case_no, services={"F-loan": 5}), 422, "InvalidInputError")


def test_the_ranking_counts_the_score_of_the_service_else_that_of_the_case(alone: Service) -> None:
    case_no = served(alone, "F-loan", "F-guarantee")
    rate(alone, case_no, score=4, services={"F-loan": 1})
    with alone.session() as session:
        found = {one.item_id: one.total for one in scoring._rated(session)}
        apart = {row.item_id: row.score for row in session.exec(select(RatedOffer))}
    assert (found["F-loan"], found["F-guarantee"]) == (1, 4)
    assert (apart["F-loan"], apart["F-guarantee"]) == (1, None)
