"""What people sent: kept before anything is done, answered once, and brought to them in one way.

Each function is one step inside the caller's session. Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from api.channels.heard import Heard
from api.channels.models import Stage
from api.channels.once import insert_once
from api.channels.wechat import allowance, followers
from api.channels.wechat.incoming import Incoming
from api.channels.wechat.models import Follower, Inbound, Way
from api.clock import aware, utc_now
from api.conversations import store

LEASE = timedelta(seconds=120)  # longer than a turn and its place in a crowd's queue; then another process takes over
UNCLAIMED = timedelta(seconds=20)  # the platform sends a message for fifteen seconds, then nobody asks any more
REPEATED = timedelta(seconds=30)  # as long as the platform may ask again for an answer it did not get
Replies = list[dict[str, Any]]


@dataclass(frozen=True)
class Received:
    """A message that was kept.

    :param row: As it stands now, detached.
    :param is_new: Whether this is its first delivery.
    """

    row: Inbound
    conversation_id: str
    is_new: bool


def receive(session: Session, incoming: Incoming, heard: Heard, way: Way = Way.OPEN) -> Received:
    """Keep a message or event; one that was here before only counts the attempt.

    :param way: How its answer leaves, where that is known already.
    """
    follower = followers.met(session, incoming.openid)
    row = Inbound(key=incoming.key, follower_key=follower.key, kind=incoming.kind, text=heard.say)
    row.lease_until = utc_now() + LEASE
    row.way = way if heard.say else Way.OPEN
    if heard.is_nothing:
        row.stage, row.way, row.done_at = Stage.DONE, Way.NONE, utc_now()
    row.id = insert_once(session, row)
    if row.id is None:
        return Received(_again(session, incoming.key), follower.conversation_id, is_new=False)
    _note(session, follower, incoming, heard)
    answered = _answered_here(session, row.id, follower, heard) if heard.reply else None
    return Received(answered or row, follower.conversation_id, is_new=True)


def _again(session: Session, key: str) -> Inbound:
    """Count another delivery of a message."""
    row = session.exec(select(Inbound).where(Inbound.key == key).with_for_update()).one()
    row.attempts += 1
    session.add(row)
    session.flush()
    return row


def _note(session: Session, follower: Follower, incoming: Incoming, heard: Heard) -> None:
    """Keep what the message tells of the person: that he may be written to, and where he is."""
    now = utc_now()
    if not incoming.is_event:
        allowance.wrote(follower, now)
    elif incoming.kind in ("event:subscribe", "event:scan", "event:click"):
        allowance.acted(follower, now)
        scene = incoming.get("EventKey").removeprefix("qrscene_")[:128]
        follower.scene = scene if incoming.kind != "event:click" and scene else follower.scene
    follower.region = heard.region or follower.region
    session.add(follower)


def _answered_here(session: Session, row_id: int, follower: Follower, heard: Heard) -> Inbound | None:
    """Answer without the conversation; what the person sent stands in its transcript all the same."""
    if heard.aside:
        store.keep_aside(session, follower.conversation_id, heard.aside, heard.reply)
    return keep_answer(session, row_id, [{"text": heard.reply, "options": [], "items": []}])


def get(session: Session, row_id: int) -> Inbound | None:
    """Return a message."""
    return session.get(Inbound, row_id)


def take_lease(session: Session, row_id: int) -> bool:
    """Become the one who works on a message whose worker has died."""
    now = utc_now()
    return _changed(
        session,
        and_(col(Inbound.id) == row_id, col(Inbound.stage) == Stage.RECEIVED, col(Inbound.lease_until) < now),
        lease_until=now + LEASE,
    )


def let_go(session: Session, row_ids: Sequence[int]) -> None:
    """Leave messages to another process at once."""
    _changed(session, and_(col(Inbound.id).in_(row_ids), col(Inbound.stage) == Stage.RECEIVED), lease_until=utc_now())


def take_over(session: Session, row_id: int) -> tuple[Inbound, str] | None:
    """Take over a message whose worker has died; return it with its conversation, None if somebody else was faster."""
    if not take_lease(session, row_id):
        return None
    row = session.get_one(Inbound, row_id)
    follower = followers.get(session, row.follower_key)
    return (row, follower.conversation_id) if follower else None


def keep_answer(session: Session, row_id: int, replies: Replies) -> Inbound | None:
    """Keep the answer, and return the message as it then stands; None if it was answered before or is gone."""
    row = session.exec(select(Inbound).where(Inbound.id == row_id).with_for_update()).first()
    if row is None or row.stage is not Stage.RECEIVED:
        return None
    row.replies, row.stage, row.answered_at, row.lease_until = replies, Stage.ANSWERED, utc_now(), None
    row.text = ""  # it stands in the conversation; here it is not needed any more
    if not replies and row.way is not Way.NEXT:  # a person has taken over and will write himself
        row.stage, row.way, row.done_at = Stage.DONE, Way.NONE, utc_now()
    session.add(row)
    session.flush()
    return row


def claim_passive(session: Session, row_id: int) -> Replies | None:
    """Take the answer, and what waits from before, into the answer to the callback; None if it leaves another way.

    An attempt on which the platform has hung up may have taken it before: then this one says the same.
    """
    row = session.exec(select(Inbound).where(Inbound.id == row_id).with_for_update()).first()
    if row is None or row.way is not Way.OPEN or row.stage is not Stage.ANSWERED:
        return repeated(row) if row else None
    earlier = waiting(session, row)
    for other in earlier:
        done(other)
        session.add(other)
    row.replies = joined([other.replies for other in earlier], row.replies)
    row.way = Way.PASSIVE
    done(row)
    session.add(row)
    session.flush()
    return row.replies


def claim(session: Session, row_id: int, way: Way) -> Inbound | None:
    """Have the answer leave in this way, and return the message; None if another way was chosen before."""
    if not _changed(session, and_(col(Inbound.id) == row_id, col(Inbound.way) == Way.OPEN), way=way):
        return None
    row = session.get(Inbound, row_id, populate_existing=True)
    return row


def repeated(row: Inbound) -> Replies | None:
    """Return the answer again, to an attempt made because the first did not arrive."""
    is_recent = row.done_at is not None and utc_now() - aware(row.done_at) < REPEATED
    return row.replies if row.way is Way.PASSIVE and is_recent else None


def waiting(session: Session, row: Inbound) -> list[Inbound]:
    """Return what this person asked before and has not got the answer to, oldest first; held for this session."""
    query = select(Inbound).where(_waits(row)).order_by(col(Inbound.id))
    return list(session.exec(query.with_for_update()))


def has_waiting(session: Session, row: Inbound) -> bool:
    """Tell whether an answer waits for this person."""
    return session.exec(select(Inbound.id).where(_waits(row)).limit(1)).first() is not None


def _waits(row: Inbound) -> Any:
    long_ago = and_(col(Inbound.way) == Way.OPEN, col(Inbound.answered_at) < utc_now() - UNCLAIMED)
    return and_(
        col(Inbound.follower_key) == row.follower_key,
        col(Inbound.stage) == Stage.ANSWERED,
        col(Inbound.id) < row.id,
        or_(col(Inbound.way) == Way.NEXT, long_ago),
    )


def is_working(session: Session, row: Inbound) -> bool:
    """Tell whether something this person asked before is still being worked on."""
    query = select(Inbound.id).where(
        col(Inbound.follower_key) == row.follower_key,
        col(Inbound.stage) == Stage.RECEIVED,
        col(Inbound.id) < row.id,
    )
    return session.exec(query.limit(1)).first() is not None


def joined(earlier: Sequence[Replies], now: Replies) -> Replies:
    """Return earlier answers and this one as one."""
    before = [reply for replies in earlier for reply in replies]
    return [*before, *now]


def done(row: Inbound) -> None:
    """Mark a message as answered and the answer as given."""
    row.stage, row.done_at, row.lease_until = Stage.DONE, utc_now(), None


def _changed(session: Session, where: Any, **values: Any) -> bool:
    return bool(session.connection().execute(update(Inbound).where(where).values(**values)).rowcount)


def due(session: Session, limit: int = 20) -> list[tuple[int, Stage, Way]]:
    """Return what nobody works on any more: unanswered, answered and not brought, or to be tried again."""
    now: datetime = utc_now()
    abandoned = and_(col(Inbound.stage) == Stage.RECEIVED, col(Inbound.lease_until) < now)
    unclaimed = and_(
        col(Inbound.stage) == Stage.ANSWERED,
        col(Inbound.way) == Way.OPEN,
        col(Inbound.answered_at) < now - UNCLAIMED,
    )
    again = and_(
        col(Inbound.stage) == Stage.ANSWERED,
        col(Inbound.way) == Way.SERVICE,
        or_(
            col(Inbound.lease_until) < now,
            and_(col(Inbound.lease_until).is_(None), col(Inbound.answered_at) < now - UNCLAIMED),
        ),
    )
    query = select(Inbound).where(or_(abandoned, unclaimed, again)).order_by(col(Inbound.id)).limit(limit)
    return [(row.id or 0, row.stage, row.way) for row in session.exec(query)]
