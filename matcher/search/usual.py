"""How well a catalogue answers ordinary needs: scores mean nothing until that is known.

A catalogue of long texts gives lower scores than one of short cards.
So the judges of answerability see scores as multiples of what ordinary asks of the trade reach in this catalogue.

Source: docs/decisions/0004-encoder.md
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from knowledge.taxonomy import ServiceType

COMPARED = ("lexical", "fused", "coverage")  # not dense, types, gap: where offers carry tags these say too much
LEAST = 0.01  # what nearly nothing is counted as
MOST_ASKS = 150  # spread over all types, one each
PLACE = 3  # of the ask taken; any will do, the first are often the least ordinary

Usual = Mapping[str, float]


def usual(types: Sequence[ServiceType], measured: Callable[[str], Mapping[str, float]]) -> Usual:
    """Return the mean of each compared feature over one ask a type; empty where there are no types.

    :param measured: Gives the features of one text, as they are.
    """
    asked = [kind.asks[min(PLACE, len(kind.asks) - 1)] for kind in types if kind.asks]
    found = [measured(ask) for ask in asked[:: -(-len(asked) // MOST_ASKS) or 1]]
    return {name: max(LEAST, float(np.mean([one[name] for one in found]))) for name in COMPARED} if found else {}


def relative(features: Mapping[str, float], to: Usual) -> dict[str, float]:
    """Return the features with the compared ones as multiples of what is usual."""
    return {name: value / to.get(name, 1.0) for name, value in features.items()}
