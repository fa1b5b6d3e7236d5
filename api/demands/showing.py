"""What was found for a demand, as it is shown to the enterprise and to the agent who speaks with it."""

from __future__ import annotations

from typing import Any

from api.demands import choose, fitting
from api.matches.cards import RELAXED_LABELS, cards, is_over
from api.matches.models import Match
from matcher.engine import Matcher


def found(match: Match, matcher: Matcher) -> dict[str, Any]:
    """Return what is shown of a match, what was asked for by its name and is over, and what was given up."""
    return {
        "items": cards(choose.shown_results(match), matcher),
        "elsewhere_than": fitting.place_of(match),
        "ended": [result["line"] for result in match.results if is_over(result)],
        "relaxed": [RELAXED_LABELS.get(name, name) for name in match.relaxed],
    }
