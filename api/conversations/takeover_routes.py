"""Routes for agents: take a conversation over, answer in it, note, pass it on, give it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, model_validator
from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.models import Role, User
from api.clock import utc_now
from api.conversations import desk, handovers, queue, receiving, takeover
from api.conversations.models import Conversation, ConversationNote
from api.conversations.schemas import MAX_TEXT
from api.deps import AgentUser, SessionDep, StateDep
from api.errors import ConflictError, InvalidInputError, NotFoundError
from api.live.models import LiveKind
from api.windows import tree

router = APIRouter(prefix="/api/v1/handovers/{conversation_id}", tags=["转人工"])


class NoteCreate(BaseModel):
    """What an agent writes down for colleagues."""

    text: str = Field(min_length=1, max_length=MAX_TEXT, examples=["财务张姐下午三点后才方便接电话"])


class PassOn(BaseModel):
    """To whom a conversation goes: one agent, or all of a window."""

    agent: str | None = Field(default=None, min_length=1, max_length=64)
    window: str | None = Field(default=None, min_length=1, max_length=64)
    note: str = Field(default="", max_length=2000)

    @model_validator(mode="after")
    def _has_one_goal(self) -> PassOn:
        if (self.agent is None) == (self.window is None):
            raise ValueError("exactly one of agent and window")
        return self


def held(conversation_id: str, user: AgentUser, session: SessionDep) -> Conversation:
    """Return the conversation; of two agents at once the second waits."""
    return handovers.require_visible(session, conversation_id, user, hold=True)


Held = Annotated[Conversation, Depends(held)]


@router.post("/take", summary="接手一个对话（坐席）：只有一位，机器人不再说话")
def take(conversation: Held, user: AgentUser, session: SessionDep, state: StateDep) -> dict[str, Any]:
    """Make the caller the one who answers."""
    idle = timedelta(minutes=state.settings.takeover_idle_minutes)
    if takeover.take(session, conversation, user.username, utc_now(), idle):
        accounts.record(session, user.username, "take_conversation", conversation.id)
    return handovers.whole(session, conversation)


@router.post("/seen", status_code=204, summary="接手的坐席还在处理（操作时自动调用）")
def seen(conversation: Held, user: AgentUser, session: SessionDep) -> None:
    """Note that the owner is at work on it."""
    takeover.seen(session, conversation, user.username, utc_now())


@router.post("/notes", status_code=201, summary="写一条内部备注，企业看不到")
def create_note(conversation: Held, data: NoteCreate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Write something down for colleagues."""
    kept = _note(session, conversation, user, data.text)
    return handovers.note(kept, handovers.names_in(session, conversation))


@router.post("/return", summary="结束人工服务，交回机器人")
def give_back(conversation: Held, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """End the person's part."""
    takeover.give_back(session, conversation, user.username, utc_now())
    accounts.record(session, user.username, "return_conversation", conversation.id)
    return queue.head(conversation)


@router.post("/transfer", summary="转给另一位坐席或另一个窗口")
def pass_on(conversation: Held, data: PassOn, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Pass a conversation on, with a note for whoever goes on with it."""
    takeover.require_owner(conversation, user.username)
    if data.note.strip():
        _note(session, conversation, user, data.note)
    if data.agent is not None:
        _require_agent(session, data.agent, user)
        takeover.pass_to_agent(session, conversation, user.username, data.agent, utc_now())
    else:
        window = _require_window(session, str(data.window))
        takeover.pass_to_window(session, conversation, user.username, window, utc_now())
    accounts.record(
        session, user.username, "transfer_conversation", conversation.id, data.agent or f"window {data.window}"
    )
    return queue.head(conversation)


def _note(session: Session, conversation: Conversation, user: User, text: str) -> ConversationNote:
    note = ConversationNote(conversation_id=conversation.id, author=user.username, text=receiving.clean_text(text))
    session.add(note)
    session.flush()
    desk.publish(session, conversation, LiveKind.NOTE, str(note.id), user.username)
    return note


def _require_agent(session: Session, username: str, user: User) -> None:
    """Check that somebody can go on with a conversation.

    :raises NotFoundError: If there is no such user.
    :raises ConflictError: If it is the owner himself.
    :raises InvalidInputError: If the user cannot talk with enterprises.
    """
    if username == user.username:
        raise ConflictError("这个对话已经在您手里。")
    other = accounts.get(session, username)
    if other is None or not other.is_active:
        raise NotFoundError(f"没有在用的坐席“{username}”。")
    if other.role not in (Role.AGENT, Role.ADMIN):
        raise InvalidInputError(f"“{username}”不是坐席，不能接手对话。")


def _require_window(session: Session, key: str) -> str:
    """Check that a window takes what is passed to it.

    :raises NotFoundError: If there is no such window.
    :raises ConflictError: If it is closed.
    """
    node = tree.load(session).require(key)
    if not node.is_open:
        raise ConflictError(f"{node.name}现在不接待，请换一个窗口。")
    return node.key
