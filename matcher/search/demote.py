"""What the enterprise plainly cannot have ranks below what it may have; it is marked, never hidden.

Source: docs/decisions/0009-eligibility.md
"""

from __future__ import annotations

from collections import Counter

from matcher.search.eligibility import fails, may_fail
from matcher.search.ranked import Ranked
from matcher.search.understand import Needed

# Right answers lie around 0.25 and wrong neighbours some 0.05 below: half the score lets every other answer pass,
# and still leaves a policy asked for by its name in sight.
UNFIT = 0.5
LOOKED_AT = 30  # first candidates of each kind; more are never shown


def demote(ranked: list[Ranked], needed: Needed) -> list[Ranked]:
    """Return the order with offers halved whose conditions fail; ``scores["unfit"]`` says what it cost them."""
    conditional = may_fail(ranked[0].board.index.columns, needed) if ranked else None
    if conditional is None:
        return ranked
    seen = Counter[str]()
    judged: list[Ranked] = []
    for one in ranked:
        seen[one.kind] += 1
        looked_at = seen[one.kind] <= LOOKED_AT and one.score > 0 and conditional[one.row]
        judged.append(_halved(one) if looked_at and fails(one.offer, needed) else one)
    return sorted(judged, key=lambda one: (-one.score, one.id))


def _halved(one: Ranked) -> Ranked:
    final = round(one.score * UNFIT, 6)
    return one.noted("unfit", round(final - one.score, 6), final)
