"""Finding the person behind an external_userid or a conversation, and how many messages he may be sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from api import encryption
from api.channels.once import insert_once
from api.channels.wecom.codes import Reason
from api.channels.wecom.models import Guest
from api.clock import aware, utc_now
from api.conversations import store
from api.conversations.models import Channel
from api.errors import ConflictError

MOST, WINDOW = 5, timedelta(hours=48)


def key_of(open_kfid: str, external_userid: str) -> str:
    """Return the digest under which a person is kept; at another account he is another guest."""
    return encryption.current().fingerprint(f"wecom:{open_kfid}:{external_userid}")


def find(session: Session, open_kfid: str, external_userid: str, hold: bool = False) -> Guest | None:
    """Return the guest, also where an earlier key of the data gave him his own."""
    known = encryption.current().fingerprints(f"wecom:{open_kfid}:{external_userid}")
    query = select(Guest).where(col(Guest.key).in_(known))
    return session.exec(query.with_for_update() if hold else query).first()


def get(session: Session, key: str, hold: bool = False) -> Guest | None:
    """Return the guest of this key.

    :param hold: Let nobody else change him before this session ends.
    """
    query = select(Guest).where(Guest.key == key)
    return session.exec(query.with_for_update() if hold else query).first()


def of_conversation(session: Session, conversation_id: str, hold: bool = False) -> Guest | None:
    """Return the guest who speaks in a conversation."""
    query = select(Guest).where(Guest.conversation_id == conversation_id)
    return session.exec(query.with_for_update() if hold else query).first()


def door_of(session: Session, conversation_id: str) -> str | None:
    """Return the account at which the person of a conversation comes in."""
    return session.exec(select(Guest.open_kfid).where(Guest.conversation_id == conversation_id)).first()


def met(session: Session, open_kfid: str, external_userid: str) -> Guest:
    """Return the guest, with a conversation of his own, held for this session; of two at once one.

    :raises ConflictError: If he was removed at the same moment.
    """
    found = find(session, open_kfid, external_userid, hold=True)
    if found is not None:
        return found
    key = key_of(open_kfid, external_userid)
    conversation, _ = store.open_conversation(session, Channel.WECOM)
    row = Guest(key=key, external_userid=external_userid, open_kfid=open_kfid, conversation_id=conversation.id)
    if insert_once(session, row) is None:
        session.delete(conversation)
        session.flush()
    found = get(session, key, hold=True)
    if found is None:
        raise ConflictError("这个人的资料刚刚被删除，请稍后再发。")
    return found


def wrote(guest: Guest, at: datetime) -> None:
    """Note a message of the person: the count begins anew, from when he sent it.

    The platform tells the moment in whole seconds: one of the same second is later as well.
    """
    if guest.message_at is None or aware(guest.message_at) <= at:
        guest.message_at, guest.sent_since_message = at, 0


def spend(guest: Guest) -> Reason | None:
    """Take one message from what is allowed, or tell why none is."""
    if guest.message_at is None or utc_now() - aware(guest.message_at) >= WINDOW:
        return Reason.WINDOW_CLOSED
    if guest.sent_since_message >= MOST:
        return Reason.QUOTA
    guest.sent_since_message += 1
    return None


def settle(guest: Guest, reason: Reason | None) -> None:
    """Give back what was not used; where the platform counts differently, believe the platform."""
    if reason is Reason.QUOTA:
        guest.sent_since_message = MOST
    elif reason is not None:
        guest.sent_since_message = max(guest.sent_since_message - 1, 0)
