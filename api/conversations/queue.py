"""Which conversations wait for a person, and which have one; each with what was said last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from api.appeals.models import Appeal
from api.clock import iso
from api.conversations import placing
from api.conversations.models import Conversation, Message
from api.demands.models import Demand
from api.masking import mask_known
from api.windows.scope import Scope as Reach

PREVIEW = 60


class Scope(StrEnum):
    """Which of them."""

    ALL = "all"
    WAITING = "waiting"
    MINE = "mine"
    TAKEN = "taken"


@dataclass(frozen=True)
class Viewer:
    """Who looks, and how far he sees."""

    username: str
    reach: Reach


def listed(session: Session, user: Viewer, scope: Scope, offset: int, limit: int) -> list[dict[str, Any]]:
    """Return conversations that want a person, longest waiting first; ties by id, so that pages do not overlap."""
    query = of_scope(visible(select(Conversation).where(col(Conversation.handoff)), user), user, scope)
    query = query.order_by(col(Conversation.handoff_at), col(Conversation.id))
    found = list(session.exec(query.offset(offset).limit(limit)))
    last = _last(session, {one.id: one.draft.get("contact") for one in found})
    about = subjects(session, found)
    return [{**head(one), "need": about[one.id], "last": last.get(one.id)} for one in found]


def subjects(session: Session, conversations: Sequence[Conversation]) -> dict[str, str]:
    """Return what each conversation is about: what is being said now, else the newest case that came of it."""
    about = {one.id: str(head(one)["need"]) for one in conversations}
    silent = [number for number, need in about.items() if not need]
    for appeal in session.exec(select(Appeal).where(col(Appeal.conversation_id).in_(silent)).order_by(col(Appeal.id))):
        told = appeal.object or appeal.detail[:PREVIEW]
        about[str(appeal.conversation_id)] = mask_known(f"诉求：{told}", appeal.personal.get("contact"))
    for demand in session.exec(select(Demand).where(col(Demand.conversation_id).in_(silent)).order_by(col(Demand.id))):
        about[str(demand.conversation_id)] = mask_known(demand.need, demand.personal.get("contact"))
    return about


def visible(query: SelectOfScalar[Conversation], user: Viewer) -> SelectOfScalar[Conversation]:
    """Leave what a user may see: what waits for his windows, and what he has himself; the hub sees what has none."""
    if user.reach.everything:
        return query
    return query.where(or_(col(Conversation.window).in_(user.reach.windows), col(Conversation.owner) == user.username))


def may_see(session: Session, conversation: Conversation, user: Viewer) -> bool:
    """Tell whether a user may see one conversation, also one that nobody waits in."""
    if user.reach.everything or conversation.owner == user.username:
        return True
    return user.reach.has(conversation.window or placing.window_of(session, conversation))


def head(conversation: Conversation) -> dict[str, Any]:
    """Return one conversation for lists, numbers and the contact masked."""
    return {
        "conversation_id": conversation.id,
        "channel": conversation.channel.value,
        "handoff": conversation.handoff,
        "since": iso(conversation.handoff_at) if conversation.handoff_at else None,
        "window": conversation.window,
        "owner": conversation.owner,
        "owned_since": iso(conversation.owned_since) if conversation.owned_since else None,
        "need": mask_known(str(conversation.draft.get("need") or ""), conversation.draft.get("contact")),
    }


def of_scope(query: SelectOfScalar[Conversation], user: Viewer, scope: Scope) -> SelectOfScalar[Conversation]:
    """Leave what lies in a scope."""
    owner = col(Conversation.owner)
    if scope is Scope.WAITING:
        return query.where(owner.is_(None))
    if scope is Scope.MINE:
        return query.where(owner == user.username)
    return query.where(owner.is_not(None)) if scope is Scope.TAKEN else query


def _last(session: Session, contacts: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    """Return the newest message of each conversation, shortened and without the name of its contact."""
    newest = (
        select(func.max(Message.id))
        .where(col(Message.conversation_id).in_(contacts))
        .group_by(col(Message.conversation_id))
    )
    messages = session.exec(select(Message).where(col(Message.id).in_(newest)))
    return {m.conversation_id: _preview(m, contacts[m.conversation_id]) for m in messages}


def _preview(message: Message, contact: str | None) -> dict[str, Any]:
    text = mask_known(message.text, contact)
    return {
        "role": message.speaker.value,
        "text": text if len(text) <= PREVIEW else text[:PREVIEW] + "…",
        "created_at": iso(message.created_at),
    }
