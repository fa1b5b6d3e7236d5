"""Notes of a call become a case in the enterprise's name; the same notes are filed once, however often sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.accounts import actors, tokens
from api.accounts import service as accounts
from api.accounts.models import User
from api.consents import service as consents
from api.console import reading
from api.console.models import Call
from api.console.suggestions import read_notes
from api.conversations import desk, handovers, receiving, takeover
from api.conversations.models import Channel, Conversation, Message, Speaker
from api.demands import submit, views
from api.deps import AgentUser, StateDep
from api.errors import NotFoundError
from api.state import AppState

router = APIRouter(prefix="/api/v1/console", tags=["坐席工作台"])
FILED = "坐席已为您登记，编号 {case_no}，凭编号随时可以查进度。"


class CaseCreate(BaseModel):
    """Notes to be filed, with what the agent corrected in them."""

    text: str = Field(min_length=1, max_length=10_000, examples=["望城做机械配件的，30来人，想贷500万，没抵押，姓周"])
    corrections: dict[str, Any] = Field(default_factory=dict)
    draft_key: str = Field(min_length=8, max_length=64, description="同一份笔记不变，只登记一次")
    call_id: int | None = Field(default=None, ge=1, description="正在接的来电；笔记里没有电话时用它的号码")


class TalkCaseCreate(BaseModel):
    """A conversation to be filed: the need in the agent's words, else as it was understood."""

    need: str = Field(default="", max_length=2000)
    corrections: dict[str, Any] = Field(default_factory=dict)
    draft_key: str = Field(min_length=8, max_length=64, description="同一次登记不变，只登记一次")


@router.post("/cases", status_code=201, summary="把通话笔记登记成企业的需求（坐席），留痕")
async def create_case(data: CaseCreate, user: AgentUser, state: StateDep) -> dict[str, Any]:
    """Read the notes as they were read for the suggestions, and record them as a demand of the hotline."""
    text = receiving.clean_text(data.text)
    read, _ = await read_notes(state, text)
    facts = reading.corrected(read, data.corrections, state.clock.today())
    async with state.database.slots(write=True):
        return await run_in_threadpool(_file, state, user, data, {**facts, "need": facts.get("need") or text})


@router.post("/talks/{conversation_id}/cases", status_code=201, summary="把接手的对话登记成企业的需求（坐席），留痕")
async def create_case_of_talk(
    conversation_id: str, data: TalkCaseCreate, user: AgentUser, state: StateDep
) -> dict[str, Any]:
    """Record what was said in a conversation that the caller has taken over."""
    async with state.database.slots(write=True):
        return await run_in_threadpool(_file_talk, state, user, conversation_id, data)


def _file_talk(state: AppState, user: User, conversation_id: str, data: TalkCaseCreate) -> dict[str, Any]:
    with state.database.session() as session:
        talk = handovers.require_visible(session, conversation_id, user, hold=True)
        takeover.require_owner(talk, user.username)
        facts = reading.corrected(talk.draft, data.corrections, state.clock.today())
        need = receiving.clean_text(data.need) if data.need.strip() else facts.get("need")
        day, channel = state.clock.today(), talk.channel.value
        known = {**facts, "need": need}
        actor = actors.of(user, channel)
        done = submit.submit(session, state.matcher, day, talk.id, channel, data.draft_key, known, actor, user.window)
        if done.is_new:
            accounts.record(session, user.username, "file_case", done.demand.case_no, "坐席在对话里代企业登记")
            desk.tell(session, talk, FILED.format(case_no=done.demand.case_no), user.username)
        return views.for_agent(done.demand)


def _file(state: AppState, user: User, data: CaseCreate, facts: Mapping[str, Any]) -> dict[str, Any]:
    with state.database.session() as session:
        call = call_of(session, user, data.call_id)
        known = {**facts, "phone": facts.get("phone") or (call.phone if call else None)}
        talk = talk_of_notes(session, user, data.draft_key, data.text)
        consents.note(session, talk.id, Channel.HOTLINE.value, known)
        day, channel = state.clock.today(), Channel.HOTLINE.value
        actor = actors.of(user, channel)
        done = submit.submit(session, state.matcher, day, talk.id, channel, data.draft_key, known, actor, user.window)
        if done.is_new:
            accounts.record(session, user.username, "file_case", done.demand.case_no, "坐席代企业登记")
        return views.for_agent(done.demand)


def talk_of_notes(session: Session, user: User, draft_key: str, text: str) -> Conversation:
    """Return the conversation that keeps the notes; its number follows from the draft, so that there is one of it."""
    number = str(uuid5(NAMESPACE_URL, f"qifu-notes:{user.username}:{draft_key}"))
    found = session.get(Conversation, number)
    if found is not None:
        return found
    token = tokens.new_conversation_token()  # nobody gets it: the enterprise has no page open
    talk = Conversation(id=number, channel=Channel.HOTLINE, token_digest=tokens.digest(token))
    session.add(talk)
    session.flush()
    words = receiving.clean_text(text)
    session.add(
        Message(
            conversation_id=talk.id, speaker=Speaker.AGENT, text=words, payload={"by": user.username, "notes": True}
        )
    )
    session.flush()
    return talk


def call_of(session: Session, user: User, call_id: int | None) -> Call | None:
    """Return the call the notes are of.

    :raises NotFoundError: If it is no call of this agent.
    """
    if call_id is None:
        return None
    call = session.get(Call, call_id)
    if call is None or call.agent != user.username:
        raise NotFoundError(f"没有编号为 {call_id} 的来电，或者它不在您这里响。")
    return call
