"""The record of what was sent: begun before the platform is called, finished with what it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from api.channels.models import SendState
from api.channels.once import insert_once
from api.channels.wechat import allowance, followers
from api.channels.wechat.allowance import Spent
from api.channels.wechat.codes import UNTIL_NEXT_MESSAGE, Reason, Sent
from api.channels.wechat.models import Sending
from api.clock import utc_now
from api.outbox import service as outbox

IN_PROGRESS = timedelta(seconds=30)  # longer than any call takes; after that whoever began it has died
DELIVERED = "success"  # the platform's word in the receipt of a template message
TEMPLATE = "template"
FINISHED = "wechat.template_finished"  # the outbox's topic: what the platform tells later of a template message
SETTLED = timedelta(seconds=60)


@dataclass(frozen=True)
class Begun:
    """A message that is about to be sent."""

    sending_id: int
    follower_key: str
    openid: str
    spent: Spent | None


def begin(session: Session, conversation_id: str, kind: str, counts: bool, key: str) -> Begun | Sent:
    """Become the one who sends under this key, or return what has become of it."""
    follower = followers.of_conversation(session, conversation_id, hold=True)
    if follower is None:
        return Sent(SendState.REFUSED, Reason.NO_FOLLOWER)
    is_new = insert_once(session, Sending(key=key, follower_key=follower.key, kind=kind)) is not None
    row = session.exec(select(Sending).where(Sending.key == key)).one()
    if not is_new and not _taken_up(session, row):
        return recorded(row)
    spent = allowance.spend(follower, utc_now()) if counts else None
    session.add(follower)
    if isinstance(spent, Reason):
        return _refused_here(session, row, spent)
    return Begun(row.id or 0, follower.key, follower.openid, spent)


def finish(session: Session, begun: Begun, sent: Sent) -> None:
    """Keep what the platform said."""
    follower = followers.get(session, begun.follower_key, hold=True)  # first, as where it was begun: no deadlock
    row = session.get(Sending, begun.sending_id)
    if row is None or follower is None:  # he unfollowed meanwhile, and was forgotten
        return
    _keep(session, row, sent)
    if begun.spent is not None:
        allowance.settle(follower, begun.spent, sent.reason)
        session.add(follower)


def receipt(session: Session, openid: str, message_id: str, status: str) -> None:
    """Keep what the platform tells later of a template message: that it arrived, or why it did not.

    It may come before the answer to the call that sent it; so it is told once more, by the outbox, when whoever sent it
    has kept under which number. What others send on the same account is none of ours.
    """
    if not arrived(session, message_id, status) and not _is_sending(session, openid):
        return
    later = utc_now() + SETTLED
    outbox.put(session, FINISHED, {"message_id": message_id, "status": status[:40]}, f"{FINISHED}:{message_id}", later)


def arrived(session: Session, message_id: str, status: str) -> bool:
    """Mark a template message as delivered or not; return whether it is ours."""
    row = session.exec(select(Sending).where(Sending.message_id == message_id).with_for_update()).first()
    if row is None or row.kind != TEMPLATE:
        return False
    reason = reason_of(status)
    row.state, row.reason = (SendState.REFUSED if reason else SendState.DELIVERED), reason or ""
    session.add(row)
    session.flush()
    return True


def reason_of(status: str) -> Reason | None:
    """Return why a template message did not arrive; None if it did."""
    if status == DELIVERED:
        return None
    return Reason.NOT_FOLLOWING if "user" in status else Reason.OTHER


def _is_sending(session: Session, openid: str) -> bool:
    """Tell whether a template message to this person is on its way whose number is not known yet."""
    follower = followers.find(session, openid)
    if follower is None:
        return False
    query = select(Sending.id).where(
        Sending.follower_key == follower.key, Sending.kind == TEMPLATE, Sending.state == SendState.SENDING
    )
    return session.exec(query.limit(1)).first() is not None


def recorded(row: Sending) -> Sent:
    """Return what became of a message."""
    if row.state is SendState.SENDING:
        return Sent(SendState.LATER, Reason.IN_PROGRESS)
    return Sent(row.state, Reason(row.reason) if row.reason else None, row.code, row.message_id)


def _taken_up(session: Session, row: Sending) -> bool:
    """Take up a message that was not sent; of two at once one."""
    now = utc_now()
    waits = col(Sending.reason).in_([reason.value for reason in UNTIL_NEXT_MESSAGE])
    is_open = or_(
        col(Sending.state) == SendState.LATER,
        and_(col(Sending.state) == SendState.REFUSED, waits),
        and_(col(Sending.state) == SendState.SENDING, col(Sending.tried_at) < now - IN_PROGRESS),
    )
    values = {"state": SendState.SENDING, "tried_at": now, "tries": row.tries + 1}
    taken = session.connection().execute(update(Sending).where(col(Sending.id) == row.id, is_open).values(**values))
    session.refresh(row)
    return bool(taken.rowcount)


def _refused_here(session: Session, row: Sending, reason: Reason) -> Sent:
    """Spare the platform a call that it would refuse."""
    state = SendState.REFUSED if reason is Reason.WINDOW_CLOSED else SendState.LATER
    return _keep(session, row, Sent(state, reason))


def _keep(session: Session, row: Sending, sent: Sent) -> Sent:
    row.state, row.reason, row.code = sent.state, sent.reason or "", sent.code
    row.message_id = sent.message_id
    session.add(row)
    session.flush()
    return sent
