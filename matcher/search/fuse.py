"""One number out of three searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse._sparsetools import csr_matvec

from matcher.index.brute import Mask, Rows
from matcher.index.build import CatalogueIndex
from matcher.search.understand import Needed

Floats = NDArray[np.float32]

# A weighted sum, because the three scores live on known scales (two cosines and a share); reciprocal ranks throw
# away how far the first is ahead. The better the encoder is, the more it may weigh: with the present one dense /
# types 0.1 / 0.05, 0.15 / 0.05, 0.2 / 0.05, 0.3 / 0.05 and 0.2 / 0.1 give the trials' 535 answerable needs hit@5 0.963,
# 0.963, 0.966, 0.966, 0.964 and nDCG@10 0.905, 0.907, 0.906, 0.902, 0.904; held-out asks hit@5 0.779 and 0.786 with 0.1
# and 0.2, with slips 0.696 and 0.702.
LEXICAL_WEIGHT = 1.0
DENSE_WEIGHT = 0.2
TYPES_WEIGHT = 0.05

# What the lexicon says offers call the need's words. Held-out asks over the sample catalogue: nDCG@10 0.508 without,
# 0.528 with 0.3, 0.527 with 0.6; hit@5 0.670, 0.680, 0.677.
FORMAL_WEIGHT = 0.3
DEPTH = 100  # candidates taken from each search
SAMPLED = 16
# A type has some hundred offers of equal agreement in a large catalogue: of these the nearest in words are taken.
SAME_TYPE = np.float32(1e-4)
BLAMED_DEPTH = 20  # filtered offers kept for the ledger, so that "why is it missing" has an answer


@dataclass(frozen=True)
class Fusion:
    """What each search weighs and how deep it goes; the defaults are what is shipped."""

    lexical_weight: float = LEXICAL_WEIGHT
    dense_weight: float = DENSE_WEIGHT
    types_weight: float = TYPES_WEIGHT
    formal_weight: float = FORMAL_WEIGHT
    depth: int = DEPTH


SHIPPED = Fusion()


@dataclass(frozen=True)
class Found:
    """Candidates with their scores by stage; all arrays run parallel to ``rows``."""

    rows: Rows
    lexical: Floats
    dense: Floats
    types: Floats
    fused: Floats


def agreement(index: CatalogueIndex, needed: Needed) -> Floats:
    """Return how far each offer's service types are those of the need, 0 to 1.

    By scipy's own product without the matrix around it, as for the postings.
    """
    if not len(index.types):
        return np.zeros(len(index), np.float32)
    table, summed = index.type_table, np.zeros(len(index), np.float32)
    csr_matvec(*table.shape, table.indptr, table.indices, table.data, needed.type_shares, summed)
    return np.minimum(summed, 1.0, out=summed)


def retrieve(index: CatalogueIndex, needed: Needed, fusion: Fusion = SHIPPED) -> tuple[Floats, Floats]:
    """Return the lexical score and the type agreement of every offer; they do not depend on filters."""
    lexical = index.lexical.search(needed.text, index.types.asked, (needed.formal, fusion.formal_weight))
    return lexical, agreement(index, needed)


def search(
    index: CatalogueIndex,
    needed: Needed,
    lexical: Floats,
    types: Floats,
    masks: Sequence[Mask],
    fusion: Fusion = SHIPPED,
) -> Found:
    """Return the candidates, best fused score first.

    :param masks: Each is searched to full depth on its own; one mask a kind keeps rare kinds from drowning.
    """
    found = [_candidates(index, needed, lexical, types, mask, fusion.depth) for mask in masks]
    return _weigh(index, needed, lexical, types, found, fusion)


def blamed(
    index: CatalogueIndex, needed: Needed, lexical: Floats, types: Floats, removed: Mask, fusion: Fusion = SHIPPED
) -> Found:
    """Return the best of what a filter removed, for the ledger: by words and types alone, which costs a third."""
    rows = np.flatnonzero(removed)
    words, agreed = lexical.take(rows), types.take(rows)
    nearest = [rows[_best(scores, BLAMED_DEPTH)] for scores in (words, agreed + SAME_TYPE * words)]
    return _weigh(index, needed, lexical, types, nearest, fusion)


def _weigh(
    index: CatalogueIndex, needed: Needed, lexical: Floats, types: Floats, found: list[Rows], fusion: Fusion
) -> Found:
    rows = np.unique(np.concatenate(found))
    dense = np.maximum(index.dense.take(rows) @ needed.vector, 0.0)
    fused = fuse(lexical[rows], dense, types[rows], fusion)
    order = np.lexsort((rows, -fused))
    rows = rows[order].astype(np.int64)
    return Found(rows, lexical[rows], dense[order], types[rows], fused[order])


def _candidates(index: CatalogueIndex, needed: Needed, lexical: Floats, types: Floats, mask: Mask, depth: int) -> Rows:
    dense, _ = index.dense.search(needed.vector, depth, mask)
    return np.concatenate([dense, _top(lexical, mask, depth), _top(types + SAME_TYPE * lexical, mask, depth)])


def fuse(lexical: Floats, dense: Floats, types: Floats, fusion: Fusion = SHIPPED) -> Floats:
    """Return the weighted mean of the three scores, 0 to 1; higher is better."""
    of_words, of_sense, of_types = fusion.lexical_weight, fusion.dense_weight, fusion.types_weight
    total = of_words + of_sense + of_types
    fused: Floats = (of_words * lexical + of_sense * dense + of_types * types) / np.float32(total)
    return fused.astype(np.float32)


def _top(scores: Floats, allowed: Mask, depth: int = DEPTH) -> Rows:
    """Return up to ``depth`` allowed rows with the highest positive scores; of equal ones the first."""
    return _best(scores * allowed, depth)


def _best(counted: Floats, depth: int) -> Rows:
    """Return the places of the highest positive scores.

    Every sixteenth score tells below which value none can be among them: over 100,000 rows 0.2 instead of 1 ms.
    """
    sample = counted[::SAMPLED]
    least = np.partition(sample, -depth)[-depth] if len(sample) > depth else 0
    rows = np.flatnonzero(counted >= least) if least > 0 else np.flatnonzero(counted)
    chosen = counted[rows]
    if len(rows) > depth:
        least = np.partition(chosen, -depth)[-depth]
        above = np.flatnonzero(chosen > least)
        equal = np.flatnonzero(chosen == least)[: depth - len(above)]
        best = np.concatenate([above, equal])
        rows, chosen = rows[best], chosen[best]
    return rows[chosen > 0]
