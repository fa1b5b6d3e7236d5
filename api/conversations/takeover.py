"""A person takes a conversation over: exactly one at a time, and the bot is silent until it is given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, or_, select

from api.conversations import desk
from api.conversations.models import Conversation
from api.errors import ConflictError
from api.live.models import LiveKind

ARRIVED = "人工坐席已经接入，接下来由坐席回复您。"
GIVEN_BACK = "人工服务先到这里，接下来由智能助手继续为您服务，有事接着说就行。"
PASSED_ON = "已为您转给另一位坐席，前面说的都带过去了，请稍等。"
RELEASED = "坐席暂时离开了，您的对话已重新排队，会有人接着回复；这段时间智能助手先为您服务。"


def take(session: Session, conversation: Conversation, username: str, now: datetime, idle: timedelta) -> bool:
    """Make a user the one who answers; of two at once exactly one succeeds.

    An owner who has not been seen for ``idle`` holds it no longer.

    :return: False if it was his already.
    :raises ConflictError: If somebody else has it; the sentence says who.
    """
    if conversation.owner == username:
        seen(session, conversation, username, now)
        return False
    free = or_(col(Conversation.owner).is_(None), col(Conversation.owner_seen_at) < now - idle)
    changed = session.connection().execute(
        update(Conversation)
        .where(col(Conversation.id) == conversation.id, free)
        .values(
            owner=username,
            owned_since=now,
            owner_seen_at=now,
            handoff=True,
            handoff_at=func.coalesce(col(Conversation.handoff_at), now),
        )
    )
    session.refresh(conversation)
    if changed.rowcount != 1:
        raise ConflictError(f"这个对话已由 {conversation.owner} 接手。")
    desk.settle_waiting(session, conversation.id)
    desk.tell(session, conversation, ARRIVED, username)
    desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, username)
    return True


def require_owner(conversation: Conversation, username: str) -> None:
    """Let only the one who has taken a conversation go on.

    :raises ConflictError: If nobody has it, or somebody else.
    """
    if conversation.owner is None:
        raise ConflictError("这个对话现在没有人接手，请先接手。")
    if conversation.owner != username:
        raise ConflictError(f"这个对话由 {conversation.owner} 接手，您不能代为操作。")


def seen(session: Session, conversation: Conversation, username: str, now: datetime) -> None:
    """Note that the owner is at work on it, so that it is not released."""
    require_owner(conversation, username)
    conversation.owner_seen_at = now
    session.add(conversation)
    session.flush()


def give_back(session: Session, conversation: Conversation, username: str, now: datetime) -> None:
    """End the person's part; the bot answers again."""
    require_owner(conversation, username)
    _set_owner(session, conversation, None, now)
    conversation.handoff, conversation.handoff_at, conversation.window = False, None, None
    desk.tell(session, conversation, GIVEN_BACK, username)
    desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, username)


def pass_to_agent(session: Session, conversation: Conversation, username: str, to: str, now: datetime) -> None:
    """Make another user the one who answers."""
    require_owner(conversation, username)
    _set_owner(session, conversation, to, now)
    desk.tell(session, conversation, PASSED_ON, username)
    desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, username)


def pass_to_window(session: Session, conversation: Conversation, username: str, window: str, now: datetime) -> None:
    """Let a conversation wait for the agents of a window; until one takes it the bot answers."""
    require_owner(conversation, username)
    desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, username)  # to those who saw it so far
    _set_owner(session, conversation, None, now)
    conversation.window, conversation.handoff_at = window, now
    desk.tell(session, conversation, PASSED_ON, username)
    desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id, username)


def release_idle(session: Session, now: datetime, idle: timedelta) -> list[str]:
    """Put back into the queue what an owner has left lying; return the ids."""
    stale = col(Conversation.owner).is_not(None), col(Conversation.owner_seen_at) < now - idle
    released = []
    for conversation in session.exec(select(Conversation).where(*stale)).all():
        changed = session.connection().execute(
            update(Conversation)
            .where(col(Conversation.id) == conversation.id, *stale)
            .values(owner=None, owned_since=None, owner_seen_at=None)
        )
        if changed.rowcount == 1:
            session.refresh(conversation)
            desk.tell(session, conversation, RELEASED, "")
            desk.publish(session, conversation, LiveKind.CONVERSATION, conversation.id)
            released.append(conversation.id)
    session.flush()
    return released


def _set_owner(session: Session, conversation: Conversation, owner: str | None, now: datetime) -> None:
    """Change the owner where the present one is still the one who was asked.

    :raises ConflictError: If that has changed meanwhile.
    """
    moments = (now, now) if owner else (None, None)
    changed = session.connection().execute(
        update(Conversation)
        .where(col(Conversation.id) == conversation.id, col(Conversation.owner) == conversation.owner)
        .values(owner=owner, owned_since=moments[0], owner_seen_at=moments[1])
    )
    if changed.rowcount != 1:
        raise ConflictError("这个对话刚刚换了人，请刷新再看。")
    session.refresh(conversation)
