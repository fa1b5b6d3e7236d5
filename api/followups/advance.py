"""The planner's step on one follow-up that is due: end it, put it off, or try the next channel."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlmodel import Session, select

from api.clock import in_china
from api.database import Database
from api.demands import waiting
from api.demands.models import Demand
from api.followups import answers, channels, planning
from api.followups.models import FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.outbox import service as outbox
from api.ratings.links import Address
from knowledge import follow_ups, working_hours

log = structlog.get_logger(__name__)
SEND = "follow_up.send"
MOST_AT_ONCE = 500
MESSAGING = (FollowUpStatus.PLANNED, FollowUpStatus.WAITING)


@dataclass(frozen=True)
class Means:
    """What messages can do here; see :func:`sweep`."""

    usable: Collection[FollowUpChannel]
    two_way: bool = False
    rated_at: Address | None = None


def sweep(
    database: Database,
    usable: Collection[FollowUpChannel],
    now: datetime,
    two_way: bool = False,
    rated_at: Address | None = None,
) -> int:
    """Collect what was answered, then take each follow-up that is due one step on; return how many steps.

    Each is a transaction of its own: one that fails holds up no other and is tried again at the next sweep.

    :param two_way: Whether text messages can be answered where they arrive.
    :param rated_at: Gives the address at which a case is rated, for the texts that ask for a score.
    """
    now, means = in_china(now), Means(usable, two_way, rated_at)
    with database.session(write=False) as session:
        ready = at_hand(session, now)
    steps = 0
    for follow_up_id in ready:
        try:
            with database.session() as session:
                steps += step(session, follow_up_id, means, now)
        except Exception as error:
            log.error("follow_up_stuck", follow_up=follow_up_id, kind=type(error).__name__, exc_info=error)
    return steps


def at_hand(session: Session, now: datetime) -> list[int]:
    """Return the follow-ups that were answered or are due, each once."""
    return list(dict.fromkeys([*answers.waiting_with_answer(session), *_due(session, now)]))


def _due(session: Session, now: datetime) -> list[int]:
    query = select(FollowUp.id).where(
        FollowUp.status.in_(MESSAGING),  # type: ignore[attr-defined]
        FollowUp.next_at <= now.astimezone(UTC),  # type: ignore[operator]
    )
    return [i for i in session.exec(query.order_by(FollowUp.next_at).limit(MOST_AT_ONCE)) if i is not None]  # type: ignore[arg-type]


def step(session: Session, follow_up_id: int, means: Means, now: datetime) -> bool:
    """Take one follow-up a step on; return whether anything was to be done."""
    follow_up = session.get(FollowUp, follow_up_id, with_for_update=True)
    demand = session.get(Demand, follow_up.demand_id) if follow_up else None
    if follow_up is None or demand is None or follow_up.status not in planning.OPEN:
        return False
    if planning.is_outlived(follow_up, demand):
        planning.outlive(session, follow_up, demand)
    elif not answers.take_from_talk(session, follow_up, demand):
        if follow_up.status is FollowUpStatus.CALLING or follow_up.next_at is None or in_china(follow_up.next_at) > now:
            return False
        _try_next(session, follow_up, demand, means, now)
    return True


def _try_next(session: Session, follow_up: FollowUp, demand: Demand, means: Means, now: datetime) -> None:
    channel = channels.following(session, follow_up, demand, means.usable, now)
    if channel is None:
        planning.end(session, follow_up, FollowUpStatus.UNREACHED, "没有别的联系办法了，企业没有回复")
        return
    later = channels.not_before(session, channels.person_of(demand), channel, now)
    if later is not None:
        follow_up.next_at = later.astimezone(UTC)
    elif channel is FollowUpChannel.CALL:
        follow_up.status, follow_up.next_at = FollowUpStatus.CALLING, now.astimezone(UTC)
    else:
        _hand_out(session, follow_up, demand, channel, means, now)
    session.add(follow_up)
    session.flush()


def _hand_out(
    session: Session,
    follow_up: FollowUp,
    demand: Demand,
    channel: FollowUpChannel,
    means: Means,
    now: datetime,
) -> None:
    """Put a message into the outbox, and settle when the next channel is tried if nobody answers."""
    asked = waiting.question(session, demand)
    link = means.rated_at(demand.case_no) if means.rated_at else ""
    attempt = FollowUpAttempt(
        follow_up_id=follow_up.id or 0,
        channel=channel,
        person=channels.person_of(demand),
        text=follow_ups.message(follow_up.kind.value, channel.value, demand.case_no, asked, means.two_way, link),
        created_at=now.astimezone(UTC),
    )
    session.add(attempt)
    session.flush()
    outbox.put(session, SEND, {"attempt_id": attempt.id}, key=f"follow-up-attempt:{attempt.id}", due_at=now)
    rules = follow_ups.rules()
    follow_up.status = FollowUpStatus.WAITING
    follow_up.next_at = working_hours.add(now, rules.waits[channel.value], rules.hours).astimezone(UTC)
