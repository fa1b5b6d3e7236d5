"""What was found for a message as one answer: results of all needs interleaved, and each need by itself."""

from __future__ import annotations

from collections.abc import Sequence

from api.matches import service
from api.matches.schemas import MatchResponse, NeedPublic
from api.matches.service import Recorded


def answer(recorded: Sequence[Recorded], top_k: int) -> MatchResponse:
    """Return the answer to a message; it speaks of the first need that can be answered."""
    main = next((one for one in recorded if one.record.answerable), recorded[0])
    return MatchResponse.model_validate(
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


def _need(one: Recorded) -> NeedPublic:
    record = one.record
    kept = {name: getattr(record, name) for name in ("text", "answerable", "reason", "confidence", "relaxed")}
    more = {"match_id": record.id, "item_ids": record.shown, "question": record.question or None}
    return NeedPublic.model_validate({**kept, **more})
