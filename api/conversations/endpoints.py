"""Routes of conversations, and of understanding without one."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.appeals import service as appeals
from api.conversations import allowances, messages, receiving, store
from api.conversations.binding_links import links
from api.conversations.schemas import (
    Answer,
    ConversationCreate,
    ConversationOpened,
    ConversationPublic,
    MessageCreate,
    UnderstandRequest,
    Understood,
)
from api.conversations.turns import Turns, as_words
from api.demands import views
from api.deps import AgentUser, ReadSessionDep, SessionDep, StateDep, TokenDep
from knowledge import slots
from knowledge.reading.questions import read_question

CONTRACT_SLOTS = frozenset(slots.names()) - {"need"}
router = APIRouter(prefix="/api/v1", tags=["对话"])


@router.post(
    "/conversations", status_code=201, summary="开始一个对话", dependencies=[Depends(allowances.count_opening)]
)
def create_conversation(session: SessionDep, data: ConversationCreate | None = None) -> ConversationOpened:
    """Open a conversation; the token opens only this one."""
    wanted = data or ConversationCreate()
    conversation, token = store.open_conversation(session, wanted.channel, wanted.window)
    return ConversationOpened(conversation_id=conversation.id, token=token)


@router.post(
    "/conversations/{conversation_id}/messages",
    summary="说一句话，得到答复",
    dependencies=[Depends(allowances.count_message)],
)
async def create_message(conversation_id: str, data: MessageCreate, token: TokenDep, state: StateDep) -> Answer:
    """Say something; the same ``client_message_id`` twice has one effect and the same answer."""
    link = links(state.settings.public_url, state.secret)
    turns = Turns(state.database, state.bot, state.clock, state.locks, link)
    return Answer.model_validate(await turns.take(conversation_id, token, data.text, data.client_message_id))


@router.get("/conversations/{conversation_id}", summary="对话全文和登记的需求")
def get_conversation(conversation_id: str, token: TokenDep, session: ReadSessionDep) -> ConversationPublic:
    """Return the conversation to the holder of its token."""
    conversation = store.authorise(session, conversation_id, token)
    return ConversationPublic(
        conversation_id=conversation.id,
        handoff=conversation.handoff,
        attended=conversation.owner is not None,
        messages=messages.transcript(session, conversation.id),
        demands=views.of_conversation(session, conversation.id),
        appeals=[appeals.for_owner(appeal) for appeal in appeals.of_conversation(session, conversation.id)],
    )


@router.post("/understand", summary="理解一句话（坐席）")
async def understand(data: UnderstandRequest, _: AgentUser, state: StateDep) -> Understood:
    """Return intent and slots of a text by the same understanding as the chat's."""
    asked = read_question(data.context) if data.context else None
    turn = await state.bot.parse(
        as_words(receiving.clean_text(data.text)), asked, data.reference_date or state.clock.today()
    )
    understood = {name: value for name, value in turn.slots.items() if name in CONTRACT_SLOTS}
    return Understood.model_validate({"intent": turn.intent, "slots": understood})
