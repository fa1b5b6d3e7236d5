"""What is kept for figures is what a plain count over the rows gives, whichever path wrote them; on every backend."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from importlib import import_module

import pytest
from sqlmodel import Session, col, select, text

from api import days
from api.accounts.models import User
from api.demands import routing, taken
from api.demands.models import Choice, Demand
from api.demands.work_models import Deadline
from api.followups import kept
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpKind, FollowUpStatus
from api.matches import events
from api.matches.models import NOBODY, Match, MatchEvent, Verdict
from api.reports import asked, kept_times
from tests.api.conftest import BACKENDS
from tests.api.reports.conftest import Story
from tests.api.reports.test_figures import asked as ask

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
ARRIVED = (AttemptStatus.DELIVERED, AttemptStatus.REACHED)


def first_ranks(session: Session) -> dict[str, int | None]:
    """Return what became of each match, counted row by row."""
    found: dict[str, int | None] = {}
    for match in session.exec(select(Match)):
        chosen = [one.rank for one in session.exec(select(Choice).where(Choice.match_id == match.id))]
        query = select(MatchEvent).where(MatchEvent.match_id == match.id).order_by(col(MatchEvent.id))
        newest = {one.item_id: one for one in session.exec(query)}.values()
        said = [one.rank if one.verdict is Verdict.USED else NOBODY for one in newest if one.verdict != "passed_over"]
        found[match.id] = min(chosen or said, default=None)
    return found


def steps(session: Session) -> dict[int | None, int | None]:
    """Return how far the question after completion came of each demand, counted row by row."""
    found: dict[int | None, int | None] = dict.fromkeys(session.exec(select(Demand.id)))
    for one in session.exec(select(FollowUp).where(FollowUp.kind == FollowUpKind.AFTER_COMPLETION)):
        query = select(FollowUpAttempt.status).where(FollowUpAttempt.follow_up_id == one.id)
        tried = [2 if way in ARRIVED else int(way is AttemptStatus.ACCEPTED) for way in session.exec(query)]
        far = 3 if one.status is FollowUpStatus.ANSWERED else max(tried, default=0)
        found[one.demand_id] = max(found[one.demand_id] or 0, far)
    return found


def check(story: Story) -> tuple[dict[str, int | None], dict[int | None, int | None]]:
    """Compare what is kept with what is counted, and return it."""
    with story.service.session() as session:
        ranks, far = first_ranks(session), steps(session)
        assert dict(session.exec(select(Match.id, Match.taken)).all()) == ranks
        assert dict(session.exec(select(Demand.id, Demand.asked_far)).all()) == far
    return ranks, far


def test_what_became_of_a_match_follows_every_choice_and_verdict(story: Story) -> None:
    ranks, _ = check(story)
    assert set(ranks.values()) == {1, 2, NOBODY, None}
    for verdict in (Verdict.USED, Verdict.REJECTED, Verdict.PASSED_OVER, Verdict.USED):
        with story.service.session(write=True) as session:
            match = session.exec(select(Match).where(Match.demand_id == story.ids["far"])).one()
            events.record(session, match, match.shown[:1], verdict, "tests")
        check(story)
    with story.service.session(write=True) as session:
        for choice in session.exec(select(Choice).where(Choice.demand_id == story.ids["good"])):
            session.delete(choice)
    assert check(story)[0] != ranks


def test_how_far_the_question_came_follows_every_attempt(story: Story) -> None:
    check(story)
    with story.service.session(write=True) as session:
        ask(session, story.ids["good"], FollowUpKind.AFTER_COMPLETION, FollowUpStatus.WAITING, "accepted", "failed")
        ask(session, story.ids["late"], FollowUpKind.AFTER_COMPLETION, FollowUpStatus.UNREACHED, "delivered")
        ask(session, story.ids["late"], FollowUpKind.AFTER_COMPLETION, FollowUpStatus.PLANNED)
        ask(session, story.ids["far"], FollowUpKind.IN_SERVICE, FollowUpStatus.ANSWERED, "delivered")
    far = check(story)[1]
    assert [far[story.ids[name]] for name in ("good", "late", "far")] == [1, 2, None]
    with story.service.session(write=True) as session:
        for attempt in session.exec(select(FollowUpAttempt)):
            attempt.status = AttemptStatus.FAILED
    assert check(story)[1][story.ids["late"]] == 0
    with story.service.session(write=True) as session:
        for follow_up in session.exec(select(FollowUp).where(FollowUp.demand_id == story.ids["good"])):
            follow_up.status = FollowUpStatus.ANSWERED
    assert check(story)[1][story.ids["good"]] == 3


def test_a_store_of_before_is_brought_to_the_same(story: Story) -> None:
    with story.service.session(write=True) as session:
        ask(session, story.ids["good"], FollowUpKind.AFTER_COMPLETION, FollowUpStatus.CALLING, "delivered")
        ask(session, story.ids["late"], FollowUpKind.AFTER_COMPLETION, FollowUpStatus.ANSWERED, "accepted")
    ranks, far = check(story)
    migration = import_module("api.migrations.versions.0025_what_became_of_it")
    for anew in (
        lambda session: [session.execute(text(line)) for line in (migration.TAKEN, migration.ASKED)],
        lambda session: (taken.recount(session), kept.recount(session)),
    ):
        with story.service.session(write=True) as session:
            session.execute(text("UPDATE matches SET taken = NULL"))
            session.execute(text("UPDATE demands SET asked_far = NULL"))
            anew(session)
        assert check(story) == (ranks, far)


@pytest.mark.parametrize("who", ["hub", "city"])
@pytest.mark.parametrize("more", [{}, {"category": "finance"}, {"window": "W-430100"}])
def test_the_deadlines_of_windows_and_of_institutions_are_those_of_a_plain_count(
    story: Story, who: str, more: dict[str, str]
) -> None:
    with story.service.session() as session:
        user = session.exec(select(User).where(User.username == f"sees-{who}")).one()
        given = asked.Asked(since=date(2026, 7, 1), until=date(2026, 9, 30), **more)
        question = asked.question(session, user, given, date(2026, 10, 1))
        windows, institutions = plain(session, question)
        assert kept_times.of_windows(session, question) == windows != {}
        assert kept_times.of_institutions(session, question) == institutions != {}


def plain(session: Session, question: asked.Question) -> tuple[kept_times.Times, kept_times.Times]:
    """Return the deadlines by window and by institution, counted row by row."""
    seen = select(Demand.id).where(*question.own, routing.visible(question.scope))
    query = select(Deadline).where(
        col(Deadline.demand_id).in_(seen), *days.between(Deadline.set_at, question.since, question.until)
    )
    windows: kept_times.Times = defaultdict(lambda: [0, 0])
    institutions: kept_times.Times = defaultdict(lambda: [0, 0])
    for one in session.exec(query):
        tally = institutions[one.institution] if one.institution else windows[one.window or ""]
        tally[0] += one.met is True
        tally[1] += one.met is False or (one.met is None and one.escalated_at is not None)
    return dict(windows), dict(institutions)
