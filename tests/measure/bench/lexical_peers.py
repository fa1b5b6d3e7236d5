"""Full-text engines over the same offers, each fed runs of two characters, which all of them can index.

What is compared is time; how well the order answers is measured by ``make evaluate``.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import psycopg

from matcher.index.build import CatalogueIndex
from matcher.ngrams import grams
from tests.measure.bench.dense_peers import server
from tests.measure.bench.timing import say, timed

Ask = Callable[[str], object]
PLAIN_UP_TO = 100_000  # rank_bm25 walks through every offer in Python
SLOW_ASKS = 20


def compare(index: CatalogueIndex, asks: Sequence[str]) -> None:
    """Time our index and its peers on the same asks."""
    ours = timed(lambda text: index.lexical.search(text), asks)
    say("lexical, ours", ours)
    texts = Texts(index)
    for name, make in PEERS.items():
        with ExitStack() as stack:
            try:
                ask = make(texts, stack)
            except (ImportError, OSError, RuntimeError, psycopg.Error, sqlite3.Error) as error:
                say(f"lexical, {name}", "skipped:", f"{type(error).__name__}: {error}".splitlines()[0])
                continue
            times = timed(ask, asks[:SLOW_ASKS] if name == "rank_bm25" else asks)
            say(f"lexical, {name}", times, f"{times.median / ours.median:.1f} x ours")


class Texts:
    """The runs of each offer, made anew for each engine: those of a million offers would take 20 GB."""

    def __init__(self, index: CatalogueIndex) -> None:
        self._offers = index.offers

    def __len__(self) -> int:
        return len(self._offers)

    def __iter__(self) -> Iterator[list[str]]:
        return (runs(f"{offer.name} {offer.text}") for offer in self._offers)


def runs(text: str) -> list[str]:
    """Return the runs of two characters of a text."""
    return [run for run in grams(text, 2) if len(run) > 1]


def _sqlite(texts: Texts, stack: ExitStack) -> Ask:
    connection = sqlite3.connect(":memory:")
    stack.callback(connection.close)
    connection.execute("CREATE VIRTUAL TABLE offers USING fts5(body)")
    connection.executemany("INSERT INTO offers VALUES (?)", ((" ".join(text),) for text in texts))

    def ask(text: str) -> object:
        wanted = " OR ".join(f'"{run}"' for run in set(runs(text)))
        return connection.execute(
            "SELECT rowid FROM offers WHERE offers MATCH ? ORDER BY rank LIMIT 100", (wanted,)
        ).fetchall()

    return ask


def _postgres(texts: Texts, stack: ExitStack) -> Ask:
    connection = server(stack)
    connection.execute("CREATE TABLE t (id int, body tsvector)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO t VALUES (%s, to_tsvector('simple', %s))",
            ((row, " ".join(text)) for row, text in enumerate(texts)),
        )
    connection.execute("CREATE INDEX ON t USING gin (body)")
    connection.execute("ANALYZE t")

    def ask(text: str) -> object:
        wanted = " | ".join(f"'{run}'" for run in set(runs(text)))
        return connection.execute(
            "SELECT id FROM t, to_tsquery('simple', %s) q WHERE body @@ q ORDER BY ts_rank(body, q) DESC LIMIT 100",
            (wanted,),
        ).fetchall()

    return ask


def _rank_bm25(texts: Texts, _: ExitStack) -> Ask:
    if len(texts) > PLAIN_UP_TO:
        raise RuntimeError(f"takes seconds a query beyond {PLAIN_UP_TO} offers")
    scorer: Any = importlib.import_module("rank_bm25").BM25Okapi(list(texts))
    return lambda text: scorer.get_scores(runs(text))


def _tantivy(texts: Texts, _: ExitStack) -> Ask:
    tantivy: Any = importlib.import_module("tantivy")
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=200_000_000)
    for text in texts:
        writer.add_document(tantivy.Document(body=" ".join(text)))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> object:
        terms = [tantivy.Query.term_query(index.schema, "body", run) for run in set(runs(text))]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return searcher.search(wanted, 100)

    return ask


PEERS: dict[str, Callable[[Texts, ExitStack], Ask]] = {
    "SQLite FTS5": _sqlite,
    "PostgreSQL full text": _postgres,
    "rank_bm25": _rank_bm25,
    "tantivy": _tantivy,
}
