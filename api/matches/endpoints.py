"""The match route, for agents and tools."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import AgentUser, SessionDep, StateDep
from api.matches import service
from api.matches.schemas import MatchRequest, MatchResponse, NeedPublic
from api.matches.service import Recorded

router = APIRouter(prefix="/api/v1", tags=["匹配"])


@router.post("/match", summary="给一段话找服务、机构、专家、政策（坐席）；一段话里的几件事各有结果")
def match(data: MatchRequest, user: AgentUser, session: SessionDep, state: StateDep) -> MatchResponse:
    """Match a text; the ledger keeps every need in it with all candidates and their scores."""
    wanted = service.Wanted(
        text=data.text,
        channel="api",
        actor=user.username,
        slots=data.slots,
        kinds=tuple(data.kinds),
        filters=data.filters,
        top_k=data.top_k,
    )
    recorded = service.run(session, state.matcher, state.clock.today(), wanted)
    main = next((one for one in recorded if one.record.answerable), recorded[0])
    return MatchResponse.model_validate(
        {
            "match_id": recorded[0].record.id,
            "answerable": main.record.answerable,
            "reason": main.record.reason,
            "confidence": main.record.confidence,
            "results": service.together(recorded, data.top_k),
            "needs": [_need(one) for one in recorded],
            "relaxed": list(dict.fromkeys(name for one in recorded for name in one.record.relaxed)),
            "question": main.record.question or None,
            "model_version": main.record.model_version,
            "index_version": main.record.index_version,
            "took_ms": round(sum(one.record.took_ms for one in recorded), 3),
        }
    )


def _need(one: Recorded) -> NeedPublic:
    record = one.record
    kept = {name: getattr(record, name) for name in ("text", "answerable", "reason", "confidence", "relaxed")}
    more = {"match_id": record.id, "item_ids": record.shown, "question": record.question or None}
    return NeedPublic.model_validate({**kept, **more})
