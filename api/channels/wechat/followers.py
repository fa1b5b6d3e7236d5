"""Finding the person behind an openid or a conversation."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api import encryption
from api.channels.once import insert_once
from api.channels.wechat.models import Follower
from api.conversations import store
from api.conversations.models import Channel
from api.errors import ConflictError


def key_of(openid: str) -> str:
    """Return the digest under which an openid is kept."""
    return encryption.current().fingerprint(f"wechat:{openid}")


def find(session: Session, openid: str, hold: bool = False) -> Follower | None:
    """Return the follower of an openid, also where an earlier key of the data gave him his own."""
    query = select(Follower).where(col(Follower.key).in_(encryption.current().fingerprints(f"wechat:{openid}")))
    return session.exec(query.with_for_update() if hold else query).first()


def get(session: Session, key: str, hold: bool = False) -> Follower | None:
    """Return the follower of this key.

    :param hold: Let nobody else change him before this session ends.
    """
    query = select(Follower).where(Follower.key == key)
    return session.exec(query.with_for_update() if hold else query).first()


def of_conversation(session: Session, conversation_id: str, hold: bool = False) -> Follower | None:
    """Return the follower who speaks in a conversation."""
    query = select(Follower).where(Follower.conversation_id == conversation_id)
    return session.exec(query.with_for_update() if hold else query).first()


def met(session: Session, openid: str) -> Follower:
    """Return the follower of an openid, with a conversation of his own, held for this session; of two at once one.

    :raises ConflictError: If he was removed at the same moment.
    """
    found = find(session, openid, hold=True)
    if found is not None:
        return found
    key = key_of(openid)
    conversation, _ = store.open_conversation(session, Channel.WECHAT)  # nobody needs its token: it opens by openid
    if insert_once(session, Follower(key=key, openid=openid, conversation_id=conversation.id)) is None:
        session.delete(conversation)
        session.flush()
    found = get(session, key, hold=True)
    if found is None:
        raise ConflictError("这个人刚刚取消关注，请稍后再发。")
    return found
