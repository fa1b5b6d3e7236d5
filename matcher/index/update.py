"""A changed catalogue in milliseconds: new rows behind, old rows struck out; and the putting in order afterwards.

Source: docs/decisions/0011-index-life.md
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from knowledge.catalogue import Offer
from matcher.encoders.base import Encoder
from matcher.index.build import CatalogueIndex, Described, assemble, describe, digest, line_of, version_of
from matcher.index.dense import DenseIndex
from matcher.index.describing import build_columns
from matcher.index.links import build_links
from matcher.index.offers import ChosenOffers
from matcher.index.offers import extended as with_more
from matcher.index.tail import extended
from matcher.index.texts import lexical_fields


def updated(
    index: CatalogueIndex, changed: Iterable[Offer], removed: Iterable[str], encoder: Encoder
) -> CatalogueIndex:
    """Return an index over the changed catalogue that shares all large arrays with the old one.

    :param changed: Offers as they are now; those the index holds already cost nothing.
    :param removed: Ids of offers that are no more; unknown ones are ignored.
    """
    latest = {offer.id: offer for offer in changed if not _holds(index, offer)}
    ids = dict.fromkeys((*latest, *removed))
    gone = [index.rows[key] for key in ids if key in index.rows]
    if not latest and not gone:
        return index
    new = tuple(latest.values())
    described = describe(new, encoder, index.types, index)
    rows = dict(index.rows)
    for key in ids:
        rows.pop(key, None)
    rows.update({offer.id: row for row, offer in enumerate(new, len(index))})
    columns = index.columns.extended(build_columns(new))
    columns.live[gone] = False
    known = {kind.code: kind for kind in index.types.types}
    digests = np.append(index.digests, described.digests)
    return replace(
        index,
        offers=with_more(index.offers, new),
        dense=extended(index.dense, described.vectors),
        lexical=index.lexical.extended(lexical_fields(offer, known) for offer in new),
        questions=index.questions.extended(new, len(index), encoder),
        columns=columns,
        links=build_links(columns),
        type_places=np.concatenate([index.type_places, described.type_places]),
        type_weights=np.concatenate([index.type_weights, described.type_weights]),
        text_hashes=np.append(index.text_hashes, described.text_hashes),
        digests=digests,
        version=version_of(digests[columns.live], index.model_version, index.types),
        rows=rows,
    )


def _holds(index: CatalogueIndex, offer: Offer) -> bool:
    row = index.rows.get(offer.id)
    return row is not None and int(index.digests[row]) == digest(line_of(offer))


def compacted(index: CatalogueIndex) -> CatalogueIndex:
    """Return the same catalogue without tail and without dead rows; rows keep their order, new ones last.

    Nothing is read or encoded anew: at 100,000 offers this costs seconds where building costs a minute.
    """
    if not index.loose:
        return index
    live = index.columns.live
    numbers = np.where(live, np.cumsum(live) - 1, -1).astype(np.int32)
    described = Described(
        index.digests[live],
        index.text_hashes[live],
        index.dense.take(np.flatnonzero(live)),
        index.type_places[live],
        index.type_weights[live],
    )
    offers, columns = ChosenOffers(index.offers, np.flatnonzero(live)), index.columns.kept(live)
    dense = DenseIndex(described.vectors)
    lexical, questions = index.lexical.kept(numbers), index.questions.kept(numbers)
    return assemble(offers, columns, dense, lexical, questions, index.types, described, index.model_version)
