"""One institution: its figures worked by hand, in every scope, each open to its cases, in a fixed number of queries."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from api import clock
from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Expert, Service
from api.demands import choose, dispatching, duplicates, waiting
from api.demands.dispatching import Target
from api.demands.models import Demand, DemandStatus
from api.matches.models import Match
from knowledge import assessment
from tests.api.conftest import BACKENDS, NEED, PASSWORD
from tests.api.conftest import Service as Running
from tests.api.reports.conftest import AGENT, PERIOD, Player, Story, when
from tests.api.reports.test_every_cell import Cell, check, walked
from tests.api.reports.test_figure_routes import counted
from tests.api.test_app import shape

S = DemandStatus
NEEDS = dict.fromkeys(("open", "paused"), "知识产权质押贷款，用专利、商标质押")
BANK = "/api/v1/institutions/O-bank"


@pytest.fixture
def busy(story: Story) -> Story:
    """Add what can become of a demand at the bank.

    ``back`` is returned by it twice for one reason, once after it had accepted; ``open`` waits for an answer; ``paused`` is
    served and waits for the enterprise; ``moved`` is handed on to the school; ``gone`` is cancelled; ``twin`` is merged
    into ``open``; with ``helped``, which the school leads, the bank helps. ``open`` and ``paused`` chose its loan.
    """
    player = Player(story.service)
    names = ("back", "open", "paused", "moved", "gone", "twin", "helped")
    ids = {name: player.ask(f"07-{at} 09:00", need=NEEDS.get(name, NEED["need"])) for at, name in enumerate(names, 13)}
    for at, name in enumerate(names[:-1], 13):
        player.dispatch(f"07-{at} 09:30", ids[name], "O-bank")
    _give_back_twice(player, ids["back"])
    for name, at in (("open", "07-14"), ("paused", "07-15")):
        player._at(f"{at} 09:10", ids[name], _choose_loan)
    player.to("07-15 10:00", ids["paused"], S.ACCEPTED)
    player.to("07-15 10:30", ids["paused"], S.IN_SERVICE)
    player._at("07-15 11:00", ids["paused"], lambda session, one: waiting.pause(session, one, AGENT, "请补执照"))
    player.dispatch("07-16 10:00", ids["moved"], "O-school", "改派")
    player.to("07-17 10:00", ids["gone"], S.CANCELLED)
    player._at("07-18 10:00", ids["twin"], lambda session, one: _merge(session, one, ids["open"]))
    player.dispatch("07-19 09:30", ids["helped"], "O-school")
    player._at("07-19 09:40", ids["helped"], _ask_to_help)
    with story.service.session(write=True) as session:
        session.add(
            Service(key="F-over", kind="service", name="旧贷款", institution="O-bank", valid_until=date(2026, 1, 31))
        )
        session.add(Expert(key="E-bank", kind="expert", name="陈行", provider="湘江农商银行", category="finance"))
        for name, institution in (("bank", "O-bank"), ("school", "O-school")):
            data = UserCreate(username=name, role=Role.INSTITUTION, institution=institution, password=PASSWORD)
            accounts.create(session, data, "tests")
    users = {name: story.service.as_user(name) for name in ("bank", "school")}
    numbers = {**story.numbers, **{name: player.case_no(key) for name, key in ids.items()}}
    return Story(story.service, {**story.ids, **ids}, numbers, {**story.users, **users})


def _give_back_twice(player: Player, demand_id: int) -> None:
    def back(session: Session, demand: Demand) -> None:
        dispatching.give_back(session, demand, AGENT, "人手不够。" if demand.returns else "人手不够")

    player.to("07-13 10:00", demand_id, S.ACCEPTED)
    player._at("07-13 14:00", demand_id, back)
    player.dispatch("07-13 15:00", demand_id, "O-bank")
    player._at("07-13 16:00", demand_id, back)


def _choose_loan(session: Session, demand: Demand) -> None:
    match = session.exec(select(Match).where(Match.demand_id == demand.id)).one()
    choose.choose(session, demand, f"第{match.shown.index('F-loan') + 1}个")


def _merge(session: Session, demand: Demand, into: int) -> None:
    duplicates.merge(session, demand, session.get_one(Demand, into), AGENT, "同一件事")


def _ask_to_help(session: Session, demand: Demand) -> None:
    dispatching.add_co_handler(session, demand, AGENT, Target(institution="O-bank"))


def told(story: Story, user: str = "hub", more: str = "", path: str = BANK) -> dict[str, Any]:
    """Return the institution in the third quarter, asked on 20 August."""
    with clock.at(when("08-20 10:00")):
        answer = story.get(f"{path}?{PERIOD}{more}", user)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def states(of: dict[str, Any]) -> dict[str, int]:
    """Return what became of the dispatches, without what none came to."""
    return {row["key"]: row["count"] for row in of["states"] if row["count"]}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_figures_by_hand(busy: Story) -> None:
    one = told(busy)
    assert one["period"] == {"since": "2026-07-01", "until": "2026-09-30"}
    assert (one["institution"]["name"], one["institution"]["region_name"]) == ("湘江农商银行", "湖南省长沙市")
    assert one["institution"]["served"] == [{"key": "430000", "name": "湖南省"}]
    led, helped = one["handed"]["led"], one["handed"]["helped"]
    # good, late, back twice, open, paused, moved, gone; twin is merged
    assert (led["count"], led["accepted"], led["returned"]) == (8, 3, 3)
    assert states(led) == {"open": 1, "accepted": 1, "done": 1, "returned": 3, "withdrawn": 1, "ended": 1}
    assert (led["kept"]["hits"], led["kept"]["of"], led["kept"]["small"]) == (5, 8, True)
    assert (helped["count"], states(helped)) == (1, {"open": 1})
    assert [(row["reason"], row["count"]) for row in one["reasons"]] == [("人手不够", 2), ("原因", 1)]
    now = {key: value for key, value in one["now"].items() if isinstance(value, int)}
    assert now == {"in_hand": 2, "to_accept": 1, "serving": 1, "waiting": 1, "overdue": 1}
    accept, complete = one["timeliness"]["stages"]
    assert (accept["met"], accept["missed"], accept["median_minutes"], accept["p90_minutes"]) == (3, 0, 30, 60)
    assert (complete["met"], complete["missed"], complete["median_minutes"]) == (1, 0, 360)
    scores = one["satisfaction"]
    assert (scores["completed"], scores["rated"], scores["mean"], scores["response"]["small"]) == (1, 1, 5.0, True)
    # of the demands that it has, or had to the end, by when they were recorded
    assert [(cell["key"], cell["count"]) for cell in one["months"]["cells"]] == [
        ("2026-07", 4),
        ("2026-08", 0),
        ("2026-09", 0),
    ]
    assert busy.cases(one["months"]["cells"][0]["cases"]) == ["gone", "good", "open", "paused"]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_what_it_offers_and_how_often_it_was_chosen(busy: Story) -> None:
    offers = told(busy)["offers"]
    services, experts = offers["services"], offers["experts"]
    assert [(row["key"], row["chosen"], row["finished"]) for row in services["listed"]] == [
        ("F-loan", 2, 0),
        ("F-lease", 0, 0),
    ]
    assert (services["total"], services["over"], experts["total"], experts["over"]) == (2, 1, 1, 0)
    assert experts["listed"][0]["sheet"] == "/catalogue/expert/E-bank"
    assert busy.service.client.get(services["listed"][0]["sheet"]).status_code == 200
    # late took the second of its list, which is the bank itself; the school finished it
    assert (offers["itself"]["chosen"], offers["itself"]["finished"], offers["chosen"]) == (1, 0, 3)
    assert busy.cases(offers["itself"]["chosen_cases"]) == ["late"]
    assert busy.cases(offers["chosen_cases"]) == ["late", "open", "paused"]


def test_beside_the_others(busy: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    few = told(busy)["standing"]
    assert (few["small"], few["place"], few["of"]) == (True, None, 0)
    eager = copy.copy(assessment.rules())
    object.__setattr__(eager, "small_sample", 1)
    monkeypatch.setattr(assessment, "rules", lambda: eager)
    found = told(busy)["standing"]
    row = next(row for row in busy.figure("institutions")["institutions"] if row["key"] == "O-bank")
    assert (found["score"], found["fair_mean"]) == (row["score"], row["fair_mean"])
    assert (found["of"], found["place"] in (1, 2)) == (2, True)
    assert (found["its"]["returned"]["hits"], found["its"]["returned"]["of"]) == (3, 8)
    assert (found["all"]["returned"]["hits"], found["all"]["returned"]["of"]) == (
        3,
        11,
    )  # late, moved, helped at the school
    assert told(busy, "bank")["standing"] is None


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_same_numbers_as_in_the_comparison(busy: Story) -> None:
    for more in ("", "&category=finance", "&region=430112", "&window=W-430100"):
        one = told(busy, "hub", more)
        row = next(row for row in busy.figure("institutions", more=more)["institutions"] if row["key"] == "O-bank")
        led, scores = one["handed"]["led"], one["satisfaction"]
        stages = one["timeliness"]["stages"]
        assert (led["count"], led["returned"]) == (row["handed"], row["returned"]), more
        assert (scores["completed"], scores["rated"]) == (row["finished"], row["rated"]), more
        assert [sum(stage[key] for stage in stages) for key in ("met", "missed")] == [row["met"], row["missed"]], more


def test_each_sees_what_his_scope_sees(busy: Story) -> None:
    seen = {who: told(busy, who) for who in ("hub", "city", "viewer", "other", "bank")}
    assert {who: one["handed"]["led"]["count"] for who, one in seen.items()} == {
        "hub": 8, "city": 8, "viewer": 8, "other": 0, "bank": 7,  # what was taken back the bank does not see
    }  # fmt: skip
    assert {who: one["handed"]["helped"]["count"] for who, one in seen.items()} == {
        "hub": 1, "city": 1, "viewer": 1, "other": 0, "bank": 1,
    }  # fmt: skip
    other = seen["other"]
    assert (other["reasons"], other["now"]["in_hand"], other["offers"]["chosen"], other["standing"]) == ([], 0, 0, None)
    assert other["satisfaction"]["completed"] == other["months"]["total"] == 0
    assert other["offers"]["services"]["total"] == 2  # the catalogue is public
    assert [seen[who]["own"] for who in ("hub", "bank")] == [False, True]
    assert states(seen["bank"]["handed"]["led"]) == {"open": 1, "accepted": 1, "done": 1, "returned": 3, "ended": 1}
    assert [row["count"] for row in seen["bank"]["reasons"]] == [2, 1]


def test_who_may_not(busy: Story, service: Running) -> None:
    hidden = shape(busy.get(BANK, "school"), 404, "NotFoundError")
    missing = shape(busy.get("/api/v1/institutions/O-nobody", "hub"), 404, "NotFoundError")
    assert hidden["detail"].replace("O-bank", "O-nobody") == missing["detail"]
    assert told(busy, "school", path="/api/v1/institutions/O-school")["own"] is True
    shape(service.client.get(BANK), 401, "UnauthenticatedError")
    for role in ("maintainer", "reviewer"):
        shape(service.client.get(BANK, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.get(BANK, headers=service.user("institution")), 404, "NotFoundError")
    shape(busy.get("/api/v1/institutions/F-loan", "hub"), 404, "NotFoundError")  # not an institution


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_bad_questions(busy: Story) -> None:
    backwards = shape(busy.get(f"{BANK}?since=2026-05-01&until=2026-04-01"), 422, "InvalidInputError")
    assert "晚于" in backwards["detail"]
    shape(busy.get(f"{BANK}?since=yesterday"), 422, "ValidationError")
    shape(busy.get(f"{BANK}?institution=O-school"), 422, "ValidationError")
    shape(busy.get(f"{BANK}?window=W-nowhere"), 404, "NotFoundError")
    empty = busy.get(f"{BANK}?since=2019-01-01&until=2019-01-02").json()
    assert (empty["handed"]["led"]["count"], empty["standing"], empty["now"]["in_hand"]) == (0, None, 2)


@pytest.mark.parametrize("user", ["hub", "city", "viewer", "bank"])
def test_every_cell_opens_to_its_cases(busy: Story, user: str) -> None:
    with clock.at(when("08-20 10:00")):
        for more in ("",) if user in ("viewer", "bank") else ("", "&category=finance", "&window=W-430100"):
            seen = 0
            for cell in _cells(told(busy, user, more)):
                check(busy, user, cell)
                seen += bool(cell.count)
            assert seen > 30, more


def _cells(one: dict[str, Any]) -> list[Cell]:
    """Return every cell; reasons are counted by times and name their cases."""
    found = list(walked("satisfaction", one.pop("satisfaction")))
    for name in ("months", "categories"):
        found += walked("demands", one.pop(name))
    for row in one.pop("reasons"):
        assert len(row["cases"]["case_no"]) <= row["count"]
        found.append(Cell(f"reasons.{row['reason']}", len(row["cases"]["case_no"]), row["cases"]))
    return [*found, *walked("", one)]


def test_reasons_name_nobody_and_read_alike_once(busy: Story) -> None:
    player = Player(busy.service)
    with busy.service.session(write=True) as session:
        demand = session.get_one(Demand, busy.ids["open"])
        demand.personal = {**demand.personal, "contact": "王建国"}
        session.add(demand)

    def back(session: Session, demand: Demand) -> None:
        dispatching.give_back(session, demand, AGENT, "王建国的电话13812345678打不通！")

    player._at("07-14 10:00", busy.ids["open"], back)
    reasons = {row["reason"]: row["count"] for row in told(busy)["reasons"]}
    assert reasons == {"人手不够": 2, "原因": 1, "王**的电话138****5678打不通": 1}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_number_of_queries_is_the_same_for_little_and_for_much(busy: Story) -> None:
    def sent(path: str, user: str) -> int:
        with counted(busy.service) as statements:
            assert busy.get(f"{path}?{PERIOD}", user).status_code == 200
        return sum(one.startswith(("SELECT", "WITH")) and "FROM users" not in one for one in statements)

    much, little = sent(BANK, "hub"), sent(BANK, "other")
    assert (much, little) == (16, 16)
    assert sent(BANK, "bank") == 12
