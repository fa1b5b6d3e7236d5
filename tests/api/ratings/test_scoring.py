"""From ratings to what the matcher is told, by hand; taken in by a running matcher, logged with the match."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from api import clock
from api.catalogue import feedback
from api.catalogue.feedback import OfferScore
from api.clock import utc_now
from api.demands.models import Choice, Demand
from api.ratings import scoring
from api.ratings.models import RatedOffer, Rating
from api.ratings.scoring import Rated, smoothed
from matcher.search import rotate as rotating
from tests.api import windows
from tests.api.conftest import BACKENDS, Service

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
DONE = ("accepted", "in_service", "completed")


def test_drawn_towards_the_mean_by_hand(backend: str) -> None:
    # 5×5, 2×1 and 1×4 stars: the mean is 31/8 = 3.875, ten of which every offer is given beforehand.
    found = smoothed([Rated("A", "service", 5, 25), Rated("B", "service", 2, 2), Rated("C", "expert", 1, 4)])
    assert found == {"A": (4.25, 0.1875), "B": (3.3958, -0.2396), "C": (3.8864, 0.0057)}
    assert smoothed([]) == {}
    ends = smoothed([Rated("A", "service", 10_000, 50_000), Rated("B", "service", 10_000, 10_000)])
    assert (round(ends["A"][1], 2), round(ends["B"][1], 2)) == (1.0, -1.0)


def rated(service: Service, text: str, choose: str) -> tuple[str, str]:
    """Have a demand served and rated; return its number and what was chosen."""
    talk = service.open()[0]
    case_no = str(service.submit(talk)["case_no"])
    body = {"item_ids": [choose]}
    path = f"/api/v1/demands/{case_no}/choices"
    assert service.client.post(path, json=body, headers=service.user("agent")).status_code == 200
    with service.session() as session:
        bank = windows.institutions(session)[0]
    path = f"/api/v1/demands/{case_no}/dispatch"
    assert service.client.post(path, json={"institution": bank}, headers=service.user("agent")).status_code == 200
    for to in DONE:
        assert service.move(case_no, to).status_code == 200
    assert service.step(talk, "ratings", text=f"{case_no} {text}").json()["score"]
    return case_no, choose


def test_what_was_chosen_and_who_served_get_the_score(alone: Service) -> None:
    case_no, _ = rated(alone, "5分", "F-loan")
    with alone.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        choice = session.exec(select(Choice).where(Choice.demand_id == demand.id)).one()
        rows = session.exec(select(RatedOffer).order_by(col(RatedOffer.kind).desc())).all()
    assert [(row.item_id, row.kind, row.match_id) for row in rows] == [
        ("F-loan", "service", choice.match_id),
        (demand.institution, "institution", None),
    ]


def test_computed_once_a_night_from_two_years(alone: Service) -> None:
    rated(alone, "5分", "F-loan")
    rated(alone, "3分", "F-loan")
    old, _ = rated(alone, "1分", "F-guarantee")
    with alone.session(write=True) as session:
        rating = session.exec(select(Rating).where(Rating.case_no == old)).one()
        rating.updated_at = utc_now() - timedelta(days=731)
        session.add(rating)
    with alone.session(write=True) as session:
        assert scoring.nightly(session) == 2  # the loan and its bank
        assert scoring.nightly(session) is None
        scores = {row.item_id: row for row in session.exec(select(OfferScore)).all()}
    assert (scores["F-loan"].ratings, scores["F-loan"].mean, scores["F-loan"].feedback) == (2, 4.0, 0.0)
    with clock.at(utc_now() + timedelta(days=1)), alone.session(write=True) as session:
        assert scoring.nightly(session) == 2


def test_a_running_matcher_takes_it_in_and_the_ledger_keeps_it(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "_ties", lambda first, types, other: True)
    assert alone.state.matcher.current().feedback == {}
    with alone.session(write=True) as session:
        session.add(OfferScore(item_id="F-loan", kind="service", ratings=9, mean=5, smoothed=4.6, feedback=0.4))
    alone.state.matcher._feedback._next_look = alone.state.matcher._next_look = 0.0
    matcher = alone.state.matcher.current()
    assert matcher.feedback == {"F-loan": 0.4}
    body = {"text": "小微企业贷款，没有抵押物", "slots": {"region": "430112"}}
    found = alone.client.post("/api/v1/match", json=body, headers=alone.user("agent")).json()
    whole = alone.client.get(f"/api/v1/matches/{found['match_id']}", headers=alone.user("agent")).json()
    logged = {c["item_id"]: c["scores"].get("feedback") for c in whole["candidates"]}
    assert logged["F-loan"] == 0.4
    assert {value for item, value in logged.items() if item != "F-loan"} == {None}
    with alone.session() as session:
        assert feedback.load(session) == {"F-loan": 0.4}
