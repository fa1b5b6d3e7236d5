"""The match route, for agents and tools."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Response
from sqlmodel import SQLModel

from api.deps import AgentUser, StateDep
from api.errors import InvalidInputError
from api.matches import service
from api.matches.schemas import MatchRequest, MatchResponse, NeedPublic
from api.matches.service import Recorded
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
    return _answer(recorded, wanted.top_k), [one.record for one in recorded]


def _answer(recorded: list[Recorded], top_k: int) -> Response:
    main = next((one for one in recorded if one.record.answerable), recorded[0])
    answer = MatchResponse.model_validate(
        {
            "match_id": recorded[0].record.id,
            "answerable": main.record.answerable,
            "reason": main.record.reason,
            "confidence": main.record.confidence,
            "results": service.together(recorded, top_k),
            "needs": [_need(one) for one in recorded],
            "relaxed": list(dict.fromkeys(name for one in recorded for name in one.record.relaxed)),
            "question": main.record.question or None,
            "model_version": main.record.model_version,
            "index_version": main.record.index_version,
            "took_ms": round(sum(one.record.took_ms for one in recorded), 3),
        }
    )
    return Response(answer.model_dump_json(), media_type="application/json")


def _need(one: Recorded) -> NeedPublic:
    record = one.record
    kept = {name: getattr(record, name) for name in ("text", "answerable", "reason", "confidence", "relaxed")}
    more = {"match_id": record.id, "item_ids": record.shown, "question": record.question or None}
    return NeedPublic.model_validate({**kept, **more})
