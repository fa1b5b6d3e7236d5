"""What was fetched: kept before anything is done, answered once and in order, and brought to the person.

Each function is one step inside the caller's session. Source: docs/decisions/0022-wecom.md
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from api.channels.heard import Heard
from api.channels.models import SendState, Stage
from api.channels.once import insert_once
from api.channels.wecom import guests
from api.channels.wecom.codes import NOBODY, KfSent, Reason
from api.channels.wecom.hearing import hear
from api.channels.wecom.incoming import KfMessage
from api.channels.wecom.models import THEIRS, Guest, KfInbound, KfState
from api.clock import aware, utc_now
from api.conversations import store
from api.conversations.models import Conversation

LEASE = timedelta(seconds=120)  # longer than a turn and its place in a crowd's queue
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, MOST_TRIES = 5, 600, 12
Replies = list[dict[str, Any]]


def keep(session: Session, guest: Guest, message: KfMessage) -> KfInbound | None:
    """Keep a person's message; None if it was here before.

    What the conversation cannot hear is answered at once, unless a person has the talk: he sees it and answers.
    """
    heard = hear(message)
    conversation = session.get_one(Conversation, guest.conversation_id)
    if guest.state == KfState.ENDED:  # whoever writes begins a new session
        guest.state = int(KfState.NEW)
    if heard.aside and is_with_person(guest, conversation):
        heard = Heard(say=heard.aside)
    row = KfInbound(key=message.key, guest_key=guest.key, kind=message.kind, text=heard.say)
    if heard.reply:
        row.stage, row.replies = Stage.ANSWERED, [said(heard.reply)]
    row.id = insert_once(session, row)
    if row.id is None:
        return None
    guests.wrote(guest, message.sent_at)
    guest.region = heard.region or guest.region
    session.add(guest)
    if heard.aside:
        store.keep_aside(session, guest.conversation_id, heard.aside, heard.reply)
    return row


def keep_event(session: Session, guest: Guest, message: KfMessage) -> KfInbound | None:
    """Keep an event, or a line written in WeCom, which needs no answer; None if it was here before."""
    row = KfInbound(key=message.key, guest_key=guest.key, kind=message.kind, stage=Stage.DONE, done_at=utc_now())
    row.id = insert_once(session, row)
    return row if row.id is not None else None


def is_with_person(guest: Guest, conversation: Conversation) -> bool:
    """Tell whether a person answers here, or will."""
    return conversation.owner is not None or guest.state in THEIRS


def begin(session: Session, guest_key: str, worker: str) -> bool:
    """Become, or stay, the one who works for a person; False if another process does."""
    guest = guests.get(session, guest_key, hold=True)
    now = utc_now()
    if guest is None:
        return False
    if guest.lease != worker and guest.lease_until is not None and aware(guest.lease_until) > now:
        return False
    guest.lease, guest.lease_until = worker, now + LEASE
    session.add(guest)
    return True


def following(session: Session, guest_key: str) -> tuple[KfInbound, Guest] | None:
    """Return the oldest message without an answer; where there is none the person is let go of in the same step.

    So a message that comes at that moment is either seen here or finds nobody who works for its sender.
    """
    guest = guests.get(session, guest_key, hold=True)
    if guest is None:
        return None
    query = select(KfInbound).where(KfInbound.guest_key == guest_key, KfInbound.stage == Stage.RECEIVED)
    row = session.exec(query.order_by(col(KfInbound.id)).limit(1)).first()
    if row is None:
        guest.lease_until = None
        session.add(guest)
        return None
    return row, guest


def keep_answer(session: Session, row_id: int, replies: Replies) -> None:
    """Keep the answer; nothing is left to do where there is none, as a person will write."""
    row = session.exec(select(KfInbound).where(col(KfInbound.id) == row_id).with_for_update()).first()
    if row is None or row.stage is not Stage.RECEIVED:
        return
    row.replies, row.stage = replies, Stage.ANSWERED
    row.text = ""  # it stands in the conversation
    if not replies:
        done(row)
    session.add(row)


def owed(session: Session, guest_key: str) -> list[tuple[KfInbound, str]]:
    """Return the answers a person has not got, oldest first, each with its conversation."""
    guest = guests.get(session, guest_key)
    query = select(KfInbound).where(col(KfInbound.guest_key) == guest_key, col(KfInbound.stage) == Stage.ANSWERED)
    rows = session.exec(query.order_by(col(KfInbound.id)))
    return [(row, guest.conversation_id) for row in rows] if guest else []


def settle(session: Session, row_id: int, sent: KfSent) -> bool:
    """Keep what became of an answer: given, to be tried again, waiting for the next message, or for nobody.

    :return: Whether nothing is left to do for it.
    """
    row = session.exec(select(KfInbound).where(col(KfInbound.id) == row_id).with_for_update()).first()
    if row is None or row.stage is not Stage.ANSWERED:
        return True
    if sent.state in (SendState.ACCEPTED, SendState.DELIVERED) or sent.reason in (*NOBODY, Reason.WITH_PERSON):
        done(row)
    elif sent.state is SendState.LATER and not sent.waits_for_message and row.tries < MOST_TRIES:
        pause = min(FIRST_PAUSE_SECONDS * 2**row.tries, LONGEST_PAUSE_SECONDS)
        row.tries, row.lease_until = row.tries + 1, utc_now() + timedelta(seconds=pause)
    else:
        row.waits, row.lease_until = True, None
    session.add(row)
    return row.done_at is not None


def done(row: KfInbound) -> None:
    """Mark a message as answered and the answer as given."""
    row.stage, row.done_at, row.lease_until = Stage.DONE, utc_now(), None


def let_go(session: Session, worker: str) -> None:
    """Leave those for whom this process works to others at once."""
    mine = update(Guest).where(col(Guest.lease) == worker, col(Guest.lease_until).is_not(None))
    session.connection().execute(mine.values(lease_until=None))


def due(session: Session, limit: int = 20) -> list[str]:
    """Return the persons for whom nobody works: unanswered, or answered and not brought."""
    now = utc_now()
    free = or_(col(Guest.lease_until).is_(None), col(Guest.lease_until) < now)
    unanswered = col(KfInbound.stage) == Stage.RECEIVED
    unsent = and_(
        col(KfInbound.stage) == Stage.ANSWERED,
        col(KfInbound.waits).is_(False),
        or_(col(KfInbound.lease_until).is_(None), col(KfInbound.lease_until) < now),
    )
    query = select(KfInbound.guest_key).join(Guest, col(Guest.key) == col(KfInbound.guest_key))
    found = session.exec(query.where(free, or_(unanswered, unsent)).order_by(col(KfInbound.id)).limit(limit))
    return list(dict.fromkeys(found))


def said(text: str) -> dict[str, Any]:
    """Return words of the account itself as one reply."""
    return {"text": text, "asks": None, "options": [], "items": []}
