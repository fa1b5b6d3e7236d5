"""Routes that keep an open console up to date, and say who is at the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool

from api.accounts import service as accounts
from api.accounts.models import User
from api.clock import utc_now
from api.deps import AgentUser, ReadSessionDep, SessionDep, StateDep
from api.live import events, presence, stream
from api.live.events import Told
from api.live.models import LiveKind
from api.state import AppState
from api.windows import scope as scopes
from api.windows.scope import Scope

router = APIRouter(prefix="/api/v1", tags=["坐席工作台"])


class PresenceUpdate(BaseModel):
    """What an agent says of himself."""

    away: bool


@router.get("/events", summary="坐席看得到的变化（SSE）：断线后用 Last-Event-ID 续上")
async def follow(
    user: AgentUser,
    state: StateDep,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
    after: Annotated[int | None, Query(ge=0, description="同 Last-Event-ID")] = None,
) -> StreamingResponse:
    """Tell of everything the caller may see, from now or from an event on; the caller is at the desk meanwhile."""
    return stream.response(_frames(state, user, last_event_id if last_event_id is not None else after))


@router.get("/presence", summary="谁在线（坐席工作台开着）")
def list_present(_: AgentUser, session: ReadSessionDep) -> list[dict[str, Any]]:
    """Return who is at the desk, those who are away for a moment included."""
    return at_desk(session)


@router.put("/presence", summary="小休或回到工位")
def update_presence(data: PresenceUpdate, user: AgentUser, session: SessionDep) -> dict[str, Any]:
    """Keep what the caller says of himself."""
    row = presence.set_away(session, user.username, data.away, utc_now())
    return {"username": row.username, "away": row.away}


def at_desk(session: Session) -> list[dict[str, Any]]:
    """Return who is at the desk, with the window of each."""
    there = presence.present(session, utc_now())
    query = select(User).where(col(User.username).in_([one.username for one in there]))
    windows = {user.username: user.window for user in session.exec(query)}
    return [{"username": one.username, "away": one.away, "window": windows.get(one.username)} for one in there]


def may_hear(event: Told, username: str, reach: Scope) -> bool:
    """Tell whether an event is for a user: his own, or of a window he sees; what has no window is the hub's."""
    if event.recipient is not None:
        return event.recipient == username
    if event.kind is LiveKind.RESYNC or event.actor == username:
        return True
    return reach.has(event.window)


async def _frames(state: AppState, user: User, last_id: int | None) -> AsyncIterator[str]:
    async def holds() -> bool:
        return await run_in_threadpool(_holds, state, user)

    reach = await run_in_threadpool(_reach, state, user)
    with state.hub.listen(lambda event: may_hear(event, user.username, reach)) as listener:
        await state.hub.noted()  # what happened before is read as missed, what happens after is told
        missed = [] if last_id is None else await run_in_threadpool(_missed, state, last_id)
        async with state.attendance.attend(user.username):
            async for frame in stream.frames(
                listener, [one for one in missed if may_hear(one, user.username, reach)], holds
            ):
                yield frame


def _missed(state: AppState, last_id: int) -> list[Told]:
    with state.database.session(write=False) as session:
        return events.since(session, last_id)


def _reach(state: AppState, user: User) -> Scope:
    with state.database.session(write=False) as session:
        return scopes.of(session, user)


def _holds(state: AppState, user: User) -> bool:
    """Tell whether the user may still listen: his account as it was when he began."""
    with state.database.session(write=False) as session:
        now = accounts.get(session, user.username)
        return now is not None and now.is_active and now.token_version == user.token_version
