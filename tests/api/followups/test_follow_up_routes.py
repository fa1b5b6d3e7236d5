"""Routes of follow-ups: the agents' list, calls, skipping, planning anew; refused to whom they are not for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.clock import CHINA
from api.demands.models import Demand
from api.followups import calls
from api.followups.models import FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Receipt
from api.ratings import keeping as ratings
from api.windows.scope import Scope
from tests.api import network
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk, at

ALL = Scope(everything=True)
everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
URL = "/api/v1/follow-ups"
AMONG = (("GET", ""), ("POST", "/take"), ("POST", "/calls"), ("POST", "/skip"), ("POST", "/replan"))
BODIES: dict[str, Any] = {
    "/calls": {"outcome": "reached", "answer": "好"},
    "/skip": {"reason": "企业刚来过电话"},
    "/replan": {"reason": "企业在外地", "at": "2100-01-04T10:00:00+08:00"},
}


def call(desk: Desk, method: str, place: str, role: str = "agent", **more: Any) -> Any:
    """Call a route."""
    return desk.service.client.request(method, f"{URL}{place}", headers=desk.service.user(role), **more)


@everywhere
def test_due_list_take_and_a_call_that_gets_through(desk: Desk) -> None:
    case_no, number = desk.to_be_called()
    (listed,) = call(desk, "GET", "", params={"case_no": case_no, "list": "all"}).json()
    assert (listed["id"], listed["status_label"], listed["kind_label"]) == (number, "待电话回访", "受理后回访")
    assert listed["phone"] == "138****5678"
    assert listed["line"].startswith("您好，这里是企服通")
    assert call(desk, "GET", "", params={"list": "mine"}).json() == []
    taken = call(desk, "POST", f"/{number}/take")
    assert (taken.status_code, taken.json()["assigned_to"]) == (200, "the-agent")
    assert [one["id"] for one in call(desk, "GET", "", params={"list": "mine"}).json()] == [number]
    assert call(desk, "POST", f"/{number}/take", role="admin").status_code == 409
    done = call(
        desk, "POST", f"/{number}/calls", json={"outcome": "reached", "answer": "联系上了，找 13912345678"}
    ).json()
    assert (done["status"], done["answer"], done["answered_by"]) == (
        "answered",
        "联系上了，找 139****5678",
        "the-agent",
    )
    assert [(a["channel"], a["status"], a["actor"]) for a in done["attempts"]] == [("call", "reached", "the-agent")]
    assert [(a["channel_label"], a["status_label"]) for a in done["attempts"]] == [("电话", "打通了")]
    again = call(desk, "POST", f"/{number}/calls", json=BODIES["/calls"])
    assert (again.status_code, again.json()["error"]) == (409, "ConflictError")
    with desk.service.session() as session:
        actions = set(session.exec(select(AuditEntry.action).where(AuditEntry.subject == case_no)))
    assert {"take_follow_up", "follow_up_call"} <= actions


@everywhere
def test_due_means_now(desk: Desk) -> None:
    case_no, number = desk.to_be_called()
    due = call(desk, "GET", "", params={"limit": 100}).json()
    real_is_later = datetime.now(CHINA) >= at("11-27T10:00")
    assert [one["case_no"] for one in due] == ([case_no] if real_is_later else [])
    call(desk, "POST", f"/{number}/calls", json={"outcome": "not_reached", "answer": "占线"})
    assert call(desk, "GET", "", params={"limit": 100}).json() == []  # not before the next working day
    one = call(desk, "GET", f"/{number}").json()
    assert (one["status"], one["attempts"][0]["status"], one["attempts"][0]["text"]) == (
        "calling",
        "not_reached",
        "占线",
    )


@everywhere
def test_not_reached_comes_up_the_next_working_day_until_enough(desk: Desk) -> None:
    case_no, number = desk.to_be_called()
    for moment, goes_on in (("11-27T10:10", "11-30T09:00"), ("11-30T09:20", None)):
        with desk.service.session(write=True) as session:
            follow_up, demand = calls.in_hand(session, number, ALL)
            calls.not_reached(session, follow_up, demand, "the-agent", "", at(moment))
        assert desk.next_at(case_no) == (at(goes_on) if goes_on else None)
    one = desk.one(case_no)
    assert (one.status, one.ended_why) == (FollowUpStatus.UNREACHED, "打了 2 次电话没有联系上")


@everywhere
def test_score_by_telephone(desk: Desk) -> None:
    case_no, number = desk.to_be_called("completed")
    done = call(desk, "POST", f"/{number}/calls", json={"outcome": "reached", "answer": "没帮上忙", "score": 2}).json()
    assert (done["status"], done["score"]) == ("answered", 2)
    with desk.service.session() as session:
        rating = ratings.of_case(session, case_no)
        assert rating
        assert (rating.score, rating.remark) == (2, "没帮上忙")
    backs = desk.service.client.get("/api/v1/call-backs", headers=desk.service.user("agent")).json()
    assert [back["case_no"] for back in backs] == [case_no]


def test_calls_that_make_no_sense(desk: Desk) -> None:
    _, number = desk.to_be_called()
    for body, part in (
        ({"outcome": "reached", "answer": "好", "score": 5}, "只有办结后的回访才打分"),
        ({"outcome": "reached"}, "接通了要记下"),
        ({"outcome": "not_reached", "score": 3}, "没有接通，不能打分"),
        ({"outcome": "maybe"}, "outcome"),
        ({"outcome": "reached", "answer": "好", "score": 6}, "score"),
        ({"outcome": "reached", "answer": "好" * 2001}, "answer"),
    ):
        answer = call(desk, "POST", f"/{number}/calls", json=body)
        assert answer.status_code == 422, body
        assert part in answer.json()["detail"]
    assert call(desk, "GET", f"/{number}").json()["attempts"] == []


@everywhere
def test_skip_and_plan_anew(desk: Desk) -> None:
    case_no, number = desk.to_be_called()
    skipped = call(desk, "POST", f"/{number}/skip", json=BODIES["/skip"]).json()
    assert (skipped["status"], skipped["ended_why"], skipped["next_at"]) == ("skipped", "企业刚来过电话", None)
    assert call(desk, "POST", f"/{number}/skip", json=BODIES["/skip"]).status_code == 409
    planned = call(desk, "POST", f"/{number}/replan", json={**BODIES["/replan"], "at": "2100-01-02T10:00:00+08:00"})
    assert planned.json()["status"] == "planned"
    assert planned.json()["due_at"] == "2100-01-04T09:00:00+08:00"  # a Saturday is moved to the Monday
    past = call(desk, "POST", f"/{number}/replan", json={"reason": "企业在外地", "at": "2020-01-06T10:00:00+08:00"})
    assert (past.status_code, past.json()["detail"]) == (422, "重新安排的时间要带时区，并且不能早于现在。")
    bare = call(desk, "POST", f"/{number}/replan", json={"reason": "企业在外地", "at": "2100-01-04T10:00:00"})
    assert bare.status_code == 422
    desk.service.move(case_no, "in_service")
    answer = call(desk, "POST", f"/{number}/replan", json=BODIES["/replan"])
    assert (answer.status_code, answer.json()["error"]) == (409, "ConflictError")


def test_planned_anew_it_begins_with_the_first_channel(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.move(case_no, "accepted", "11-16T09:00")
    desk.sweep("11-19T14:00")
    with desk.service.session(write=True) as session:
        follow_up, demand = calls.in_hand(session, desk.one(case_no).id or 0, ALL)
        calls.replan(session, follow_up, demand, at("11-26T10:00"), at("11-20T10:00"))
    desk.sweep("11-26T10:00")
    assert desk.attempts(case_no) == [("sms", "delivered"), ("sms", "delivered")]


@pytest.mark.parametrize(("method", "place"), AMONG)
def test_for_agents_alone_and_only_what_is_there(desk: Desk, method: str, place: str) -> None:
    body = {"json": BODIES[place]} if place in BODIES else {}
    missing = call(desk, method, f"/999999{place}", **body)
    assert (missing.status_code, missing.json()["detail"]) == (404, "没有编号为 999999 的回访，或者不在您的范围内。")
    assert call(desk, method, f"/{2**40}{place}", **body).status_code == 422
    for role in ("viewer", "maintainer", "reviewer"):
        assert call(desk, method, f"/999999{place}", role=role, **body).status_code == 403
    assert desk.service.client.request(method, f"{URL}/1{place}", **body).status_code == 401


def test_list_and_figures_for_agents_alone(desk: Desk) -> None:
    days = {"since": "2026-11-01", "until": "2026-11-30"}
    for place, params in (("", {}), ("/figures", days)):
        assert call(desk, "GET", place, params=params).status_code == 200
        assert call(desk, "GET", place, role="viewer", params=params).status_code == 403
        assert desk.service.client.get(f"{URL}{place}", params=params).status_code == 401
    assert call(desk, "GET", "", params={"list": "yours"}).status_code == 422
    assert call(desk, "GET", "", params={"limit": 0}).status_code == 422
    assert call(desk, "GET", "/figures").status_code == 200  # of the last thirty days
    assert call(desk, "GET", "/figures", params={"since": "last week"}).status_code == 422
    for day in ("0001-01-01", "9999-12-31"):
        assert call(desk, "GET", "/figures", params={"until": day}).status_code == 422
    assert call(desk, "GET", "/figures", params={"since": "2026-11-30", "until": "2026-11-01"}).status_code == 422


def test_figures_over_days_in_china(desk: Desk) -> None:
    _, number = desk.to_be_called()
    due = datetime.fromisoformat(call(desk, "GET", f"/{number}").json()["due_at"])
    call(desk, "POST", f"/{number}/calls", json=BODIES["/calls"])

    def on(day: datetime) -> dict[str, Any]:
        days = {"since": f"{day:%Y-%m-%d}", "until": f"{day:%Y-%m-%d}"}
        return dict(call(desk, "GET", "/figures", params=days).json())

    that = on(due)
    assert (that["planned"], that["delivered"], that["answered"], that["response_rate"]) == (1, 1, 1, 1.0)
    assert (that["by_status"]["answered"], that["attempts"]["reached"]) == (1, 1)
    other = on(due + timedelta(days=1))
    assert (other["planned"], other["response_rate"]) == (0, None)


@everywhere
def test_answers_are_compared_with_what_arrived_and_each_step_opens_to_its_own(desk: Desk) -> None:
    outcomes = {
        "delivered": Receipt(Outcome.DELIVERED),
        "unknown": Receipt(Outcome.ACCEPTED, provider_id="taken"),
        "bounced": Receipt(Outcome.REFUSED, detail="空号"),
        "on paper": Receipt(Outcome.WRITTEN),
        "answered": Receipt(Outcome.DELIVERED),
    }
    numbers = {}
    for place, (name, receipt) in enumerate(outcomes.items()):
        conversation, numbers[name] = desk.demand("hotline", phone=f"1381234567{place}")
        desk.by[FollowUpChannel.SMS].answer = lambda _, receipt=receipt: receipt
        desk.move(numbers[name], "accepted", f"11-23T09:0{place}")
        desk.sweep(f"11-26T14:0{place}")
    desk.said(conversation, "联系上了", "11-26T15:00")
    desk.sweep("11-26T15:01")
    days = {"since": "2026-11-26", "until": "2026-11-26"}
    told = call(desk, "GET", "/figures", params=days).json()
    steps = {step: told[step] for step in ("planned", "sent", "unconfirmed", "delivered", "answered")}
    assert steps == {"planned": 5, "sent": 3, "unconfirmed": 1, "delivered": 2, "answered": 1}
    assert (told["response"]["hits"], told["response"]["of"], told["response"]["small"]) == (1, 2, True)
    assert told["response_rate"] == 0.5  # of what arrived, not of what was planned
    for step, names in (("sent", {"delivered", "unknown", "answered"}), ("delivered", {"delivered", "answered"})):
        listed = call(desk, "GET", "", params={**told["cases"], "came": step}).json()
        assert {one["case_no"] for one in listed} == {numbers[name] for name in names}, step
    assert call(desk, "GET", "", params={"came": "elsewhere"}).status_code == 422


@everywhere
def test_each_sees_its_own_and_acts_on_what_it_has_in_hand(desk: Desk) -> None:
    case_no, number = desk.to_be_called()
    with desk.service.session() as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
    assert demand.window == network.COUNTY

    def by(name: str, method: str, place: str, **more: Any) -> int:
        headers = desk.service.as_user(name)
        return int(desk.service.client.request(method, f"{URL}{place}", headers=headers, **more).status_code)

    for name in ("at-sister", "at-other"):
        for method, place in AMONG:
            body = {"json": BODIES[place]} if place in BODIES else {}
            assert by(name, method, f"/{number}{place}", **body) == 404
        listed = desk.service.client.get(URL, params={"list": "all"}, headers=desk.service.as_user(name)).json()
        assert listed == []
        days = {"since": "2026-11-01", "until": "2026-11-30"}
        figures = desk.service.client.get(f"{URL}/figures", params=days, headers=desk.service.as_user(name)).json()
        assert figures["planned"] == 0
    for name in ("at-county", "at-city", "at-hub"):
        assert by(name, "GET", f"/{number}") == 200
    assert by("of-bank", "GET", f"/{number}") == 403  # follow-ups ask about the institution, they are none of its own
    with desk.service.session(write=True) as session:
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
        demand.window = network.CITY  # it has gone up; the county may still look
        session.add(demand)
    assert by("at-county", "GET", f"/{number}") == 200
    assert by("at-county", "POST", f"/{number}/take") == 403
    assert by("at-city", "POST", f"/{number}/take") == 200
