"""A store full of demands for the bench: rows written in bulk, in the shape that the real code leaves them in.

The sample year (``qifu seed``) goes through the real code and takes minutes for thousands; a bench needs a hundred
thousand and only their size, spread and number of rows matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, insert, select

from api.catalogue.models import Institution, Service
from api.conversations.models import Conversation
from api.database import Database
from api.demands import apart, searching, served, taken
from api.demands.models import Choice, Demand, DemandStatus, DemandTerm, DemandWindow, Transition
from api.demands.work_models import Deadline, Dispatch, DispatchState, Stage
from api.encryption import current
from api.followups import kept
from api.followups.models import (
    AttemptStatus,
    FollowUp,
    FollowUpAttempt,
    FollowUpChannel,
    FollowUpKind,
    FollowUpStatus,
)
from api.matches.models import Match, MatchEvent, Verdict
from api.seeding import calendar, needs, population
from api.windows import tree

TOGETHER = 1_000
STEPS = (
    (DemandStatus.MATCHED, "matched_at"),
    (DemandStatus.DISPATCHED, "dispatched_at"),
    (DemandStatus.ACCEPTED, "accepted_at"),
    (DemandStatus.IN_SERVICE, ""),
    (DemandStatus.COMPLETED, "completed_at"),
    (DemandStatus.RATED, "rated_at"),
)
STAGES = {1: Stage.DISPATCH, 2: Stage.ACCEPT, 4: Stage.COMPLETE}
LEAST_CANDIDATES = [{"item_id": f"S-{n}", "kind": "service", "scores": {"fused": 0.5, "final": 0.4}} for n in range(30)]

Rows = dict[type[SQLModel], list[dict[str, Any]]]


def fill(database: Database, count: int, first: date, last: date) -> None:
    """Write so many demands, recorded between two days, with all that belongs to them."""
    random = Random(7)  # noqa: S311
    with database.session() as session:
        world = _World(session, random, count)
        moments = calendar.moments(random, first, last, count)
        for start in range(0, count, TOGETHER):
            rows: Rows = defaultdict(list)
            for number in range(start, min(start + TOGETHER, count)):
                _demand(world, rows, number, moments[number].astimezone(UTC))
            for table in (
                Conversation,
                Demand,
                DemandWindow,
                DemandTerm,
                Transition,
                Deadline,
                Dispatch,
                Match,
                Choice,
                MatchEvent,
                FollowUp,
                FollowUpAttempt,
            ):
                if rows[table]:  # of few demands none may have one
                    session.execute(insert(table), rows[table])
        taken.recount(session)  # what is written in bulk passes by the session
        kept.recount(session)
        apart.recount(session)
        served.recount(session)


class _World:
    """What demands are drawn from."""

    def __init__(self, session: Session, random: Random, count: int) -> None:
        self.random = random
        self.windows = tree.load(session)
        self.crowd = population.people(random, self.windows.nodes.values(), max(1, count // 3))
        self.institutions = list(session.exec(select(Institution.key).order_by(col(Institution.key))))
        self.services = list(session.exec(select(Service.key, Service.institution).order_by(col(Service.key))))


def _demand(world: _World, rows: Rows, number: int, at: datetime) -> None:
    random, key = world.random, number + 1
    who = random.choice(world.crowd)
    words = needs.need(random, calendar.category(random, at.month), who)
    node = world.windows.nearest(who.region, None, None)
    window = node.key if node else None
    service, institution = random.choice(world.services)
    far = random.choices(range(len(STEPS) + 1), (3, 4, 2, 2, 4, 40, 45))[0]
    moments = [at + timedelta(hours=3 * step * random.uniform(0.5, 4)) for step in range(1, len(STEPS) + 1)]
    conversation, match = str(UUID(int=random.getrandbits(128))), str(UUID(int=random.getrandbits(128)))
    rows[Conversation].append({"id": conversation, "token_digest": "0" * 64, "created_at": at, "updated_at": at})
    status = STEPS[far - 1][0] if far else DemandStatus.NO_MATCH
    firsts = {name: moments[at_step] for at_step, (_, name) in enumerate(STEPS[:far]) if name}
    values = {
        **dict.fromkeys((name for _, name in STEPS if name), None),
        **firsts,
        "id": key,
        "case_no": f"XQ{at:%Y%m%d}{key:06d}",
        "conversation_id": conversation,
        "draft_key": f"bench-{key}",
        "status": status,
        "category": words.slots.get("category") or "finance",
        "region": who.region,
        "need": words.text,
        "slots": {"industry": who.trade, "region": who.region},
        "personal": {"contact": who.contact, "phone": who.phone, "company": who.name},
        "phone_fingerprint": current().fingerprint(who.phone),
        "rating": random.choices((5, 4, 3, 2, 1), (55, 28, 10, 4, 3))[0] if far == len(STEPS) else None,
        "channel": random.choice(("web", "wechat", "hotline")),
        "sector": f"{random.randint(13, 42)}",
        "window": window,
        "institution": institution if far >= 2 else None,
        "returns": int(random.random() < 0.1),
        "due_at": at + timedelta(days=20) if far < 5 else None,
        "no_match_at": at if not far else None,
        "chosen_at": at if far else None,
        "created_at": at,
        "updated_at": moments[max(0, far - 1)],
    }
    rows[Demand].append(values)
    for place in {one.key for one in world.windows.up(window)} if window and random.random() < 0.1 else {window}:
        if place:
            rows[DemandWindow].append({"demand_id": key, "window": place})
    terms = searching.terms(words.text, who.name)
    rows[DemandTerm] += [{"term": term, "demand_id": key} for term in terms]
    rows[Match].append(_match(match, key, at, values))
    if far:
        choice = {"demand_id": key, "match_id": match, "item_id": service, "kind": "service", "chosen_at": at}
        rows[Choice].append({**choice, "rank": random.choices((1, 2, 3, 4, 5), (50, 20, 12, 10, 8))[0]})
    elif random.random() < 0.5:
        verdicts = (Verdict.USED, Verdict.REJECTED) if random.random() < 0.2 else (Verdict.USED,)
        said = {"match_id": match, "item_id": service, "rank": 1, "actor": "bench", "at": at}
        rows[MatchEvent] += [{**said, "verdict": verdict} for verdict in verdicts]
    _history(rows, key, window, institution, far, at, moments, random)
    if far >= len(STEPS) - 1:
        _asked(rows, key, moments[len(STEPS) - 2], random)


def _asked(rows: Rows, key: int, at: datetime, random: Random) -> None:
    """Have the question after completion asked, mostly twice."""
    status = random.choices((FollowUpStatus.ANSWERED, FollowUpStatus.UNREACHED), (60, 40))[0]
    moments = {name: at for name in ("due_at", "call_after", "cycle_at", "created_at")}
    row = {"id": key, "demand_id": key, "transition_id": key, "kind": FollowUpKind.AFTER_COMPLETION, "round": 1}
    rows[FollowUp].append({**row, **moments, "status": status, "answer": "", "ended_why": ""})
    for channel in (FollowUpChannel.WEB, FollowUpChannel.SMS)[: random.choice((1, 2, 2))]:
        far = random.choice((AttemptStatus.ACCEPTED, AttemptStatus.DELIVERED, AttemptStatus.FAILED))
        tried = {"follow_up_id": key, "channel": channel, "person": f"{key}", "status": far, "created_at": at}
        rows[FollowUpAttempt].append({**tried, "text": "", "actor": "bench", "error": ""})


def _history(
    rows: Rows,
    key: int,
    window: str | None,
    institution: str | None,
    far: int,
    at: datetime,
    moments: list[datetime],
    random: Random,
) -> None:
    was = DemandStatus.SUBMITTED
    for step, (status, _) in enumerate(STEPS[:far]):
        row = {"demand_id": key, "from_status": was, "to_status": status, "actor": "bench", "at": moments[step]}
        rows[Transition].append(row)
        was = status
    for step, stage in STAGES.items():
        if step > far:
            continue
        took, limit = random.randint(10, 4_000), 3_000
        ended = step < far
        row = {
            "demand_id": key,
            "stage": stage,
            "window": window,
            "institution": institution if step > 1 else None,
            "limit_minutes": limit,
            "set_at": moments[step - 1] if step else at,
            "ended_at": moments[step] if ended else None,
            "met": took <= limit if ended else None,
            "took_minutes": took if ended else None,
        }
        rows[Deadline].append(row)
    if far >= 2:
        state = random.choices((DispatchState.ACCEPTED, DispatchState.RETURNED), (92, 8))[0]
        row = {"demand_id": key, "window": window, "institution": institution, "state": state, "by": "bench"}
        rows[Dispatch].append({**row, "at": moments[1], "answered_at": moments[2]})


def _match(match: str, demand: int, at: datetime, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": match,
        "demand_id": demand,
        "channel": values["channel"],
        "text": values["need"],
        "category": values["category"],
        "region": values["region"],
        "answerable": bool(values["matched_at"]),
        "reason": "ok" if values["matched_at"] else "unsupplied",
        "candidates": LEAST_CANDIDATES,
        "shown": ["S-1", "S-2", "S-3"],
        "model_version": "bench@1" if demand % 3 else "bench@2",
        "index_version": "bench",
        "took_ms": 5.0,
        "created_at": at,
    }


def texts(count: int) -> Iterator[str]:
    """Return words that agents search for."""
    random = Random(11)  # noqa: S311
    words = ("贷款", "抵押", "招聘普工", "检测报告", "环评", "商标", "代账", "高新技术", "设备联网", "律师", "培训")
    return (random.choice(words) for _ in range(count))
