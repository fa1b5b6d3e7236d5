"""What an agent says reaches the enterprise where it speaks: on the page, or through the account it writes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.accounts import service as accounts
from api.accounts.models import User
from api.channels.models import SendState
from api.conversations import desk, handovers, receiving, takeover
from api.conversations.models import Channel, Message
from api.conversations.schemas import MAX_TEXT
from api.deps import AgentUser, StateDep
from api.state import AppState

router = APIRouter(prefix="/api/v1/handovers/{conversation_id}", tags=["转人工"])
READ_THERE = (Channel.WEB, Channel.API)  # the enterprise's own page or program reads the conversation
NO_WAY = {
    Channel.HOTLINE: "这是电话记录，企业看不到文字，请打电话。",
    Channel.WECHAT: "公众号没有接通，这句话没有送到。",
    Channel.WECOM: "微信客服没有接通，这句话没有送到。",
}


class Line(BaseModel):
    """What an agent says."""

    text: str = Field(min_length=1, max_length=MAX_TEXT, examples=["您好，我是坐席，您的贷款需求我看到了。"])
    client_message_id: str | None = Field(default=None, min_length=1, max_length=80)


@dataclass(frozen=True)
class Said:
    """A message that was kept, and by which way it goes."""

    id: int
    text: str
    channel: Channel


@router.post("/messages", status_code=201, summary="以坐席身份回复企业；没有送到的会说明原因")
async def create_message(conversation_id: str, data: Line, user: AgentUser, state: StateDep) -> dict[str, Any]:
    """Say something to the enterprise: kept first, then sent where it speaks; sending again sends nothing twice."""
    async with state.database.slots(write=True):
        said = await run_in_threadpool(_keep, state, user, conversation_id, data)
    fault = await _deliver(state, conversation_id, said)
    async with state.database.slots(write=True):
        await run_in_threadpool(_note, state, said.id, fault)
    return {"id": said.id, "text": said.text, "undelivered": fault}


def _keep(state: AppState, user: User, conversation_id: str, data: Line) -> Said:
    with state.database.session() as session:
        conversation = handovers.require_visible(session, conversation_id, user, hold=True)
        takeover.require_owner(conversation, user.username)
        text = receiving.clean_text(data.text)
        message = desk.say(session, conversation, user.username, text, data.client_message_id)
        accounts.record(session, user.username, "say_to_enterprise", conversation.id, f"message {message.id}")
        return Said(message.id or 0, message.text, conversation.channel)


async def _deliver(state: AppState, conversation_id: str, said: Said) -> str | None:
    """Send a message where the enterprise speaks; return why it did not get there."""
    if said.channel in READ_THERE:
        return None
    room = {Channel.WECHAT: state.wechat, Channel.WECOM: state.wecom}.get(said.channel)
    if room is None:
        return NO_WAY[said.channel]
    sent = await room.sender.send_text(conversation_id, said.text, f"desk:{said.id}")
    return None if sent.state is SendState.ACCEPTED or sent.reason is None else sent.reason.sentence


def _note(state: AppState, message_id: int, fault: str | None) -> None:
    with state.database.session() as session:
        message = session.get(Message, message_id)
        if message is not None and message.payload.get("undelivered") != fault:
            message.payload = {**message.payload, "undelivered": fault}
            session.add(message)
