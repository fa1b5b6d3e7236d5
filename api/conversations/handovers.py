"""Routes for agents: who waits for a person, and the whole context of one conversation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.appeals import service as appeals
from api.clock import iso
from api.conversations import placing, store
from api.conversations.models import Conversation
from api.demands import views
from api.demands.models import Demand
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.errors import NotFoundError
from api.masking import mask_name, mask_phone
from api.windows import scope as scopes
from api.windows.scope import Scope
from knowledge import slots
from knowledge.reading.identifiers import mask_phones

router = APIRouter(prefix="/api/v1", tags=["转人工"])


@router.get("/handovers", summary="等人工的对话（坐席），只见自己范围内的，先等的在前")
def list_handovers(
    user: AgentUser,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return the conversations that wait for a person, longest waiting first."""
    query = select(Conversation).where(col(Conversation.handoff), visible(scopes.of(session, user)))
    query = query.order_by(col(Conversation.handoff_at))
    return [_head(one) for one in session.exec(query.offset(offset).limit(limit))]


@router.get("/handovers/{conversation_id}", summary="一个对话的全部来龙去脉（坐席）：要素、对话、需求、诉求，留痕")
def get_handover(conversation_id: str, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Return what is known, what was said and what was recorded; numbers masked, the look kept."""
    conversation = store.require(session, conversation_id)
    if not may_see(session, conversation, scopes.of(session, user)):
        raise NotFoundError("没有这个对话，或者不在您的范围内。")
    accounts.record(session, user.username, "read_conversation", conversation.id, "转人工")
    messages = store.transcript(session, conversation.id)
    return {
        **_head(conversation),
        "summary": [{"label": label, "text": text} for label, text in slots.describe(_masked(conversation.draft))],
        "messages": [{"role": m.role, "text": mask_phones(m.text), "created_at": m.created_at} for m in messages],
        "demands": _demands(session, conversation.id),
        "appeals": [appeals.for_agent(appeal) for appeal in appeals.of_conversation(session, conversation.id)],
    }


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on conversations that wait: those of the scope's windows; the hub sees those of none."""
    if scope.everything:
        return true()
    if scope.institution is not None or not scope.windows:
        return false()
    return col(Conversation.window).in_(scope.windows)


def may_see(session: Session, conversation: Conversation, scope: Scope) -> bool:
    """Tell whether a conversation lies in a scope, also one that nobody waits in."""
    return scope.everything or scope.has(conversation.window or placing.window_of(session, conversation))


def _head(conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "channel": conversation.channel.value,
        "handoff": conversation.handoff,
        "since": iso(conversation.handoff_at) if conversation.handoff_at else None,
        "window": conversation.window,
        "need": mask_phones(str(conversation.draft.get("need") or "")),
    }


def _masked(draft: dict[str, Any]) -> dict[str, Any]:
    """Return the slots as they may be read without a reason given."""
    named = {"contact": mask_name(draft.get("contact")), "phone": mask_phone(draft.get("phone"))}
    return {
        **draft,
        **{name: value for name, value in named.items() if value},
        "need": mask_phones(str(draft.get("need") or "")),
    }


def _demands(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return [views.for_agent(demand) for demand in session.exec(query)]
