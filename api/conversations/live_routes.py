"""The enterprise's page hears at once what a person writes to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.conversations import store
from api.deps import StateDep, TokenDep
from api.errors import QifuError
from api.live import stream
from api.live.events import Told
from api.live.models import LiveKind
from api.state import AppState

router = APIRouter(prefix="/api/v1", tags=["对话"])
HEARD = (LiveKind.MESSAGE, LiveKind.CONVERSATION, LiveKind.RESYNC)


@router.get("/conversations/{conversation_id}/events", summary="对话有新消息时立即得知（SSE），只给持有凭证的人")
async def follow(conversation_id: str, token: TokenDep, state: StateDep) -> StreamingResponse:
    """Tell the holder of a conversation that there is something new to read."""
    await run_in_threadpool(_authorise, state, conversation_id, token)
    return stream.response(_frames(state, conversation_id, token))


async def _frames(state: AppState, conversation_id: str, token: str) -> AsyncIterator[str]:
    def accepts(event: Told) -> bool:
        return event.kind in HEARD and event.conversation_id in (conversation_id, None) and event.recipient is None

    async def holds() -> bool:
        try:
            await run_in_threadpool(_authorise, state, conversation_id, token)
        except QifuError:
            return False
        return True

    with state.hub.listen(accepts) as listener:
        await state.hub.noted()
        async for frame in stream.frames(listener, (), holds):
            yield frame


def _authorise(state: AppState, conversation_id: str, token: str) -> None:
    with state.database.session(write=False) as session:
        store.authorise(session, conversation_id, token)
