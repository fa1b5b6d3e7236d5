"""A saved index: one folder that is written aside, renamed when it is whole, and never changed after."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import ANSWERING
from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder
from matcher.errors import BrokenFolder, ModelMismatch
from matcher.index.build import FORMAT, CatalogueIndex, Described, assemble, line_of, prepare_types
from matcher.index.dense import DenseIndex
from matcher.index.lexical import LexicalIndex
from matcher.index.offers import Offers, SavedOffers
from matcher.index.questions import Questions
from matcher.index.saved_columns import load_columns, save_columns
from matcher.index.service_types import digest_of

META = "meta.json"
ROWS = ("digests", "text_hashes", "type_places", "type_weights")


def save(index: CatalogueIndex, folder: Path, **facts: Any) -> None:
    """Write the index beside its place and rename it, so that a reader never sees half of one.

    :param folder: Must not exist. ``facts``: kept in ``meta.json`` for :func:`facts_of`.
    :raises ValueError: If the index was updated and not compacted since.
    """
    if index.loose or not isinstance(index.dense, DenseIndex):
        raise ValueError(f"an index with a tail is not saved: {index.loose} rows were added or lost")
    fresh = folder.with_name(f".{folder.name}")
    fresh.mkdir(parents=True)
    index.lexical.save(fresh / "lexical")
    index.dense.save(fresh / "dense.npy")
    np.save(fresh / "types.npy", index.types.vectors())
    np.savez(fresh / "rows.npz", **{name: getattr(index, name) for name in ROWS})
    save_columns(index.columns, fresh)
    np.save(fresh / "starts.npy", _write(index.offers, fresh / "offers.jsonl"))
    files = [path for path in sorted(fresh.rglob("*")) if path.is_file()]
    sums = {str(path.relative_to(fresh)): _checksum(path, sync=True) for path in files}
    known = {"format": FORMAT, "model_version": index.model_version, "version": index.version, "items": len(index)}
    known["types"] = index.types.digest
    (fresh / META).write_text(json.dumps({**facts, **known, "checksums": sums}, ensure_ascii=False), encoding="utf-8")
    _checksum(fresh / META, sync=True)
    os.replace(fresh, folder)


def _write(offers: Offers, path: Path) -> NDArray[np.int64]:
    """Write the offers, a line each, and return where each line begins, and the end of the last."""
    starts = [0]
    with path.open("wb") as file:
        for offer in offers:
            starts.append(starts[-1] + file.write(f"{line_of(offer)}\n".encode()))
    return np.array(starts, dtype=np.int64)


def _checksum(path: Path, sync: bool = False) -> int:
    """Return the CRC of a file; ``sync`` also makes the disk keep it, so that a power cut leaves no empty file."""
    value = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            value = zlib.crc32(block, value)
        if sync:
            os.fsync(file.fileno())
    return value


def facts_of(folder: Path) -> dict[str, Any]:
    """Return what ``meta.json`` says.

    :raises BrokenFolder: If it cannot be read.
    """
    try:
        facts = json.loads((folder / META).read_text(encoding="utf-8"))
        return {**facts, "checksums": dict(facts["checksums"]), "version": str(facts["version"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenFolder(folder, f"{META} cannot be read: {error!r}") from error


def load(
    folder: Path,
    encoder: Encoder,
    service_types: Iterable[ServiceType],
    outside: Iterable[str] = (),
    previous: CatalogueIndex | None = None,
) -> CatalogueIndex:
    """Read a saved index; its offers, vectors and postings stay on disk, mapped into memory.

    :param previous: An index in use; service types that are the same are shared with it.
    :raises BrokenFolder: If files are missing, damaged, of another format, or made for other service types.
    :raises ModelMismatch: If it was built with another model.
    """
    meta = facts_of(folder)
    if meta.get("format") != FORMAT:
        raise BrokenFolder(folder, f"format {FORMAT} is expected, found {meta.get('format')}")
    if meta["model_version"] != encoder.version:
        raise ModelMismatch(meta["model_version"], encoder.version)
    kinds, lines = tuple(service_types), tuple(outside)
    if meta.get("types", digest_of(kinds, lines)) != digest_of(kinds, lines):
        raise BrokenFolder(folder, f"version {meta['version']} was made for other service types")
    _check(folder, meta["checksums"])
    wordings = np.load(folder / "types.npy") if "types" in meta else None  # an older index holds none
    with np.load(folder / "rows.npz") as saved:
        rows = {name: saved[name] for name in ROWS}
    dense, lexical = DenseIndex.load(folder / "dense.npy"), LexicalIndex.load(folder / "lexical")
    offers, columns = SavedOffers(folder / "offers.jsonl", np.load(folder / "starts.npy")), load_columns(folder)
    types = prepare_types(kinds, encoder, lines, previous, wordings)
    answering = ((row, offers[row]) for row in np.flatnonzero(columns.of_kinds(ANSWERING)).tolist())
    described, questions = Described(vectors=dense.vectors(), **rows), Questions.build(answering, encoder)
    index = assemble(offers, columns, dense, lexical, questions, types, described, encoder.version)
    sizes = {len(offers), len(columns.ids), len(dense), len(lexical), len(index.digests)}
    if index.version != meta["version"] or len(sizes) > 1:
        raise BrokenFolder(folder, f"version {meta['version']} is expected, the files give {index.version}")
    return index


def _check(folder: Path, checksums: dict[str, int]) -> None:
    """Compare every file with what was written."""
    for name, expected in checksums.items():
        path = folder / name
        if not path.is_file() or _checksum(path) != expected:
            raise BrokenFolder(folder, f"{name} is missing or damaged")
