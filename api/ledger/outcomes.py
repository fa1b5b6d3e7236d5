"""What became of matches: choices, verdicts, and how far the demand behind each came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from api.demands.models import Choice, Demand, DemandStatus, Transition
from api.matches import events
from api.matches.models import Match, MatchEvent, Verdict

# Steps of a demand that say something about its match, as the ledger names them.
STEPS = {
    DemandStatus.DISPATCHED: "dispatched_at",
    DemandStatus.ACCEPTED: "contacted_at",
    DemandStatus.COMPLETED: "delivered_at",
    DemandStatus.RATED: "rated_at",
}


@dataclass
class Outcome:
    """What became of one match.

    :param verdicts: The newest verdict by item.
    :param chosen: When the enterprise chose an item; it outweighs every verdict.
    :param steps: When its demand first reached a step of :data:`STEPS`.
    """

    demand: Demand | None = None
    verdicts: dict[str, MatchEvent] = field(default_factory=dict)
    chosen: dict[str, datetime] = field(default_factory=dict)
    steps: dict[str, datetime] = field(default_factory=dict)

    def of(self, item_id: str) -> str | None:
        """Return what became of one shown item: ``chosen``, ``used``, ``rejected``, ``passed_over`` or None."""
        if item_id in self.chosen:
            return "chosen"
        event = self.verdicts.get(item_id)
        return event.verdict.value if event else None

    def accepted(self) -> set[str]:
        """Return the items that the enterprise chose or an agent told it of."""
        return {*self.chosen, *(item for item, event in self.verdicts.items() if event.verdict is Verdict.USED)}

    def is_decided(self, match: Match) -> bool:
        """Tell whether somebody chose among what was shown, or wanted none of it."""
        return bool(self.accepted()) or (bool(match.shown) and all(self.of(item) for item in match.shown))


def outcomes(session: Session, matches: Sequence[Match]) -> dict[str, Outcome]:
    """Return what became of each match, by its id; four queries, however many there are."""
    found = {match.id: Outcome() for match in matches}
    for event in events.of_matches(session, list(found)):
        found[event.match_id].verdicts[event.item_id] = event
    for choice in session.exec(select(Choice).where(col(Choice.match_id).in_(list(found)))):
        found[choice.match_id].chosen[choice.item_id] = choice.chosen_at
    _join_demands(session, matches, found)
    return found


def _join_demands(session: Session, matches: Sequence[Match], found: dict[str, Outcome]) -> None:
    ids = {match.demand_id for match in matches if match.demand_id is not None}
    demands = {demand.id: demand for demand in session.exec(select(Demand).where(col(Demand.id).in_(ids)))}
    steps: dict[int, dict[str, datetime]] = defaultdict(dict)
    for step in session.exec(select(Transition).where(col(Transition.demand_id).in_(ids)).order_by(col(Transition.id))):
        if step.to_status in STEPS:
            steps[step.demand_id].setdefault(STEPS[step.to_status], step.at)
    for match in matches:
        if match.demand_id is not None and match.demand_id in demands:
            found[match.id].demand = demands[match.demand_id]
            found[match.id].steps = steps[match.demand_id]
