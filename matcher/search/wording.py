"""Whether a message is worded like a need of an enterprise: a linear judge over runs of one and two characters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.ngrams import grams

LONGEST = 2


@dataclass(frozen=True)
class Wording:
    """Weights by run, fitted by :mod:`matcher.training.wording`; runs never seen there say nothing.

    :param weights: Above zero for runs that needs are made of, below for those of other messages.
    :param bias: The score of a message without a known run.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0

    def score(self, text: str) -> float:
        """Return the log odds that this is a need; higher is likelier, 0 is undecided."""
        known = {run for run in grams(text, LONGEST) if run in self.weights}
        total = sum(self.weights[run] for run in sorted(known))
        return self.bias + total / math.sqrt(max(len(known), 1))
