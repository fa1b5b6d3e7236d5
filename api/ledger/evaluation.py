"""Quality by what became of matches: what was chosen answers the need, what was shown beside it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from api.demands import listing
from api.ledger import entries
from api.ledger.outcomes import Outcome, outcomes
from api.matches.models import Match
from knowledge.regions import table as regions
from matcher.evaluate import ANSWERS, DEPTH, UNKNOWN, Judged, Labelled
from matcher.types import Query


@dataclass(frozen=True)
class Past:
    """Matches of a period as evaluation reads them.

    :param judged: What was shown then, with the grades that choices and rejections give.
    :param reasons: How many matches ended with each reason; those of the time before reasons were kept under ``""``.
    :param failed: How many could not be computed.
    :param ratings: Scores, 1 to 5, of the demands behind.
    """

    judged: tuple[Judged, ...]
    reasons: dict[str, int]
    failed: int
    ratings: tuple[int, ...]

    @property
    def labelled(self) -> list[Labelled]:
        """Return the needs, to be replayed through another matcher."""
        return [one.need for one in self.judged]


@dataclass(frozen=True)
class Acceptance:
    """How often what was shown was taken, in [0, 1]; NaN where nothing was decided.

    :param shown: Matches that showed something.
    :param decided: Of these, matches where something was taken or everything set aside; the rest count nowhere.
    """

    shown: int
    decided: int
    at_1: float
    at_3: float
    at_5: float
    mean_rating: float


def read(session: Session, since: date | None = None, until: date | None = None) -> Past:
    """Read the ledger of a period."""
    wanted = entries.Wanted(since=since, until=until)
    found = entries.find(session, wanted)
    joined = outcomes(session, found)
    reasons: dict[str, int] = {}
    for match in found:
        reasons[match.reason] = reasons.get(match.reason, 0) + 1
    ratings = {o.demand.id: o.demand.rating for o in joined.values() if o.demand and o.demand.rating is not None}
    return Past(
        judged=tuple(_judged(match, joined[match.id]) for match in reversed(found)),
        reasons=reasons,
        failed=len(entries.failures(session, wanted)),
        ratings=tuple(rating for rating in ratings.values() if rating is not None),
    )


def acceptance(past: Past) -> Acceptance:
    """Return how often what was shown was taken among the first k."""
    shown = [one for one in past.judged if one.got]
    decided = [one for one in shown if one.need.relevant]
    at = [_mean([_taken(one, k) for one in decided]) for k in (1, 3, 5)]
    return Acceptance(len(shown), len(decided), at[0], at[1], at[2], _mean(past.ratings))


def _taken(one: Judged, k: int) -> bool:
    return any(one.need.relevant.get(item, 0) >= ANSWERS for item in one.got[:k])


def _judged(match: Match, outcome: Outcome) -> Judged:
    taken = outcome.accepted()
    grades = {item: ANSWERS if item in taken else 0 for item in match.shown} if outcome.is_decided(match) else {}
    need = Labelled(
        id=match.id,
        text=match.text,
        relevant=grades,
        scope="in" if taken else UNKNOWN,
        groups=_groups(match),
        asked=_asked(match),
    )
    return Judged(need, tuple(match.shown), not match.answerable, match.took_ms)


def _groups(match: Match) -> dict[str, str]:
    city = regions.get(listing.below(match.region)[:4].ljust(6, "0")) if match.region else None
    found = {
        "style": match.channel,
        "category": match.category,
        "region": city.name if city else None,
        "version": match.model_version,
    }
    return {name: value for name, value in found.items() if value}


def _asked(match: Match) -> Query:
    return Query(
        text=match.text,
        slots=match.slots,
        kinds=tuple(match.kinds),
        filters=match.filters,
        top_k=DEPTH,
        per_kind=dict(match.per_kind),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def reasons_text(past: Past) -> Iterable[str]:
    """Return the share of each reason, and of failures among all that was tried."""
    total = sum(past.reasons.values())
    for reason, count in sorted(past.reasons.items()):
        yield f"{reason or '（未记）'} {count}（{count / total:.3f}）"
    yield f"系统故障 {past.failed}（{past.failed / max(1, total + past.failed):.3f}）"
