"""What an enterprise complains of at the hotline becomes an appeal in its name; the same notes are filed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.accounts import actors
from api.accounts import service as accounts
from api.accounts.models import User
from api.appeals import service as appeals
from api.appeals.models import Appeal
from api.consents import service as consents
from api.console import filing, reading
from api.conversations import desk, handovers, receiving, takeover
from api.conversations.models import Conversation
from api.deps import AgentUser, StateDep
from api.errors import InvalidInputError
from api.state import AppState

router = APIRouter(prefix="/api/v1/console", tags=["坐席工作台"])
READ = ("region", "contact", "phone", "company")
FILED = "坐席已为您登记诉求，编号 {case_no}，凭编号随时可以查进度。"
TOO_MUCH = "匿名登记就不要填联系人和电话；要留联系方式，请选“不匿名”。"


class AppealTold(BaseModel):
    """What the enterprise complains of; region, contact and phone as people write them."""

    detail: str = Field(min_length=1, max_length=2000, examples=["办注销跑了五趟都不受理"])
    object: str = Field(default="", max_length=200, examples=["天元区税务所"])
    wish: str = Field(default="", max_length=500, examples=["尽快办了"])
    region: str = Field(default="", max_length=100, examples=["株洲天元区"])
    contact: str = Field(default="", max_length=50)
    phone: str = Field(default="", max_length=30)
    company: str = Field(default="", max_length=200)
    anonymous: bool = Field(default=False, description="不记联系人和电话，来电号码也不记")
    draft_key: str = Field(min_length=8, max_length=64, description="同一次登记不变，只登记一次")


class AppealCreate(AppealTold):
    """What the enterprise says on the phone."""

    call_id: int | None = Field(default=None, ge=1, description="正在接的来电；没有写电话时用它的号码")


@router.post("/appeals", status_code=201, summary="把来电的诉求登记在企业名下（坐席），留痕")
async def create_appeal(data: AppealCreate, user: AgentUser, state: StateDep) -> dict[str, Any]:
    """Record an appeal of the hotline and give it to the nearest window."""
    facts = _facts(data, {}, state)
    async with state.database.slots(write=True):
        return await run_in_threadpool(_file, state, user, data, facts)


@router.post(
    "/talks/{conversation_id}/appeals", status_code=201, summary="把接手的对话里的诉求登记在企业名下（坐席），留痕"
)
async def create_appeal_of_talk(
    conversation_id: str, data: AppealTold, user: AgentUser, state: StateDep
) -> dict[str, Any]:
    """Record an appeal told in a conversation that the caller has taken over, with what is known of it already."""
    async with state.database.slots(write=True):
        return await run_in_threadpool(_file_talk, state, user, conversation_id, data)


def _file_talk(state: AppState, user: User, conversation_id: str, data: AppealTold) -> dict[str, Any]:
    with state.database.session() as session:
        talk = handovers.require_visible(session, conversation_id, user, hold=True)
        takeover.require_owner(talk, user.username)
        names = ("region", "company") if data.anonymous else READ
        known = _facts(data, {name: talk.draft[name] for name in names if talk.draft.get(name)}, state)
        made, is_new = _submit(state, session, user, talk, data.draft_key, known)
        if is_new:
            desk.tell(session, talk, FILED.format(case_no=made.case_no), user.username)
        return appeals.for_agent(made)


def _facts(data: AppealTold, told: Mapping[str, Any], state: AppState) -> dict[str, Any]:
    """Return what is to be recorded.

    :param told: What is known without being written again.
    :raises InvalidInputError: If somebody who wants no name to be kept gives one, or something cannot be read.
    """
    if data.anonymous and (data.contact.strip() or data.phone.strip()):
        raise InvalidInputError(TOO_MUCH)
    written = {name: value for name in READ if (value := getattr(data, name).strip())}
    return {**reading.corrected(told, written, state.clock.today()), **_words(data)}


def _submit(
    state: AppState, session: Session, user: User, talk: Conversation, draft_key: str, known: Mapping[str, Any]
) -> tuple[Appeal, bool]:
    """Record an appeal, once a draft; tell whether it was now."""
    channel = talk.channel.value
    consents.note(session, talk.id, channel, known)
    before = {appeal.id for appeal in appeals.of_conversation(session, talk.id)}
    actor = actors.of(user, channel)
    made = appeals.submit(session, state.clock.today(), talk.id, draft_key, known, channel, actor, user.window)
    if made.id not in before:
        accounts.record(session, user.username, "file_appeal", made.case_no, "坐席代企业登记诉求")
    return made, made.id not in before


def _words(data: AppealTold) -> dict[str, str]:
    said = {"appeal_detail": data.detail, "appeal_object": data.object, "appeal_expect": data.wish}
    return {name: receiving.clean_text(text) for name, text in said.items() if text.strip()}


def _file(state: AppState, user: User, data: AppealCreate, facts: Mapping[str, Any]) -> dict[str, Any]:
    with state.database.session() as session:
        known = {**facts, "phone": facts.get("phone") or _number_of_call(session, user, data)}
        talk = filing.talk_of_notes(session, user, data.draft_key, data.detail)
        made, _ = _submit(state, session, user, talk, data.draft_key, known)
        return appeals.for_agent(made)


def _number_of_call(session: Session, user: User, data: AppealCreate) -> str | None:
    """Return the number the enterprise calls from, unless it does not want to be known."""
    call = filing.call_of(session, user, data.call_id)
    return call.phone if call is not None and not data.anonymous else None
