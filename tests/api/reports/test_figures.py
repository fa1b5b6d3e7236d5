"""Every figure, worked by hand on a handful of demands, opens to exactly the cases behind it; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from api.demands.models import Transition
from api.followups.models import (
    AttemptStatus,
    FollowUp,
    FollowUpAttempt,
    FollowUpChannel,
    FollowUpKind,
    FollowUpStatus,
)
from api.matches import events
from api.matches.models import Match, Verdict
from tests.api.conftest import BACKENDS
from tests.api.reports.conftest import PERIOD, Story, when

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def cell(data: dict[str, Any], key: str) -> dict[str, Any]:
    """Return one cell of a count."""
    return next(one for one in data["cells"] if one["key"] == key)


def test_demands_by_each_dimension_open_to_their_cases(story: Story) -> None:
    quarter = ["far", "good", "late", "unmet"]
    assert story.cases(story.figure("demands?by=category")["cases"]) == quarter
    for by, key, names in (
        ("category", "finance", ["far", "good", "late"]),
        ("category", "hr", ["unmet"]),
        ("province", "430000", quarter),
        ("city", "430200", ["far"]),
        ("county", "430112", ["good", "late", "unmet"]),
        ("county", "430200", ["far"]),
        ("section", "C", quarter),
        ("sector", "14", ["unmet"]),
        ("channel", "web", quarter),
        ("window", "W-430200", ["far"]),
        ("day", "2026-07-06", ["late"]),
        ("week", "2026-W27", ["good"]),
        ("month", "2026-09", ["far"]),
        ("quarter", "2026Q3", quarter),
    ):
        found = cell(story.figure(f"demands?by={by}"), key)
        assert found["count"] == len(names), (by, key)
        assert story.cases(found["cases"]) == names, (by, key)


def test_a_demand_shortly_before_midnight_belongs_to_its_day_in_china(story: Story) -> None:
    days = {one["key"]: one["count"] for one in story.figure("demands?by=day")["cells"]}
    assert days["2026-09-30"] == 1
    assert len(days) == 92
    assert sum(days.values()) == 4


def test_the_funnel_narrows_step_by_step(story: Story) -> None:
    data = story.figure("funnel")
    counts = {step["key"]: step["count"] for step in data["steps"]}
    assert counts == {
        "conversations": 4, "submitted": 4, "matched": 4, "chosen": 2, "dispatched": 2, "accepted": 2, "completed": 2,
        "rated": 2,
    }  # fmt: skip
    for step, names in (("chosen", ["good", "late"]), ("completed", ["good", "late"])):
        assert story.cases(next(one for one in data["steps"] if one["key"] == step)["cases"]) == names
    left = {one["key"]: (one["count"], story.cases(one["cases"])) for one in data["left"]}
    assert left == {"no_match": (1, ["unmet"]), "returned": (1, ["late"]), "cancelled": (0, [])}


def test_times_are_office_minutes_and_what_ran_out_is_late(story: Story) -> None:
    stages = {one["key"]: one for one in story.figure("timeliness")["stages"]}
    dispatch, accept, complete = stages["dispatch"], stages["accept"], stages["complete"]
    # good: 60 minutes of 240; late: 9:00 to 16:30 less the noon hour and a half is 360 of 240, afresh 60 after 9:00.
    assert (dispatch["median_minutes"], dispatch["p90_minutes"]) == (60, 360)
    assert (dispatch["met"], dispatch["missed"]) == (2, 1)
    assert story.cases(dispatch["missed_cases"]) == ["late"]
    assert story.cases(dispatch["met_cases"]) == ["good", "late"]
    assert (accept["met"], accept["missed"], accept["median_minutes"]) == (2, 0, 60)
    assert (complete["met"], complete["done"]) == (2, 2)
    # 11:00 to 12:00, 13:30 to 17:30, 9:00 to 10:00
    assert complete["median_minutes"] == 360
    assert dispatch["in_time"] == {"hits": 2, "of": 3, "value": 0.6667, "low": 0.2077, "high": 0.9385, "small": True}


def test_satisfaction_comes_with_its_response_rate(story: Story) -> None:
    data = story.figure("satisfaction")
    assert (data["completed"], data["rated"], data["mean"]) == (2, 2, 3.5)
    assert (data["response"]["value"], data["content"]["value"]) == (1.0, 0.5)
    assert story.cases(data["scores"][0]["cases"]) == ["good"]
    assert story.cases(data["scores"][3]["cases"]) == ["late"]
    earlier = story.get("/api/v1/figures/satisfaction?since=2026-04-01&until=2026-06-30").json()
    assert (earlier["response"]["value"], earlier["content"]["value"], earlier["mean"]) == (0.0, None, None)
    assert story.cases(earlier["silent_cases"]) == ["before"]


def test_who_was_asked_after_completion_stands_beside_step_by_step(story: Story) -> None:
    nobody = story.figure("satisfaction")["asked"]
    assert (nobody["planned"], nobody["response"]["value"]) == (0, None)
    with story.service.session(write=True) as session:
        for name, kind, status, attempts in (
            ("good", "after_completion", "answered", ("failed", "accepted")),  # an answer shows that it arrived
            ("late", "after_completion", "unreached", ("delivered", "not_reached")),
            ("late", "after_completion", "unreached", ("accepted",)),  # asked twice, one demand
            ("far", "after_completion", "calling", ("accepted",)),
            ("unmet", "in_service", "answered", ("delivered",)),  # another question
            ("before", "after_completion", "answered", ("delivered",)),  # another quarter
        ):
            asked(session, story.ids[name], FollowUpKind(kind), FollowUpStatus(status), *attempts)
    told = story.figure("satisfaction")["asked"]
    steps = {"planned": ["far", "good", "late"], "sent": ["far", "good", "late"], "delivered": ["good", "late"],
             "answered": ["good"]}  # fmt: skip
    for step, names in steps.items():
        assert (told[step], story.cases(told[f"{step}_cases"])) == (len(names), names), step
    assert told["unconfirmed"] == 1
    assert (told["response"]["hits"], told["response"]["of"], told["response"]["small"]) == (1, 2, True)


def asked(session: Session, demand_id: int, kind: FollowUpKind, status: FollowUpStatus, *attempts: str) -> None:
    """Leave a follow-up as the planner would, with what became of its attempts."""
    step = session.exec(select(Transition).where(Transition.demand_id == demand_id)).first()
    known = session.exec(select(FollowUp).where(FollowUp.demand_id == demand_id)).all()
    assert step
    now = when("09-30 09:00")
    moments = {name: now for name in ("due_at", "call_after", "cycle_at")}
    row = FollowUp(
        demand_id=demand_id, transition_id=step.id, kind=kind, round=len(known) + 1, status=status, **moments
    )
    session.add(row)
    session.flush()
    for one in attempts:
        tried = FollowUpAttempt(follow_up_id=row.id, channel=FollowUpChannel.SMS, person="p", status=AttemptStatus(one))
        session.add(tried)
    session.flush()


def test_acceptance_counts_what_was_decided(story: Story) -> None:
    (version,) = story.figure("matching")["versions"]
    at = {one["k"]: one for one in version["accepted"]}
    assert (version["made"], version["decided"]) == (4, 3)  # of far nothing was decided
    assert (at[1]["hits"], at[3]["hits"]) == (1, 2)
    assert version["mrr"] == 0.5  # (1 + 1/2 + 0) / 3
    assert story.cases(at[1]["cases"]) == ["good"]
    assert story.cases(at[3]["cases"]) == ["good", "late"]
    assert story.cases(version["cases"]) == ["far", "good", "late", "unmet"]


def test_acceptance_takes_what_was_said_last(story: Story) -> None:
    def said(*verdicts: Verdict) -> tuple[int, int, float, list[str]]:
        with story.service.session(write=True) as session:
            match = session.exec(select(Match).where(Match.demand_id == story.ids["far"])).one()
            for verdict in verdicts:
                events.record(session, match, match.shown[:1], verdict, "tests")
        (version,) = story.figure("matching")["versions"]
        first = version["accepted"][0]
        assert first["hits"] == len(story.cases(first["cases"]))
        return version["decided"], first["hits"], version["mrr"], story.cases(version["decided_cases"])

    assert said(Verdict.USED) == (4, 2, 0.625, ["far", "good", "late", "unmet"])  # (1 + 1/2 + 0 + 1) / 4
    assert said(Verdict.REJECTED) == (4, 1, 0.375, ["far", "good", "late", "unmet"])  # set aside after all
    assert said(Verdict.USED, Verdict.PASSED_OVER) == (3, 1, 0.5, ["good", "late", "unmet"])  # asked for others: open
    assert said(Verdict.USED)[:3] == (4, 2, 0.625)


def test_windows_stand_beside_one_another_with_little_flagged(story: Story) -> None:
    data = story.figure("windows")
    rows = {one["key"]: one for one in data["windows"]}
    assert set(rows) == {"W-430000", "W-430100", "W-430112", "W-430200"}
    # The late one went upward when its time was up, to the city's window.
    assert (rows["W-430112"]["demands"], rows["W-430100"]["demands"], rows["W-430000"]["demands"]) == (2, 1, 0)
    assert all(one["small"] for one in data["windows"])
    assert story.cases(rows["W-430100"]["cases"]) == ["late"]
    assert rows["W-430112"]["mean"] == 5.0
    assert rows["W-430112"]["fair_mean"] == round((5 + 10 * 3.5) / 11, 2)


def test_institutions_stand_beside_one_another(story: Story) -> None:
    rows = {one["key"]: one for one in story.figure("institutions")["institutions"]}
    bank, school = rows["O-bank"], rows["O-school"]
    assert (bank["handed"], bank["returned"], bank["finished"]) == (2, 1, 1)
    assert (school["handed"], school["returned"], school["finished"]) == (1, 0, 1)
    assert story.cases(bank["cases"]) == ["good", "late"]
    assert story.cases(bank["returned_cases"]) == ["late"]
    assert story.cases(bank["finished_cases"]) == ["good"]
    assert bank["small"]


def test_unmet_needs_by_city_and_trade(story: Story) -> None:
    data = story.figure("unmet")
    (only,) = data["cells"]
    assert (data["total"], data["unsupplied"]) == (1, 0)
    assert (only["region"], only["section"], only["count"]) == ("430100", "C", 1)
    assert [one["key"] for one in only["categories"]] == ["hr"]
    assert story.cases(only["cases"]) == ["unmet"]


def test_few_cases_are_neither_praised_nor_warned_of(story: Story) -> None:
    assert story.figure("awards")["institutions"] == []
    warned = story.figure("warnings")
    assert (warned["windows"], warned["institutions"], warned["unjudged"]) == ([], [], 2)


def test_filters_narrow_every_figure(story: Story) -> None:
    assert story.figure("demands?by=category", more="&region=430100")["total"] == 3
    assert story.figure("demands?by=category", more="&window=W-430100")["total"] == 3
    data = story.figure("timeliness", more="&category=hr")
    assert data["stages"][0]["in_time"]["of"] == 0
    assert story.figure("funnel", more="&category=hr")["steps"][0]["key"] == "submitted"


def test_a_scope_counts_its_own_cases_alone(story: Story) -> None:
    assert story.figure("demands?by=city", "other")["total"] == 1
    assert story.figure("demands?by=city", "city")["total"] == 3
    assert story.figure("demands?by=city", "viewer")["total"] == 3  # the late one was the county's before it went up
    mine = story.figure("demands?by=city", "viewer")["cases"]
    assert story.cases(mine, "viewer") == ["good", "late", "unmet"]
    for name in ("funnel", "timeliness", "matching", "satisfaction", "institutions", "unmet", "awards", "warnings"):
        assert story.get(f"/api/v1/figures/{name}?{PERIOD}", "other").status_code == 200
    assert [one["key"] for one in story.figure("windows", "other")["windows"]] == ["W-430200"]
    assert story.figure("institutions", "other")["institutions"] == []
    assert story.figure("timeliness", "other")["stages"][1]["done"] == 0
    (version,) = story.figure("matching", "other")["versions"]
    assert version["made"] == 1
