"""Whatever number a figure tells, its link opens to the cases behind it: walked cell by cell, in every scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from api import clock
from api.clock import CHINA, aware
from api.demands import duplicates
from api.demands.cells import Kept
from api.demands.models import Demand, DemandStatus
from api.demands.work_models import Deadline, Dispatch, DispatchState
from api.matches import events
from api.matches.models import Match, Verdict
from api.reports import counts
from knowledge import assessment
from tests.api.conftest import BACKENDS
from tests.api.reports.conftest import AGENT, Player, Story, when

FIGURES = ("funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "awards", "warnings", "unmet")
NARROWED = ("&category=finance", "&region=430112", "&window=W-430100", "&institution=O-bank")
WHOLE = [f"demands?by={by.value}" for by in counts.By] + list(FIGURES)
PART = ["demands?by=city", "demands?by=sector", *FIGURES]

# What a link tells of, where it is not its own name: the number beside ``cases``, a share's ``hits`` or ``of``.
BESIDE = ("count", "handed", "demands", "made", "hits")
SHARES = {"in_time": "of", "content": "hits", "share": "hits"}
TOTALS = {"satisfaction": "completed", "unmet": "total", "demands": "total"}


@dataclass(frozen=True)
class Cell:
    """One number of a figure, and the filters that it opens with."""

    path: str
    count: int
    filters: dict[str, Any]


def walked(name: str, data: Any, path: str = "") -> Iterator[Cell]:
    """Yield every cell of a figure; one whose number is not found fails."""
    if isinstance(data, list):
        for place, one in enumerate(data):
            yield from walked(name, one, f"{path}[{place}]")
    elif isinstance(data, dict):
        for key, value in data.items():
            if key.endswith("cases") and isinstance(value, dict):
                yield Cell(f"{path}.{key}", number(name, data, key.removesuffix("cases").rstrip("_"), path), value)
            else:
                yield from walked(name, value, f"{path}.{key}")
        for measure, more in data.get("opens", {}).items():
            for cell in data["cells"]:
                yield Cell(f"{path}.{cell['key']}.{measure}", cell[measure], {**cell["cases"], **more})


def number(name: str, data: dict[str, Any], what: str, path: str) -> int:
    """Return the number that a link stands for."""
    if what == "silent":
        return int(data["completed"] - data["rated"])
    if what in SHARES or what == "share":
        return int(data[what][SHARES[what]])
    if what:
        return int(data[what])
    if not path and name == "funnel":
        return int(next(one["count"] for one in data["steps"] if one["key"] == "submitted"))
    if not path:
        return int(data[TOTALS[name.partition("?")[0]]])
    if data.get("kind") == "quiet":
        return int(data["line"].partition("本期 ")[2].partition(" 件")[0])
    found = next((key for key in BESIDE if key in data), None)
    if found is None and (isinstance(data.get("share"), dict) or "in_time" in data):
        return int(data["share"]["hits"] if "share" in data else data["in_time"]["of"])
    return int(data[found or "finished"])


@pytest.fixture
def crowded(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Add what makes numbers and lists differ most easily: merges, second tries, agents' words, foreign servers."""
    rules = assessment.rules()
    eager = replace(
        rules,
        small_sample=1,
        award=replace(rules.award, finished=1, scores=1),
        warn=assessment.Warn(returned=0.0, late=0.0, unhappy=0.0, quiet=0.9),
    )
    monkeypatch.setattr(assessment, "rules", lambda: eager)
    player, s = Player(story.service), DemandStatus
    first, second = player.ask("08-10 09:00"), player.ask("08-10 09:05")
    player.sweep("08-10 16:00")  # both go up for being late
    player.dispatch("08-10 16:10", first, "O-bank")
    player.to("08-10 16:20", first, s.RETURNED)
    player.dispatch("08-10 16:30", first, "O-bank", "再派一次")
    player._at("08-10 16:40", second, lambda session, one: merge(session, one, first))
    third, fourth = player.ask("08-11 09:00"), player.ask("08-11 09:05")
    player.dispatch("08-11 09:30", third, "O-bank")
    player._at("08-11 09:40", third, lambda session, one: merge(session, one, fourth))
    player._at("08-11 10:40", third, lambda session, one: duplicates.unmerge(session, one, AGENT, "两件事"))
    foreign = player.ask("08-12 09:00")
    player.choose("08-12 09:10", foreign, 1)
    player.dispatch("08-12 09:30", foreign, "O-school")  # not whose service was chosen
    for at, to in (("08-12 10:00", s.ACCEPTED), ("08-12 10:30", s.IN_SERVICE), ("08-13 10:00", s.COMPLETED)):
        player.to(at, foreign, to)
    player.rate("08-13 20:00", foreign, 1)
    told, gone = player.ask("08-14 09:00", region=None, industry=None), player.ask("08-14 09:05", category=None)
    player._at("08-14 09:10", told, say_used)
    player.to("08-14 09:20", gone, s.CANCELLED)
    moved = {"second": second, "first": first, "third": third, "fourth": fourth, "foreign": foreign}
    named = {**moved, "told": told, "gone": gone}
    numbers = {**story.numbers, **{name: player.case_no(key) for name, key in named.items()}}
    return Story(story.service, {**story.ids, **named}, numbers, story.users)


def merge(session: Session, demand: Demand, into: int) -> None:
    """Merge a demand into another one."""
    duplicates.merge(session, demand, session.get_one(Demand, into), AGENT, "同一件事")


def say_used(session: Session, demand: Demand) -> None:
    """Tell an enterprise of the first offer, as an agent does; and match something for nobody."""
    match = session.exec(select(Match).where(Match.demand_id == demand.id)).one()
    events.record(session, match, match.shown[:1], Verdict.USED, "tests")
    for row in events.of_matches(session, [match.id]):
        row.at = when("08-14 09:10")
    alone = {name: getattr(match, name) for name in ("channel", "text", "answerable", "took_ms", "reason")}
    kept = {name: getattr(match, name) for name in ("model_version", "index_version", "results", "shown")}
    session.add(Match(**alone, **kept, created_at=clock.utc_now()))


class Behind:
    """What stands behind the cases of a list, counted without the filters of the service."""

    def __init__(self, session: Session, case_nos: set[str]) -> None:
        known = [one for one in session.exec(select(Demand)) if one.case_no in case_nos]
        self.ids = {one.id for one in known}
        self.deadlines = [one for one in session.exec(select(Deadline)) if one.demand_id in self.ids]
        self.dispatches = [one for one in session.exec(select(Dispatch)) if one.demand_id in self.ids]
        self.matches = [one for one in session.exec(select(Match)) if one.demand_id in self.ids]
        said = events.of_matches(session, [one.id for one in self.matches])
        self.said = {one.match_id: one.verdict for one in said}

    def rows(self, filters: dict[str, Any]) -> int | None:
        """Return how many deadlines, dispatches or matches of these cases a link means; None if it means demands."""
        if "set_since" in filters:
            return sum(_is_timed(one, filters) for one in self.deadlines)
        if "sent_to" in filters:
            return sum(_is_sent(one, filters) for one in self.dispatches)
        return None


def _within(moment: datetime, since: str, until: str) -> bool:
    first = datetime.combine(date.fromisoformat(since), time(), CHINA).astimezone(UTC)
    last = datetime.combine(date.fromisoformat(until) + timedelta(days=1), time(), CHINA).astimezone(UTC)
    return first <= aware(moment) < last


def _is_timed(one: Deadline, filters: dict[str, Any]) -> bool:
    late = one.met is False or (one.met is None and one.escalated_at is not None)
    fits = {Kept.MET: one.met is True, Kept.MISSED: late, Kept.JUDGED: one.met is True or late}
    kept = one.met is not None if filters["kept"] == "done" else fits[Kept(filters["kept"])]
    here = filters.get("stage_window") in (None, one.window if one.institution is None else "")
    theirs = filters.get("stage_institution") in (None, one.institution)
    stage = filters.get("stage") in (None, one.stage.value)
    return kept and here and theirs and stage and _within(one.set_at, filters["set_since"], filters["set_until"])


def _is_sent(one: Dispatch, filters: dict[str, Any]) -> bool:
    back = not filters.get("sent_back") or one.state is DispatchState.RETURNED
    role = one.role.value == filters.get("sent_as", "lead") and one.institution == filters["sent_to"]
    taken = one.accepted_at is not None or one.state in (DispatchState.ACCEPTED, DispatchState.DONE)
    state = filters.get("sent_state") in (None, one.state.value) and (taken or not filters.get("sent_accepted"))
    return back and role and state and _within(one.at, filters["sent_since"], filters["sent_until"])


def check(story: Story, user: str, cell: Cell) -> None:
    """Compare one number with what its link opens to."""
    answer = story.service.client.get(
        "/api/v1/demands", params={**cell.filters, "limit": 100}, headers=story.users[user]
    )
    assert answer.status_code == 200, (cell, answer.text)
    listed = {row["case_no"] for row in answer.json()}
    assert int(answer.headers["X-Total-Count"]) == len(listed)
    if not {"set_since", "sent_to", "matched_since"} & set(cell.filters):
        assert cell.count == len(listed), (cell, sorted(listed))
        return
    with story.service.session() as session:
        behind = Behind(session, listed)
        found = behind.rows(cell.filters)
        if {"model_version", "match_reason"} & set(cell.filters):
            alone = len(session.exec(select(Match).where(Match.demand_id == None)).all())  # noqa: E711
            assert cell.count - alone <= len(behind.matches)
            assert (cell.count == 0) is (not listed)
            assert len(listed) <= cell.count
            return
    assert cell.count == found, (cell, sorted(listed))
    assert bool(cell.count) is bool(listed)


@pytest.mark.parametrize(("user", "narrowings"), [("hub", NARROWED), ("city", NARROWED), ("viewer", ())])
def test_every_cell_opens_to_as_many_cases_as_it_tells(crowded: Story, user: str, narrowings: tuple[str, ...]) -> None:
    for narrowed in ("", *narrowings):
        seen: dict[str, int] = {}
        for name in PART if narrowed else WHOLE:
            for cell in walked(name, crowded.figure(name, user, narrowed)):
                is_empty = not cell.count and "[" in cell.path  # of empty days and windows all is nought alike
                asked = str(sorted(cell.filters.items()))
                if not is_empty and asked not in seen:
                    check(crowded, user, cell)
                assert seen.setdefault(asked, cell.count) == cell.count or is_empty, cell
        assert len(seen) > 25, narrowed


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_a_merged_demand_counts_nowhere_and_again_once_the_merge_is_taken_back(crowded: Story) -> None:
    def late() -> tuple[int, list[str]]:
        stage = crowded.figure("timeliness")["stages"][0]
        return stage["missed"], crowded.cases(stage["missed_cases"])

    before, cases = late()
    assert (before, "second" in cases, "first" in cases) == (len(cases), False, True)
    with clock.at(when("08-20 10:00")), crowded.service.session(write=True) as session:
        duplicates.unmerge(session, session.get_one(Demand, crowded.ids["second"]), AGENT, "两件事")
    after, cases = late()
    assert (after, "second" in cases) == (before + 1, True)


def test_what_an_agent_told_of_opens_like_a_choice(crowded: Story) -> None:
    (version,) = crowded.figure("matching")["versions"]
    assert {"told", "good", "foreign"} <= set(crowded.cases(version["accepted"][0]["cases"]))
    assert {"told", "unmet"} <= set(crowded.cases(version["decided_cases"]))
    assert "far" not in crowded.cases(version["decided_cases"])


def test_filters_of_a_cell_hold_alone_too(crowded: Story) -> None:
    everything = crowded.cases({})
    for filters in (
        {"kept": "missed"},
        {"set_since": "2030-01-01"},
        {"sent_back": True},
        {"matched_until": "2020-01-01"},
    ):
        assert crowded.cases(filters) != everything, filters  # a filter without its partner is not passed over
