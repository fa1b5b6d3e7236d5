"""The lexicon by service type: wordings to learn and sentences that belong to a type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from knowledge.lexicon import load_lookalikes, load_terms, load_wordings


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, tuple[str, ...]]:
    """Return the wordings by the service type they point to first."""
    found: dict[str, list[str]] = {}
    for entry in (entry for entries in load_wordings().values() for entry in entries):
        if entry.types:
            found.setdefault(entry.types[0], []).extend(entry.say)
    for term in load_terms():
        if term.types:
            found.setdefault(term.types[0], []).extend((term.term, *term.short, *term.also))
    return {code: tuple(dict.fromkeys(says)) for code, says in found.items()}


def said(code: str) -> tuple[str, ...]:
    """Return the lexicon's wordings that point to a service type first."""
    return _wordings().get(code, ())


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in load_lookalikes():
        if one.type is not None:
            found.setdefault(one.type, []).append(one.text)
    return {code: tuple(texts) for code, texts in found.items()}


def sentences(code: str) -> tuple[str, ...]:
    """Return the sentences that sound like something else and are this service type."""
    return _sentences().get(code, ())
