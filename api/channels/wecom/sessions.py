"""Who has a session: the service, WeCom's queue, or a person of the enterprise in WeCom; kept alike on both sides.

Only where people answer in WeCom itself (``QIFU_WECOM_DESK``) is a session given away; agents at the service's own
desk write through the API, which the platform allows in the states 0 and 1 alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.channels.wecom import guests
from api.channels.wecom.models import OURS, THEIRS, Guest, KfState
from api.clock import utc_now
from api.conversations import takeover
from api.conversations.models import Conversation
from api.errors import ConflictError

PREFIX = "wecom:"  # before the name of a person who answers in WeCom
ACTOR = "wecom"
FROM_QUEUE, PASSED_ON, ENDED, TAKEN_UP_AGAIN = 1, 2, 3, 4
PAUSE = timedelta(minutes=1)  # between two attempts to change a state
SEEN = timedelta(minutes=1)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Move:
    """A session that is to change hands."""

    guest_key: str
    open_kfid: str
    external_userid: str
    to: KfState


def name_of(servicer: str) -> str:
    """Return the name under which somebody who answers in WeCom stands at the desk."""
    return f"{PREFIX}{servicer}"[:64]


def changed(session: Session, guest: Guest, change: int, servicer: str) -> None:
    """Follow what has happened in WeCom."""
    if change in (FROM_QUEUE, PASSED_ON, TAKEN_UP_AGAIN):
        with_servicer(session, guest, servicer)
    elif change == ENDED:
        guest.state = int(KfState.ENDED)
        session.add(guest)
        _given_back(session, guest)


def with_servicer(session: Session, guest: Guest, servicer: str) -> None:
    """Note that a person of the enterprise has the session; the bot is silent."""
    guest.state = int(KfState.HUMAN)
    session.add(guest)
    conversation, name = _conversation(session, guest), name_of(servicer)
    try:
        if conversation.owner is not None and conversation.owner != name and conversation.owner.startswith(PREFIX):
            takeover.pass_to_agent(session, conversation, conversation.owner, name, utc_now())
        elif takeover.take(session, conversation, name, utc_now(), timedelta(0)):
            accounts.record(session, ACTOR, "take_conversation", conversation.id, name)
    except ConflictError as error:
        log.warning("wecom_two_owners", conversation=conversation.id, reason=error.detail)


def _given_back(session: Session, guest: Guest) -> None:
    conversation = _conversation(session, guest)
    if conversation.owner is not None and conversation.owner.startswith(PREFIX):
        takeover.give_back(session, conversation, conversation.owner, utc_now())
        accounts.record(session, ACTOR, "return_conversation", conversation.id)
    elif conversation.owner is None:
        conversation.handoff, conversation.handoff_at = False, None
        session.add(conversation)


def _conversation(session: Session, guest: Guest) -> Conversation:
    found = session.exec(select(Conversation).where(Conversation.id == guest.conversation_id).with_for_update())
    return found.one()


def moves(session: Session, servicer: str, guest_key: str | None = None, limit: int = 20) -> list[Move]:
    """Return the sessions that are not yet where the conversation says: waiting for a person, or given back.

    :param servicer: Whom a conversation is handed to; empty puts it into the queue.
    """
    wanted = and_(col(Guest.state).in_(OURS), col(Conversation.handoff).is_(True), col(Conversation.owner).is_(None))
    returned = and_(
        col(Guest.state).in_(THEIRS), col(Conversation.handoff).is_(False), col(Conversation.owner).is_(None)
    )
    free = or_(col(Guest.moved_at).is_(None), col(Guest.moved_at) < utc_now() - PAUSE)
    query = select(Guest).join(Conversation, col(Conversation.id) == col(Guest.conversation_id))
    query = query.where(or_(wanted, returned), free).order_by(col(Guest.id)).limit(limit)
    query = query.where(Guest.key == guest_key) if guest_key else query
    to = KfState.HUMAN if servicer else KfState.QUEUE
    found = session.exec(query.with_for_update(of=Guest, skip_locked=True)).all()
    for guest in found:
        guest.moved_at = utc_now()
        session.add(guest)
    return [
        Move(guest.key, guest.open_kfid, guest.external_userid, to if guest.state in OURS else KfState.ENDED)
        for guest in found
    ]


def arrived(session: Session, move: Move, state: KfState, servicer: str) -> None:
    """Keep where a session is now."""
    guest = guests.get(session, move.guest_key, hold=True)
    if guest is None:
        return
    guest.state = int(state)
    guest.moved_at = None if state is move.to else guest.moved_at
    session.add(guest)
    if state is KfState.HUMAN and servicer:
        with_servicer(session, guest, servicer)


def keep_seen(session: Session, now: datetime) -> int:
    """Keep the desk from releasing what a person in WeCom has; the platform says when he ends it."""
    held = select(Guest.conversation_id).where(col(Guest.state) == int(KfState.HUMAN))
    stale = and_(
        func.substr(col(Conversation.owner), 1, len(PREFIX)) == PREFIX,
        col(Conversation.owner_seen_at) < now - SEEN,
        col(Conversation.id).in_(held),
    )
    return session.connection().execute(update(Conversation).where(stale).values(owner_seen_at=now)).rowcount
