"""Run the one matcher and write the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from api.catalogue.index import MatcherHolder
from api.errors import InvalidInputError
from api.matches.models import Match
from knowledge import slots as slot_names
from knowledge.reading.facts import read_facts
from knowledge.reading.normalise import normalise
from knowledge.regions import table as regions
from matcher.types import ALL_KINDS, MatchOutcome, Query

UNREADABLE = frozenset({"need"})  # the enterprise's own words are kept once, encrypted, as ``text``
MAX_TEXT = 1_000  # what is searched of a long story; its facts are read from all of it


@dataclass(frozen=True)
class Wanted:
    """What is to be matched and for whom."""

    text: str
    channel: str
    actor: str = ""
    slots: Mapping[str, Any] | None = None
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    top_k: int = 10
    per_kind: Mapping[str, int] = field(default_factory=dict)


def run(session: Session, matcher: MatcherHolder, today: date, wanted: Wanted) -> tuple[Match, MatchOutcome]:
    """Match and record: utterance, slots, every candidate with its stage scores, what was shown, versions.

    :raises InvalidInputError: If slots or filters make no sense.
    """
    text = normalise(wanted.text)
    slots = dict(read_facts(text, today).slots if wanted.slots is None else wanted.slots)
    _check_kinds(wanted.kinds)
    _check(slots, wanted.filters)
    query = Query(
        text=text[:MAX_TEXT],
        slots=slots,
        kinds=wanted.kinds,
        filters=wanted.filters,
        today=today,
        top_k=wanted.top_k,
        per_kind=wanted.per_kind,
    )
    outcome = matcher.current().match(query)
    record = Match(
        channel=wanted.channel,
        actor=wanted.actor,
        text=wanted.text,
        slots={k: v for k, v in slots.items() if k not in UNREADABLE | slot_names.personal_names()},
        kinds=list(wanted.kinds),
        filters=dict(wanted.filters),
        answerable=outcome.answerable,
        relaxed=list(outcome.relaxed),
        candidates=[_candidate(c) for c in outcome.candidates],
        results=[{**asdict(result), "criteria": [asdict(c) for c in result.criteria]} for result in outcome.results],
        shown=[result.item_id for result in outcome.results],
        model_version=outcome.model_version,
        index_version=outcome.index_version,
        took_ms=outcome.took_ms,
    )
    session.add(record)
    session.flush()
    return record, outcome


def _candidate(candidate: Any) -> dict[str, Any]:
    scores = {name: round(float(value), 6) for name, value in candidate.scores.items()}
    return {
        "item_id": candidate.item_id,
        "kind": candidate.kind,
        "scores": scores,
        "filtered_by": candidate.filtered_by,
    }


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
