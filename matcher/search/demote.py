"""What the enterprise plainly cannot have ranks below what it may have; it is marked, never hidden.

Source: docs/decisions/0009-eligibility.md
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from matcher.search.eligibility import fails
from matcher.search.rank import Ranked
from matcher.search.understand import Needed

# Right answers lie around 0.25 and wrong neighbours some 0.05 below: half the score lets every other answer pass,
# and still leaves a policy asked for by its name in sight.
UNFIT = 0.5
LOOKED_AT = 30  # first candidates of each kind; more are never shown


def demote(ranked: list[Ranked], needed: Needed) -> list[Ranked]:
    """Return the order with offers halved whose conditions fail; ``scores["unfit"]`` says what it cost them."""
    seen = Counter[str]()
    judged: list[Ranked] = []
    for one in ranked:
        seen[one.offer.kind] += 1
        unfit = seen[one.offer.kind] <= LOOKED_AT and one.score > 0 and fails(one.offer, needed)
        judged.append(_halved(one) if unfit else one)
    return sorted(judged, key=lambda one: (-one.score, one.offer.id))


def _halved(one: Ranked) -> Ranked:
    final = round(one.score * UNFIT, 6)
    return replace(one, scores={**one.scores, "final": final, "unfit": round(final - one.score, 6)})
