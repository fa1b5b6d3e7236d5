"""The match route, for agents and tools."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Response
from sqlmodel import SQLModel

from api.deps import AgentUser, StateDep
from api.errors import InvalidInputError
from api.matches import answering, service
from api.matches.schemas import MatchRequest, MatchResponse
from api.state import AppState

router = APIRouter(prefix="/api/v1", tags=["匹配"])


@router.post(
    "/match",
    summary="给一段话找服务、机构、专家、政策（坐席）；一段话里的几件事各有结果",
    response_model=MatchResponse,
)
async def match(data: MatchRequest, user: AgentUser, state: StateDep) -> Response:
    """Match a text; the ledger keeps every need in it with all candidates and their scores.

    Nobody waits for the database while it is matched, nor for the disk when it is recorded.
    """
    wanted = service.Wanted(
        text=data.text,
        channel="api",
        actor=user.username,
        slots=data.slots,
        kinds=tuple(data.kinds),
        filters=data.filters,
        top_k=data.top_k,
    )
    try:
        answer, rows = await to_thread.run_sync(_find, state, wanted, limiter=state.searching)
    except InvalidInputError:
        raise
    except Exception as error:
        await state.ledger.write([service.failure(wanted, error)])
        raise
    await state.ledger.write(rows)
    return answer


def _find(state: AppState, wanted: service.Wanted) -> tuple[Response, list[SQLModel]]:
    """Return the answer and the rows that belong into the ledger."""
    recorded = service.find(state.matcher, service.read(wanted, state.clock.today()), wanted)
    content = answering.answer(recorded, wanted.top_k).model_dump_json()
    return Response(content, media_type="application/json"), [one.record for one in recorded]
