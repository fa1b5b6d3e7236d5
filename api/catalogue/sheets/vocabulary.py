"""The words of the tables: sheets, headers with their synonyms and options, as ``columns.yml`` has them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).with_name("columns.yml")
MARKS = re.compile(r"[\s*＊:：]|[(（]必填[)）]")
UNIT = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Column:
    """One column.

    :param name: The field of an item; ``fee.model`` lies in the object ``fee``.
    :param kinds: The sheets that have it when the product writes them; it is read in every sheet.
    """

    name: str
    header: str
    also: tuple[str, ...]
    headers: Mapping[str, str]
    type: str
    kinds: tuple[str, ...]
    hint: str
    sample: Mapping[str, Any]

    @property
    def field(self) -> str:
        """Return the field of the item that the column fills, or a part of it."""
        return self.name.partition(".")[0]

    def header_of(self, kind: str) -> str:
        """Return what the column is called in the sheet of a kind."""
        return self.headers.get(kind, self.header)


@dataclass(frozen=True)
class Vocabulary:
    """All words, looked up in the form :func:`plain` gives them."""

    titles: Mapping[str, str]
    columns: tuple[Column, ...]
    options: Mapping[str, Mapping[str, tuple[str, ...]]]
    ignored_headers: frozenset[str]
    ignored_sheets: frozenset[str]
    kind_words: Mapping[str, str]
    by_header: Mapping[str, Column]
    option_words: Mapping[str, Mapping[str, str]]

    def kind_of(self, word: str) -> str | None:
        """Return the kind that a sheet's title or a cell names."""
        return self.kind_words.get(plain(word))

    def column_of(self, header: str) -> Column | None:
        """Return the column a header names, with or without a unit in brackets."""
        wanted = plain(header)
        return self.by_header.get(wanted) or self.by_header.get(UNIT.sub("", wanted))

    def columns_of(self, kind: str) -> list[Column]:
        """Return the columns of a kind's sheet in their order."""
        return [column for column in self.columns if kind in column.kinds]

    def headers_of_fields(self, kind: str, fields: Iterable[str]) -> list[str]:
        """Return what people call some fields of an item; a field without columns goes by its name."""
        found: list[str] = []
        for field in fields:
            mine = [column for column in self.columns if column.field == field]
            found.append(mine[0].header_of(kind) if mine else field)
        return found

    def label(self, group: str, code: str) -> str:
        """Return the word for an option."""
        return self.options[group][code][0]

    def near(self, header: str) -> str | None:
        """Return the header that an unknown one resembles."""
        found = difflib.get_close_matches(plain(header), self.by_header, 1, 0.5)
        return self.by_header[found[0]].header if found else None


def plain(word: str) -> str:
    """Return a word without what people vary: width, case, blanks, marks of what must be filled."""
    return MARKS.sub("", unicodedata.normalize("NFKC", MARKS.sub("", word))).casefold()


@lru_cache(maxsize=1)
def load() -> Vocabulary:
    """Return the product's vocabulary."""
    raw = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    columns = tuple(_column(entry) for entry in raw["columns"])
    options = {
        group: {_code(code): tuple(str(word) for word in words) for code, words in entries.items()}
        for group, entries in raw["options"].items()
    }
    return Vocabulary(
        titles={kind: entry["title"] for kind, entry in raw["kinds"].items()},
        columns=columns,
        options=options,
        ignored_headers=frozenset(map(plain, raw["ignored_headers"])),
        ignored_sheets=frozenset(map(plain, raw["ignored_sheets"])),
        kind_words=_words({kind: (entry["title"], *entry["also"]) for kind, entry in raw["kinds"].items()}),
        by_header=_headers(columns),
        option_words={group: _words(entries) for group, entries in options.items()},
    )


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(
        name=entry["name"],
        header=entry["header"],
        also=tuple(entry["also"]),
        headers=entry.get("headers", {}),
        type=entry["type"],
        kinds=tuple(entry["kinds"]),
        hint=entry["hint"],
        sample=entry.get("sample", {}),
    )


def _code(code: object) -> str:
    """Return an option's code; YAML reads true and false as what they are."""
    return str(code).lower() if isinstance(code, bool) else str(code)


def _words(entries: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(word): code for code, words in entries.items() for word in (code, *words)}


def _headers(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return columns by every header; the field's own name is one too."""
    return {
        plain(word): column
        for column in columns
        for word in (column.name, column.header, *column.also, *column.headers.values())
    }
