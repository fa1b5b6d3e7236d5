"""Routes for agents: who waits for a person, and the whole context of one conversation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session, select

from api.accounts import reveals
from api.accounts import service as accounts
from api.accounts.models import User
from api.accounts.reveals import Reveal, Revealed
from api.appeals import service as appeals
from api.clock import iso
from api.conversations import messages, queue, store
from api.conversations.models import Conversation, ConversationNote
from api.conversations.schemas import MessagePublic
from api.demands import views
from api.demands.models import Demand
from api.deps import AgentUser, ReadSessionDep, SessionDep
from api.errors import NotFoundError
from api.masking import mask_known, mask_name, mask_phone, mask_text
from api.windows import scope as scopes
from knowledge import slots

router = APIRouter(prefix="/api/v1", tags=["转人工"])


@router.get("/handovers", summary="等人工和有人工的对话（坐席），先等的在前")
def list_handovers(
    user: AgentUser,
    session: ReadSessionDep,
    scope: queue.Scope = queue.Scope.ALL,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[dict[str, Any]]:
    """Return the conversations that wait for a person or have one, longest waiting first."""
    return queue.listed(session, viewer(session, user), scope, offset, limit)


@router.get("/handovers/{conversation_id}", summary="一个对话的全部来龙去脉（坐席）：要素、对话、需求、诉求，留痕")
def get_handover(conversation_id: str, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Return what is known, what was said and what was recorded; numbers masked, the look kept."""
    conversation = require_visible(session, conversation_id, user)
    if conversation.owner != user.username:  # that he has it is kept already, and he reads it at every message
        accounts.record(session, user.username, "read_conversation", conversation.id, "转人工")
    return whole(session, conversation)


@router.post("/handovers/{conversation_id}/reveal", summary="查看对话里留下的联系方式（坐席），每次留痕")
def reveal(conversation_id: str, data: Reveal, user: AgentUser, session: SessionDep) -> Revealed:
    """Return contact and phone in clear; who looked and why is kept."""
    conversation = require_visible(session, conversation_id, user)
    known = conversation.draft
    return reveals.reveal(session, user, conversation.id, data, known.get("phone"), known.get("contact"))


def require_visible(session: Session, conversation_id: str, user: User, hold: bool = False) -> Conversation:
    """Return a conversation that this user may see.

    :raises NotFoundError: If there is none for him.
    """
    conversation = store.require(session, conversation_id, hold)
    if not queue.may_see(session, conversation, viewer(session, user)):
        raise NotFoundError("没有这个对话，或者它已经转给了别的窗口。")
    return conversation


def viewer(session: Session, user: User) -> queue.Viewer:
    """Return how far a user sees."""
    return queue.Viewer(user.username, scopes.of(session, user))


def whole(session: Session, conversation: Conversation) -> dict[str, Any]:
    """Return everything an agent needs to go on with a conversation."""
    notes = select(ConversationNote).where(ConversationNote.conversation_id == conversation.id)
    draft, names = _masked(conversation.draft), names_in(session, conversation)
    return {
        **queue.head(conversation),
        "need": queue.subjects(session, [conversation])[conversation.id],
        "summary": [{"label": label, "text": text} for label, text in slots.describe(draft)],
        "slots": {name: value for name, value in draft.items() if name not in ("contact", "phone")},
        "messages": [_message(message, names) for message in messages.transcript(session, conversation.id)],
        "notes": [note(one, names) for one in session.exec(notes.order_by(ConversationNote.id))],  # type: ignore[arg-type]
        "demands": _demands(session, conversation.id),
        "appeals": [appeals.for_agent(appeal) for appeal in appeals.of_conversation(session, conversation.id)],
    }


def note(one: ConversationNote, names: list[str]) -> dict[str, Any]:
    """Return one note, masked as what was said is: notes are read without a reason given."""
    text = mask_known(mask_text(one.text), *names)
    return {"id": one.id, "author": one.author, "text": text, "created_at": iso(one.created_at)}


def _message(message: MessagePublic, names: list[str]) -> dict[str, Any]:
    text = mask_known(mask_text(message.text), *names)
    kept = {name: getattr(message, name) for name in ("id", "role", "system", "by", "undelivered", "created_at")}
    return {**kept, "text": text, "items": [item.get("name", "") for item in message.items]}


def names_in(session: Session, conversation: Conversation) -> list[str]:
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
