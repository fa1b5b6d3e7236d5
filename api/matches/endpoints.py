"""The match route, for agents and tools."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from api.deps import AgentUser, SessionDep, StateDep
from api.matches import service
from api.matches.schemas import MatchRequest, MatchResponse

router = APIRouter(prefix="/api/v1", tags=["匹配"])


@router.post("/match", summary="给一段话找服务、机构、专家、政策（坐席）")
def match(data: MatchRequest, user: AgentUser, session: SessionDep, state: StateDep) -> MatchResponse:
    """Match a text; the ledger keeps every candidate with its scores."""
    wanted = service.Wanted(
        text=data.text,
        channel="api",
        actor=user.username,
        slots=data.slots,
        kinds=tuple(data.kinds),
        filters=data.filters,
        top_k=data.top_k,
    )
    record, outcome = service.run(session, state.matcher, state.clock.today(), wanted)
    return MatchResponse.model_validate(
        {
            "match_id": record.id,
            "answerable": outcome.answerable,
            "reason": outcome.reason,
            "results": record.results,
            "relaxed": record.relaxed,
            "question": asdict(outcome.question) if outcome.question else None,
            "model_version": record.model_version,
            "index_version": record.index_version,
            "took_ms": record.took_ms,
        }
    )
