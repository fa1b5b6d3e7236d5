"""Run the one matcher and write the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from api.catalogue.index import MatcherHolder
from api.database import keep_anyway
from api.errors import InvalidInputError
from api.matches.models import Match, MatchFailure
from knowledge import slots as slot_names
from knowledge.reading.identifiers import mask_phones
from knowledge.regions import table as regions
from matcher import message
from matcher import types as matching
from matcher.message import Served
from matcher.types import ALL_KINDS, Candidate, Query

UNREADABLE = frozenset({"need"})  # the enterprise's own words are kept once, encrypted, as ``text``
MOST_DETAIL = 500


@dataclass(frozen=True)
class Wanted:
    """What is to be matched and for whom; ``several`` is False where the text is known to be one need."""

    text: str
    channel: str
    actor: str = ""
    slots: Mapping[str, Any] | None = None
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    top_k: int = 10
    per_kind: Mapping[str, int] = field(default_factory=dict)
    several: bool = True
    conversation_id: str | None = None


@dataclass(frozen=True)
class Recorded:
    """One need of a message: its row in the ledger and what was found."""

    record: Match
    served: Served


def run(session: Session, matcher: MatcherHolder, today: date, wanted: Wanted) -> list[Recorded]:
    """Match a message and record each of its needs.

    A row keeps utterance, slots, every candidate with its stage scores, what was shown, why, and the versions. A match
    that cannot be computed is kept as a failure although the session is undone.

    :return: One record a need, in the order of the message.
    :raises InvalidInputError: If slots or filters make no sense.
    """
    query = read(wanted, today)
    try:
        recorded = find(matcher, query, wanted)
    except Exception as error:
        keep_anyway(session, failure(wanted, error))
        raise
    keep(session, recorded)
    return recorded


def find(matcher: MatcherHolder, query: Query, wanted: Wanted) -> list[Recorded]:
    """Match a message; its rows are still to be kept. No database takes part, so that nobody waits for its lock."""
    served = message.serve(matcher.current(), query, wanted.several)
    records = [_record(wanted, one) for one in served]
    if len(records) == 1:
        records[0].text = wanted.text
    else:
        for record in records:
            record.message, record.batch = wanted.text, records[0].id
    return [Recorded(record, one) for record, one in zip(records, served, strict=True)]


def keep(session: Session, recorded: Iterable[Recorded]) -> None:
    """Write the rows of a message."""
    session.add_all([one.record for one in recorded])
    session.flush()


def together(recorded: Iterable[Recorded], top_k: int) -> list[dict[str, Any]]:
    """Return the results of all needs as one list, as the ledger keeps them."""
    kept = list(recorded)
    by_id = {result["item_id"]: result for one in reversed(kept) for result in one.record.results}
    found = message.interleave([one.served.outcome for one in kept], Query("", top_k=top_k))
    return [by_id[match.item_id] for match in found]


def read(wanted: Wanted, today: date) -> Query:
    """Return the query of a message, with the facts it states where no slots are given.

    :raises InvalidInputError: If slots or filters make no sense.
    """
    _check_kinds(wanted.kinds)
    query = Query(
        text=wanted.text,
        slots=dict(wanted.slots or {}),
        kinds=wanted.kinds,
        filters=wanted.filters,
        today=today,
        top_k=wanted.top_k,
        per_kind=wanted.per_kind,
    )
    query = message.read_query(query) if wanted.slots is None else query
    _check(query.slots, query.filters)
    return query


def _record(wanted: Wanted, served: Served) -> Match:
    query, outcome = served.query, served.outcome
    slots = {k: v for k, v in query.slots.items() if k not in UNREADABLE | slot_names.personal_names()}
    return Match(
        channel=wanted.channel,
        actor=wanted.actor,
        text=query.text,
        slots=slots,
        category=_category(served),
        region=_region(served),
        types=[asdict(guess) for guess in outcome.types],
        kinds=list(query.kinds),
        filters=dict(query.filters),
        per_kind=list(query.per_kind.items()),
        answerable=outcome.answerable,
        reason=outcome.reason,
        confidence=outcome.confidence,
        relaxed=list(outcome.relaxed),
        question=asdict(outcome.question) if outcome.question else {},
        candidates=[_candidate(c) for c in outcome.candidates],
        results=[_result(result) for result in outcome.results],
        shown=list(served.shown),
        model_version=outcome.model_version,
        index_version=outcome.index_version,
        took_ms=outcome.took_ms,
    )


def _category(served: Served) -> str | None:
    """Return the category that was understood, else that of the likeliest service type."""
    said = served.query.slots.get("category")
    if isinstance(said, str) and said:
        return said[:32]
    return served.outcome.types[0].code.partition(".")[0] if served.outcome.types else None


def _region(served: Served) -> str | None:
    code = served.query.filters.get("region") or served.query.slots.get("region")
    return code if isinstance(code, str) else None


def failure(wanted: Wanted, error: Exception) -> MatchFailure:
    """Return the record of a match that could not be computed."""
    detail = mask_phones(str(error))[:MOST_DETAIL]
    return MatchFailure(
        channel=wanted.channel,
        actor=wanted.actor,
        conversation_id=wanted.conversation_id,
        text=wanted.text,
        error=type(error).__name__,
        detail=detail,
    )


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "item_id": candidate.item_id,
        "kind": candidate.kind,
        "scores": dict(candidate.scores),
        "filtered_by": candidate.filtered_by,
    }


def _result(result: matching.Match) -> dict[str, Any]:
    """Return a result as JSON keeps it; ``asdict`` copies every text first and takes five times as long."""
    return {**vars(result), "criteria": [vars(criterion).copy() for criterion in result.criteria]}


def _check_kinds(kinds: tuple[str, ...]) -> None:
    unknown = sorted(set(kinds) - set(ALL_KINDS))
    if unknown:
        raise InvalidInputError(f"没有这样的种类：{'、'.join(unknown)[:100]}。可用：{'、'.join(ALL_KINDS)}。")


def _check(slots: Mapping[str, Any], filters: Mapping[str, Any]) -> None:
    """Refuse what the matcher cannot read or the ledger cannot keep, by name."""
    try:
        kept = json.dumps([slots, filters], ensure_ascii=False, allow_nan=False, default=str).encode()
    except ValueError as error:
        raise InvalidInputError("slots 或 filters 里有不能保存的字符或数字。") from error
    if rb"\u0000" in kept:
        raise InvalidInputError("slots 或 filters 里有不能保存的字符或数字。")
    for source in (slots, filters):
        region = source.get("region")
        if region is not None and (not isinstance(region, str) or regions.get(region) is None):
            raise InvalidInputError(f"region 要用六位行政区划代码，{str(region)[:20]!r} 不在表中。")
    unknown = sorted(set(filters) - {"region", "free", "welfare", "category", "provider"})
    if unknown:
        raise InvalidInputError(f"没有这样的筛选条件：{'、'.join(unknown)[:100]}。")
