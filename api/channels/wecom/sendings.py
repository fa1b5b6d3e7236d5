"""The record of what was sent: begun before the platform is called, finished with what it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from api.channels.message_ids import message_id_of
from api.channels.models import SendState
from api.channels.once import insert_once
from api.channels.wecom import guests
from api.channels.wecom.codes import UNTIL_NEXT_MESSAGE, KfSent, Reason
from api.channels.wecom.models import OURS, THEIRS, Guest, KfSending, KfState
from api.clock import utc_now
from api.conversations.models import Message
from api.outbox import service as outbox

IN_PROGRESS = timedelta(seconds=30)
NOT_ARRIVED = "wecom.not_arrived"  # the outbox's topic: what was accepted and did not arrive
DESK = "desk:"  # begins the key of a line of an agent; the message's number follows
SETTLED = timedelta(seconds=60)


@dataclass(frozen=True)
class Begun:
    """A message that is about to be sent."""

    sending_id: int
    guest_key: str
    open_kfid: str
    external_userid: str
    message_id: str


def begin(session: Session, conversation_id: str, key: str) -> Begun | KfSent:
    """Become the one who sends under this key, or return what has become of it."""
    guest = guests.of_conversation(session, conversation_id, hold=True)
    if guest is None:
        return KfSent(SendState.REFUSED, Reason.NO_GUEST)
    number = message_id_of(key)
    is_new = insert_once(session, KfSending(key=key, message_id=number, guest_key=guest.key)) is not None
    row = session.exec(select(KfSending).where(KfSending.key == key)).one()
    if not is_new and not _taken_up(session, row):
        return recorded(row)
    reason = closed(guest) or guests.spend(guest)
    session.add(guest)
    if reason is not None:
        state = SendState.REFUSED if reason is Reason.WINDOW_CLOSED else SendState.LATER
        return _keep(session, row, KfSent(state, reason, message_id=number))
    return Begun(row.id or 0, guest.key, guest.open_kfid, guest.external_userid, number)


def closed(guest: Guest) -> Reason | None:
    """Tell why the state of a session lets nothing be sent; the platform would answer 95018."""
    if guest.state in OURS:
        return None
    return Reason.WITH_PERSON if guest.state in THEIRS else Reason.ENDED


def finish(session: Session, begun: Begun, sent: KfSent, state: KfState | None = None) -> KfSent:
    """Keep what the platform said.

    :param state: The session's state, where the platform was asked for it.
    """
    guest = guests.get(session, begun.guest_key, hold=True)
    row = session.get(KfSending, begun.sending_id)
    if row is None or guest is None:  # he was forgotten meanwhile
        return sent
    if state is not None:
        guest.state = int(state)
        sent = KfSent(SendState.LATER, closed(guest) or Reason.STATE, sent.code, sent.message_id)
    guests.settle(guest, sent.reason)
    session.add(guest)
    if row.state is SendState.REFUSED:  # the event that it did not arrive was faster
        return recorded(row)
    return _keep(session, row, sent)


def failed(session: Session, message_id: str, reason: Reason) -> bool:
    """Mark something that was accepted as not delivered; return whether it is ours.

    A line of an agent says so at the desk; whoever else sent it is told by the outbox.
    """
    row = session.exec(select(KfSending).where(KfSending.message_id == message_id).with_for_update()).first()
    if row is None or row.state is SendState.REFUSED:
        return row is not None
    _keep(session, row, KfSent(SendState.REFUSED, reason, row.code, message_id))
    if row.key.startswith(DESK):
        message = session.get(Message, int(row.key.removeprefix(DESK)))
        if message is not None:
            message.payload = {**message.payload, "undelivered": reason.sentence}
            session.add(message)
    payload = {"message_id": message_id, "reason": reason.value}
    later = utc_now() + SETTLED  # by then whoever sent it has kept under which number
    outbox.put(session, NOT_ARRIVED, payload, f"{NOT_ARRIVED}:{message_id}", later)
    return True


def recorded(row: KfSending) -> KfSent:
    """Return what became of a message."""
    if row.state is SendState.SENDING:
        return KfSent(SendState.LATER, Reason.IN_PROGRESS)
    return KfSent(row.state, Reason(row.reason) if row.reason else None, row.code, row.message_id)


def _taken_up(session: Session, row: KfSending) -> bool:
    """Take up a message that was not sent; of two at once one."""
    now = utc_now()
    waits = col(KfSending.reason).in_([reason.value for reason in UNTIL_NEXT_MESSAGE])
    is_open = or_(
        col(KfSending.state) == SendState.LATER,
        and_(col(KfSending.state) == SendState.REFUSED, waits),
        and_(col(KfSending.state) == SendState.SENDING, col(KfSending.tried_at) < now - IN_PROGRESS),
    )
    values = {"state": SendState.SENDING, "tried_at": now, "tries": row.tries + 1}
    taken = session.connection().execute(update(KfSending).where(col(KfSending.id) == row.id, is_open).values(**values))
    session.refresh(row)
    return bool(taken.rowcount)


def _keep(session: Session, row: KfSending, sent: KfSent) -> KfSent:
    row.state, row.reason, row.code = sent.state, sent.reason or "", sent.code
    session.add(row)
    session.flush()
    return sent
