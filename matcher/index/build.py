"""Build, save and load the whole index of a catalogue: one folder, replaced as one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.catalogue import Offer, parse_line, to_dict
from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder, Vectors
from matcher.encoders.fingerprint import text_hash
from matcher.errors import BrokenFolder, ModelMismatch
from matcher.index.columns import Columns, build_columns
from matcher.index.dense import DenseIndex
from matcher.index.lexical import LexicalIndex
from matcher.index.links import Links, build_links
from matcher.index.service_types import ServiceTypeIndex, shares
from matcher.index.texts import dense_text, lexical_fields

FORMAT = "2"
TYPES_PER_OFFER = 4
# An inferred best type counts in full from this share on. Without it every need whose type is certain looked
# unsupplied in a catalogue without tags: 13.6 % wrong refusals on the labelled development set, 6.4 % with it, right
# ones 80 % either way.
SURE_GUESS = 0.3
ENCODE_AT_ONCE = 1_000


@dataclass(frozen=True)
class CatalogueIndex:
    """A searchable catalogue; immutable once built, so that searches need no lock.

    :param type_places: Up to four service types an offer, as places in ``types``; -1 fills up.
    :param type_weights: How much each counts: 1 where the catalogue names it, less where it was inferred.
    :param text_hashes: Of each dense text, so that a rebuild encodes only what changed.
    """

    offers: tuple[Offer, ...]
    dense: DenseIndex
    lexical: LexicalIndex
    columns: Columns
    links: Links
    types: ServiceTypeIndex
    type_places: NDArray[np.int16]
    type_weights: NDArray[np.float32]
    text_hashes: tuple[str, ...]
    model_version: str
    version: str
    rows: dict[str, int] = field(default_factory=dict)

    @cached_property
    def type_table(self) -> sparse.csr_array:
        """One row an offer, one column a service type: what ``type_places`` and ``type_weights`` say."""
        named = self.type_places >= 0
        starts = np.concatenate([[0], np.cumsum(named.sum(axis=1))])
        entries = (self.type_weights[named], self.type_places[named].astype(np.int32), starts)
        return sparse.csr_array(entries, shape=(len(self), len(self.types)))

    def __len__(self) -> int:
        """Return the number of offers."""
        return len(self.offers)


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
    listed = tuple(sorted(offers, key=lambda offer: offer.id))
    kinds = tuple(service_types)
    known = {kind.code: kind for kind in kinds}
    texts = [dense_text(offer, known) for offer in listed]
    hashes = tuple(text_hash(text) for text in texts)
    same_model = previous is not None and previous.model_version == encoder.version
    vectors = _encode(texts, hashes, encoder, previous if same_model else None)
    lines = tuple(outside)
    reusable = previous.types if same_model and previous else None
    if reusable is None or (reusable.types, reusable.outside) != (kinds, lines):
        reusable = None
    types = reusable or ServiceTypeIndex(kinds, encoder, lines)
    lexical = LexicalIndex.build([lexical_fields(offer, known) for offer in listed])
    places, weights = _offer_types(listed, texts, vectors, types)
    return _assemble(listed, DenseIndex(vectors), lexical, types, places, weights, hashes, encoder.version)


def _assemble(
    offers: tuple[Offer, ...],
    dense: DenseIndex,
    lexical: LexicalIndex,
    types: ServiceTypeIndex,
    places: NDArray[np.int16],
    weights: NDArray[np.float32],
    hashes: tuple[str, ...],
    model_version: str,
) -> CatalogueIndex:
    return CatalogueIndex(
        offers=offers,
        dense=dense,
        lexical=lexical,
        columns=build_columns(offers),
        links=build_links(offers),
        types=types,
        type_places=places,
        type_weights=weights,
        text_hashes=hashes,
        model_version=model_version,
        version=_version(offers, model_version, types),
        rows={offer.id: row for row, offer in enumerate(offers)},
    )


def _encode(texts: list[str], hashes: Sequence[str], encoder: Encoder, previous: CatalogueIndex | None) -> Vectors:
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    old_rows = {key: row for row, key in enumerate(previous.text_hashes)} if previous else {}
    old = previous.dense.vectors() if previous else vectors
    missing = []
    for row, key in enumerate(hashes):
        if key in old_rows:
            vectors[row] = old[old_rows[key]]
        else:
            missing.append(row)
    for start in range(0, len(missing), ENCODE_AT_ONCE):
        rows = missing[start : start + ENCODE_AT_ONCE]
        vectors[rows] = encoder.encode_document([texts[row] for row in rows])
    return vectors


def _offer_types(
    offers: Sequence[Offer], texts: Sequence[str], vectors: Vectors, types: ServiceTypeIndex
) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Take the types the catalogue names; infer them from the text where it names none."""
    places = np.full((len(offers), TYPES_PER_OFFER), -1, dtype=np.int16)
    weights = np.zeros((len(offers), TYPES_PER_OFFER), dtype=np.float32)
    for row, offer in enumerate(offers):
        named = [types.places[code] for code in offer.service_types if code in types.places][:TYPES_PER_OFFER]
        if named:
            places[row, : len(named)], weights[row, : len(named)] = named, 1.0
        elif len(types) and offer.kind != "institution":
            share = shares(types.scores(texts[row], vectors[row]))
            best = np.argsort(-share, kind="stable")[:TYPES_PER_OFFER]
            places[row, : len(best)] = best
            weights[row, : len(best)] = share[best] / max(float(share[best[0]]), SURE_GUESS)
    return places, weights


def _version(offers: Iterable[Offer], model_version: str, types: ServiceTypeIndex) -> str:
    digest = hashlib.sha256(f"{FORMAT}|{model_version}".encode())
    for part in (*types.types, *types.outside):
        digest.update(repr(part).encode())
    for offer in offers:
        digest.update(_line(offer).encode())
    return digest.hexdigest()[:16]


def _line(offer: Offer) -> str:
    return json.dumps(to_dict(offer), ensure_ascii=False, sort_keys=True)


def save(index: CatalogueIndex, folder: Path) -> None:
    """Write the index beside its place and rename it, so that a reader never sees half of one."""
    fresh = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    fresh.mkdir(parents=True)
    index.dense.save(fresh / "dense.npy")
    index.lexical.save(fresh / "lexical.npz")
    np.savez(fresh / "types.npz", places=index.type_places, weights=index.type_weights)
    with (fresh / "offers.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(_line(offer) + "\n" for offer in index.offers)
    meta = {"format": FORMAT, "model_version": index.model_version, "version": index.version}
    (fresh / "meta.json").write_text(json.dumps({**meta, "text_hashes": index.text_hashes}), encoding="utf-8")
    _replace(folder, fresh)


def _replace(folder: Path, fresh: Path) -> None:
    old = folder.with_name(f".{folder.name}.old.{uuid.uuid4().hex[:8]}")
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def load(
    folder: Path, encoder: Encoder, service_types: Iterable[ServiceType], outside: Iterable[str] = ()
) -> CatalogueIndex:
    """Read a saved index.

    :raises BrokenFolder: If files are missing, of another format, or do not belong together.
    :raises ModelMismatch: If it was built with another model.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise BrokenFolder(folder, f"meta.json cannot be read: {error}") from error
    if meta.get("format") != FORMAT:
        raise BrokenFolder(folder, f"format {FORMAT} is expected, found {meta.get('format')}")
    if meta["model_version"] != encoder.version:
        raise ModelMismatch(meta["model_version"], encoder.version)
    with (folder / "offers.jsonl").open(encoding="utf-8") as lines:
        offers = tuple(parse_line(line) for line in lines)
    with np.load(folder / "types.npz") as saved:
        places, weights = saved["places"], saved["weights"]
    dense, lexical = DenseIndex.load(folder / "dense.npy"), LexicalIndex.load(folder / "lexical.npz")
    types, hashes = ServiceTypeIndex(service_types, encoder, outside), tuple(meta["text_hashes"])
    index = _assemble(offers, dense, lexical, types, places, weights, hashes, encoder.version)
    if index.version != meta["version"] or not len(offers) == len(dense) == len(lexical) == len(places):
        raise BrokenFolder(folder, f"version {meta['version']} is expected, the files give {index.version}")
    return index
