"""The whole index of a catalogue, and its building from nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.catalogue import Offer, to_dict
from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder, Vectors
from matcher.index.columns import Columns
from matcher.index.dense import DenseIndex
from matcher.index.describing import build_columns
from matcher.index.lexical import LexicalIndex
from matcher.index.links import Links, build_links
from matcher.index.offers import ListedOffers, Offers
from matcher.index.questions import Questions
from matcher.index.service_types import ServiceTypeIndex, shares
from matcher.index.tail import TailedDense
from matcher.index.texts import dense_text, lexical_fields

FORMAT = "4"
TYPES_PER_OFFER = 4
# An inferred best type counts in full from this share on. Without it every need whose type is certain looked
# unsupplied in a catalogue without tags: 13.6 % wrong refusals on the labelled development set, 6.4 % with it, right
# ones 80 % either way.
SURE_GUESS = 0.3
ENCODE_AT_ONCE = 1_000

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Described:
    """What is computed from each offer alone; one entry an offer.

    :param digests: Of the offer's whole line. ``text_hashes``: of its dense text, so that only what changed is encoded.
    :param type_places: Up to four service types an offer, as places in the index's ``types``; -1 fills up.
    :param type_weights: How much each counts: 1 where the catalogue names it, less where it was inferred.
    """

    digests: Hashes
    text_hashes: Hashes
    vectors: Vectors
    type_places: NDArray[np.int16]
    type_weights: NDArray[np.float32]


@dataclass(frozen=True)
class CatalogueIndex:
    """A searchable catalogue; immutable once built, so that searches need no lock.

    Rows that the catalogue replaced or removed stay until :func:`matcher.index.update.compacted`; ``columns.live`` is
    False for them, and ``rows`` does not name them.

    :param version: Of everything it holds, however it came to hold it: model, service types, offers.
    :param rows: Row of each offer by id.
    """

    offers: Offers
    dense: DenseIndex | TailedDense
    lexical: LexicalIndex
    questions: Questions
    columns: Columns
    links: Links
    types: ServiceTypeIndex
    type_places: NDArray[np.int16]
    type_weights: NDArray[np.float32]
    text_hashes: Hashes
    digests: Hashes
    model_version: str
    version: str
    rows: Mapping[str, int]

    def __len__(self) -> int:
        """Return the number of rows, those no longer live included."""
        return len(self.offers)

    @cached_property
    def type_table(self) -> sparse.csr_array:
        """One row an offer, one column a service type: what ``type_places`` and ``type_weights`` say."""
        named = self.type_places >= 0
        starts = np.concatenate([[0], np.cumsum(named.sum(axis=1))])
        entries = (self.type_weights[named], self.type_places[named].astype(np.int32), starts)
        return sparse.csr_array(entries, shape=(len(self), len(self.types)))

    @property
    def loose(self) -> int:
        """Return how many rows were added or lost since the index was built."""
        added = len(self.dense.tail) if isinstance(self.dense, TailedDense) else 0
        return added + len(self) - len(self.rows)


def build(
    offers: Iterable[Offer],
    encoder: Encoder,
    service_types: Iterable[ServiceType],
    previous: CatalogueIndex | None = None,
    outside: Iterable[str] = (),
) -> CatalogueIndex:
    """Index a catalogue.

    :param offers: The published items; sorted by id, so that the same catalogue gives the same index.
    :param outside: Lines that no enterprise service answers.
    :param previous: An older index; vectors of unchanged texts are taken from it if its model is the same.
    """
    listed = sorted(offers, key=lambda offer: offer.id)
    types = prepare_types(service_types, encoder, outside, previous)
    described = describe(listed, encoder, types, previous)
    by_code = {kind.code: kind for kind in types.types}
    lexical = LexicalIndex.build(lexical_fields(offer, by_code) for offer in listed)
    dense, columns, questions = (
        DenseIndex(described.vectors),
        build_columns(listed),
        Questions.build(enumerate(listed), encoder),
    )
    offers = ListedOffers(listed)
    return assemble(offers, columns, dense, lexical, questions, types, described, encoder.version)


def prepare_types(
    service_types: Iterable[ServiceType],
    encoder: Encoder,
    outside: Iterable[str],
    previous: CatalogueIndex | None,
    vectors: Vectors | None = None,
) -> ServiceTypeIndex:
    """Index the service types, or take them from an index where they are the same.

    :param vectors: Those of the same wordings, where they were kept.
    """
    kinds, lines = tuple(service_types), tuple(outside)
    if previous is not None and previous.model_version == encoder.version:
        types = previous.types
        if (types.types, types.outside) == (kinds, lines):
            return types
    return ServiceTypeIndex(kinds, encoder, lines, vectors)


def assemble(
    offers: Offers,
    columns: Columns,
    dense: DenseIndex,
    lexical: LexicalIndex,
    questions: Questions,
    types: ServiceTypeIndex,
    described: Described,
    model_version: str,
) -> CatalogueIndex:
    """Put an index together whose rows are all live."""
    return CatalogueIndex(
        offers=offers,
        dense=dense,
        lexical=lexical,
        questions=questions,
        columns=columns,
        links=build_links(columns),
        types=types,
        type_places=described.type_places,
        type_weights=described.type_weights,
        text_hashes=described.text_hashes,
        digests=described.digests,
        model_version=model_version,
        version=version_of(described.digests, model_version, types),
        rows={key: row for row, key in enumerate(columns.ids)},
    )


def describe(
    offers: Sequence[Offer], encoder: Encoder, types: ServiceTypeIndex, previous: CatalogueIndex | None = None
) -> Described:
    """Compute what each offer needs in the index, some at a time.

    :param previous: An index from which vectors of the same texts are taken, if its model is the same.
    """
    if previous is not None and previous.model_version != encoder.version:
        previous = None
    known = {kind.code: kind for kind in types.types}
    size, digests = len(offers), np.array([digest(line_of(offer)) for offer in offers], dtype=np.uint64)
    hashes, vectors = np.zeros(size, np.uint64), np.zeros((size, encoder.dimension), np.float32)
    places = np.full((size, TYPES_PER_OFFER), -1, dtype=np.int16)
    weights = np.zeros((size, TYPES_PER_OFFER), dtype=np.float32)
    for start in range(0, size, ENCODE_AT_ONCE):
        some = slice(start, start + ENCODE_AT_ONCE)
        texts = [dense_text(offer, known) for offer in offers[some]]
        hashes[some] = [digest(text) for text in texts]
        vectors[some] = _encode(offers[some], texts, hashes[some], encoder, previous)
        for row, text in enumerate(texts, start):
            _offer_types(offers[row], text, vectors[row], types, places[row], weights[row])
    return Described(digests, hashes, vectors, places, weights)


def _encode(
    offers: Sequence[Offer], texts: Sequence[str], hashes: Hashes, encoder: Encoder, previous: CatalogueIndex | None
) -> Vectors:
    """Encode texts, except where the same offer had the same text before."""
    old = [-1 if previous is None else previous.rows.get(offer.id, -1) for offer in offers]
    if previous is not None:
        old = [
            row if row >= 0 and previous.text_hashes[row] == key else -1 for row, key in zip(old, hashes, strict=True)
        ]
    rows = np.array(old, dtype=np.int64)
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    if previous is not None:
        vectors[rows >= 0] = previous.dense.take(rows[rows >= 0])
    missing = np.flatnonzero(rows < 0)
    if len(missing):
        vectors[missing] = encoder.encode_document([texts[row] for row in missing.tolist()])
    return vectors


def _offer_types(
    offer: Offer,
    text: str,
    vector: Vectors,
    types: ServiceTypeIndex,
    places: NDArray[np.int16],
    weights: NDArray[np.float32],
) -> None:
    """Fill in the types the catalogue names; infer them from the text where it names none."""
    named = [types.places[code] for code in offer.service_types if code in types.places][:TYPES_PER_OFFER]
    if named:
        places[: len(named)], weights[: len(named)] = named, 1.0
    elif len(types) and offer.kind != "institution":
        share = shares(types.scores(text, vector))
        best = np.argsort(-share, kind="stable")[:TYPES_PER_OFFER]
        places[: len(best)] = best
        weights[: len(best)] = share[best] / max(float(share[best[0]]), SURE_GUESS)


def version_of(digests: Hashes, model_version: str, types: ServiceTypeIndex) -> str:
    """Return 16 hex digits of model, service types and the set of offers, in whatever order they stand."""
    total = int(digests.sum(dtype=np.uint64))
    return hashlib.sha256(f"{FORMAT}|{model_version}|{types.digest}|{len(digests)}|{total}".encode()).hexdigest()[:16]


def line_of(offer: Offer) -> str:
    """Return an offer as one line of JSON, the same for the same content."""
    return json.dumps(to_dict(offer), ensure_ascii=False, sort_keys=True)


def digest(text: str) -> int:
    """Return a 64-bit hash."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
