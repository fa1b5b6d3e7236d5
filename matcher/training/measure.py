"""Figures of an encoder on asks that training never saw."""

from __future__ import annotations

import numpy as np

from matcher.encoders.base import Encoder
from matcher.index.service_types import ServiceTypeIndex
from matcher.training.texts import Corpus


def type_figures(corpus: Corpus, encoder: Encoder) -> dict[str, float]:
    """Return the share of held-out asks whose service type or category is found; empty without held-out asks."""
    if not corpus.held_out:
        return {}
    index = ServiceTypeIndex(corpus.types, encoder, corpus.outside)
    first = among = category = 0
    for ask, code in corpus.held_out:
        best = [index.types[place].code for place in np.argsort(-index.scores(ask)[:-1], kind="stable")[:5]]
        first += best[0] == code
        among += code in best
        category += best[0].split(".")[0] == code.split(".")[0]
    count = len(corpus.held_out)
    return {"type_top1": first / count, "type_top5": among / count, "category_top1": category / count}
