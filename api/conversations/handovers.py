"""Routes for agents: who waits for a person, and the whole context of one conversation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session, select

from api.accounts import service as accounts
from api.appeals import service as appeals
from api.clock import iso
from api.conversations import store
from api.conversations.models import Conversation
from api.demands import views
from api.demands.models import Demand
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.masking import mask_known, mask_name, mask_phone, mask_text
from knowledge import slots

router = APIRouter(prefix="/api/v1", tags=["转人工"])


@router.get("/handovers", summary="等人工的对话（坐席），先等的在前")
def list_handovers(
    _: AgentUser,
    session: ReadSessionDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return the conversations that wait for a person, longest waiting first."""
    query = select(Conversation).where(Conversation.handoff).order_by(Conversation.handoff_at)  # type: ignore[arg-type]
    return [_head(one) for one in session.exec(query.offset(offset).limit(limit))]


@router.get("/handovers/{conversation_id}", summary="一个对话的全部来龙去脉（坐席）：要素、对话、需求、诉求，留痕")
def get_handover(conversation_id: str, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Return what is known, what was said and what was recorded; numbers masked, the look kept."""
    conversation = store.require(session, conversation_id)
    accounts.record(session, user.username, "read_conversation", conversation.id, "转人工")
    messages, names = store.transcript(session, conversation.id), _names(session, conversation)
    return {
        **_head(conversation),
        "summary": [{"label": label, "text": text} for label, text in slots.describe(_masked(conversation.draft))],
        "messages": [
            {"role": m.role, "text": mask_known(mask_text(m.text), *names), "created_at": m.created_at}
            for m in messages
        ],
        "demands": _demands(session, conversation.id),
        "appeals": [appeals.for_agent(appeal) for appeal in appeals.of_conversation(session, conversation.id)],
    }


def _head(conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "channel": conversation.channel.value,
        "handoff": conversation.handoff,
        "since": iso(conversation.handoff_at) if conversation.handoff_at else None,
        "need": mask_known(str(conversation.draft.get("need") or ""), conversation.draft.get("contact")),
    }


def _names(session: Session, conversation: Conversation) -> list[str]:
    """Return the names that the person gave, the longest first."""
    cases = [conversation.draft, *(d.personal for d in _rows(session, conversation.id))]
    cases += [appeal.personal for appeal in appeals.of_conversation(session, conversation.id)]
    return sorted({str(case["contact"]) for case in cases if case.get("contact")}, key=len, reverse=True)


def _masked(draft: dict[str, Any]) -> dict[str, Any]:
    """Return the slots as they may be read without a reason given."""
    named = {"contact": mask_name(draft.get("contact")), "phone": mask_phone(draft.get("phone"))}
    return {
        **draft,
        **{name: value for name, value in named.items() if value},
        "need": mask_known(str(draft.get("need") or ""), draft.get("contact")),
    }


def _demands(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    return [views.for_agent(demand) for demand in _rows(session, conversation_id)]


def _rows(session: Session, conversation_id: str) -> list[Demand]:
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return list(session.exec(query))
