"""Who gave an answer and over which channel is kept; a question outlives a merge that is taken back; figures open."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from api.demands.models import Demand, Transition
from api.followups.models import FollowUpKind, FollowUpStatus
from api.ratings.models import Rating
from tests.api.conftest import BACKENDS, Service
from tests.api.followups.desk import Desk
from tests.api.test_app import shape

F = "/api/v1/follow-ups"


@pytest.fixture
def desk(alone: Service, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the planner of a service of its own."""
    return Desk(alone, monkeypatch)


def post(service: Service, path: str, **body: Any) -> Any:
    """Do something as an agent."""
    answer = service.client.post(f"/api/v1{path}", json=body, headers=service.user("agent"))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_a_score_told_on_the_telephone_is_the_agents_note(desk: Desk) -> None:
    _, case_no = desk.demand()
    desk.move(case_no, "accepted", "01-05T10:00")
    for to, moment in (("in_service", "01-06T10:00"), ("completed", "01-07T10:00")):
        desk.move(case_no, to, moment)
    one = desk.one(case_no)
    post(desk.service, f"/follow-ups/{one.id}/calls", outcome="reached", answer="来得慢", score=2)
    with desk.service.session() as session:
        rating = session.exec(select(Rating).where(Rating.case_no == case_no)).one()
        query = select(Transition).join(Demand).where(Demand.case_no == case_no).order_by(col(Transition.id).desc())
        last = session.exec(query).first()
    assert (rating.score, rating.by, rating.channel) == (2, "the-agent", "call")
    assert last
    assert (last.to_status, last.actor, last.actor_kind, last.channel) == ("rated", "the-agent", "agent", "call")
    assert (desk.one(case_no).answered_by, desk.one(case_no).score) == ("the-agent", 2)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_what_was_asked_before_a_merge_is_asked_after_it(desk: Desk) -> None:
    _, case_no = desk.demand()
    _, other = desk.demand(key="draft-2")
    post(desk.service, f"/demands/{case_no}/wait", text="请补充执照")
    desk.relay.drain()
    assert [one.status for one in desk.all(case_no)] == [FollowUpStatus.PLANNED]
    post(desk.service, f"/demands/{case_no}/merge", into=other, reason="同一件事")
    desk.relay.drain()
    assert [one.status for one in desk.all(case_no)] == [FollowUpStatus.STOPPED]
    post(desk.service, f"/demands/{case_no}/unmerge", reason="两件事")
    desk.relay.drain()
    desk.relay.drain()
    first, second = desk.all(case_no)
    assert (first.status, second.status, second.kind) == (
        FollowUpStatus.STOPPED, FollowUpStatus.PLANNED, FollowUpKind.OWED_ANSWER,
    )  # fmt: skip
    post(desk.service, f"/demands/{case_no}/merge", into=other, reason="还是同一件")
    post(desk.service, f"/demands/{other}/wait", text="请补充发票")
    desk.relay.drain()
    assert [one.status for one in desk.all(case_no)] == [FollowUpStatus.STOPPED] * 2
    assert len(desk.all(other)) == 1


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_every_number_of_follow_ups_opens_to_them(desk: Desk) -> None:
    agent, client = desk.service.user("agent"), desk.service.client
    numbers = [desk.demand(key=f"draft-{n}")[1] for n in range(3)]
    for case_no, day in zip(numbers, ("05", "05", "12"), strict=True):
        desk.move(case_no, "accepted", f"01-{day}T10:00")
    post(desk.service, f"/follow-ups/{desk.one(numbers[0]).id}/skip", reason="企业来过电话")
    asked = {"since": "2026-01-05", "until": "2026-01-11"}
    told = client.get(f"{F}/figures", params=asked, headers=agent).json()
    assert (told["planned"], told["by_status"]["planned"], told["by_status"]["skipped"]) == (2, 1, 1)
    everything = client.get(F, params={**told["cases"], "limit": 1}, headers=agent)
    assert (everything.headers["X-Total-Count"], len(everything.json())) == ("2", 1)
    for status, count in told["by_status"].items():
        listed = client.get(F, params={**told["cases"], "status": status}, headers=agent)
        assert (int(listed.headers["X-Total-Count"]), len(listed.json())) == (count, count)
    shape(client.get(F, params={"since": "2026-02-01", "until": "2026-01-01"}, headers=agent), 422, "InvalidInputError")
    shape(client.get(F, params={"until": "1900-01-01"}, headers=agent), 422, "InvalidInputError")
