"""What enterprises say and what offers call it: colloquial wordings, trade terms and misleading look-alikes.

``expand`` finds every known wording in a message in one pass, so that a query can be widened by the formal terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import Any

import yaml

from knowledge.errors import KnowledgeError
from knowledge.reading.normalise import normalise
from knowledge.taxonomy import DATA_DIR, load_categories

FOLDER = DATA_DIR / "lexicon"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_LATIN = frozenset(ascii_letters + digits)


class LexiconError(KnowledgeError):
    """A lexicon file is missing or breaks its format; the message names file and entry."""


@dataclass(frozen=True)
class Wording:
    """Colloquial wordings that all point to the same formal terms.

    :param say: What people type or say, found inside a sentence.
    :param mean: The terms that stand in offers and policies.
    :param types: Service-type codes, most fitting first; empty for general words.
    """

    say: tuple[str, ...]
    mean: tuple[str, ...]
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A programme, qualification, standard or trade term with its short forms and other spellings."""

    term: str
    short: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lookalike:
    """A sentence that sounds like one service type and is another (``type``), or none of this platform's (None)."""

    text: str
    not_type: str
    type: str | None


@dataclass(frozen=True)
class Hit:
    """A wording found in a text: ``text[start:end]`` is it, in the text's own spelling."""

    say: str
    mean: tuple[str, ...]
    types: tuple[str, ...]
    start: int
    end: int


@dataclass
class _Node:
    """One step of the trie; ``hit`` is set where a wording ends: (say, mean, types); a guard means nothing."""

    then: dict[str, _Node] = field(default_factory=dict)
    hit: tuple[str, tuple[str, ...], tuple[str, ...]] | None = None


def _load(path: Path) -> list[Any]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both loaders are safe
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{path.name}: cannot be read: {error}") from error
    if not isinstance(entries, list):
        raise LexiconError(f"{path.name}: a list is expected, found {type(entries).__name__}")
    return entries


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (where, entry) for a list of objects."""
    for number, entry in enumerate(_load(path), 1):
        if not isinstance(entry, dict):
            raise LexiconError(f"{path.name} entry {number}: an object is expected, found {entry!r}")
        yield f"{path.name} entry {number}", entry


def _texts(entry: Mapping[str, Any], key: str, where: str, least: int = 0) -> tuple[str, ...]:
    values = entry.get(key) or []
    if not isinstance(values, list) or len(values) < least:
        raise LexiconError(f"{where}: {key} must be a list of at least {least}, found {values!r}")
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise LexiconError(f"{where}: {key} holds something that is not a text: {values!r}")
    return tuple(values)


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LexiconError(f"{where}: {key} must be a non-empty text, found {value!r}")
    return value


def read_wordings(path: Path) -> tuple[Wording, ...]:
    """Read one ``<category>.yml``.

    :raises LexiconError: If the file or an entry is malformed.
    """
    return tuple(
        Wording(_texts(row, "say", where, 1), _texts(row, "mean", where, 1), _texts(row, "types", where))
        for where, row in _rows(path)
    )


@lru_cache(maxsize=1)
def load_wordings() -> Mapping[str, tuple[Wording, ...]]:
    """Return the colloquial wordings by category; every category has its file.

    :raises LexiconError: If a file is missing or malformed.
    """
    return {code: read_wordings(FOLDER / f"{code}.yml") for code in load_categories()}


def read_terms(path: Path) -> tuple[Term, ...]:
    """Read a file of trade terms; raises LexiconError where it is malformed."""
    return tuple(
        Term(_text(row, "term", where), *(_texts(row, key, where) for key in ("short", "also", "types")))
        for where, row in _rows(path)
    )


@lru_cache(maxsize=1)
def load_terms() -> tuple[Term, ...]:
    """Return the trade terms in file order."""
    return read_terms(FOLDER / "terms.yml")


@lru_cache(maxsize=1)
def load_abbreviations() -> tuple[Term, ...]:
    """Return the abbreviations and platforms, in file order: they widen a text, and nothing is trained on them."""
    return read_terms(FOLDER / "abbreviations.yml")


def read_lookalikes(path: Path) -> tuple[Lookalike, ...]:
    """Read a file of look-alikes; raises LexiconError where it is malformed."""
    found = []
    for where, row in _rows(path):
        if "type" not in row:
            raise LexiconError(f"{where}: type is missing; null says that no service of the platform is meant")
        kind = None if row["type"] is None else _text(row, "type", where)
        found.append(Lookalike(_text(row, "text", where), _text(row, "not", where), kind))
    return tuple(found)


@lru_cache(maxsize=1)
def load_lookalikes() -> tuple[Lookalike, ...]:
    """Return the look-alikes in file order."""
    return read_lookalikes(FOLDER / "lookalikes.yml")


def read_guards(path: Path) -> tuple[str, ...]:
    """Read ordinary words in which a wording stands by accident, a list of lists.

    :raises LexiconError: If the file is malformed.
    """
    rows = _load(path)
    if not all(isinstance(row, list) and all(isinstance(word, str) for word in row) for row in rows):
        raise LexiconError(f"{path.name}: lists of texts are expected")
    return tuple(word for row in rows for word in row)


@lru_cache(maxsize=1)
def load_guards() -> tuple[str, ...]:
    """Return the ordinary words that ``expand`` passes over: 等保险 is not 等保."""
    return read_guards(FOLDER / "guards.yml")


def spelling(text: str) -> str:
    """Return the spelling that is compared: simplified, half width, lower case, as long as the text."""
    return normalise(text).translate(_LOWER)


def _entries() -> Iterator[Wording]:
    """Yield all that can be found in a text; a term's short forms and spellings mean the term."""
    for wordings in load_wordings().values():
        yield from wordings
    for term in (*load_terms(), *load_abbreviations()):
        yield Wording((term.term, *term.short, *term.also), (term.term,), term.types)
    yield Wording(load_guards(), ())


@lru_cache(maxsize=1)
def _trie() -> _Node:
    root = _Node()
    for entry in _entries():
        for say in entry.say:
            node = root
            for character in spelling(say):
                node = node.then.setdefault(character, _Node())
            _, mean, types = node.hit or (say, (), ())
            node.hit = (say, _joined(mean, entry.mean), _joined(types, entry.types))
    return root


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def expand(text: str) -> list[Hit]:
    """Return every wording of the lexicon in the text, in reading order.

    At each place the longest wording counts, and one that lies wholly inside another is left out. Letters and digits
    are compared as whole words: ``CE`` is not in ``CEO``. The ordinary words of ``guards.yml`` hide what stands in
    them. A wording of two entries gives one hit with what both mean. The trie is as deep as its longest wording, so
    the time grows with the length of the text alone.

    :param text: A message; traditional characters, full width and capitals are read like their plain forms.
    :return: Hits whose ``start`` and ``end`` are positions in ``text`` as given.

    >>> [(hit.say, hit.mean) for hit in expand("想搞高企")]
    [('高企', ('高新技术企业认定',))]
    """
    return list(_expanded(text))


@lru_cache(maxsize=256)  # one need is compared with ten offers
def _expanded(text: str) -> tuple[Hit, ...]:
    plain, found, covered = spelling(text), list[Hit](), 0
    for start in range(len(plain)):
        hit = _longest(plain, start)
        if hit is not None and hit.end > covered:
            covered = hit.end
            found.append(hit)
    return tuple(hit for hit in found if hit.mean)


def _longest(plain: str, start: int) -> Hit | None:
    """Return the longest wording that begins at a position."""
    if _inside_word(plain, start):
        return None
    node, best = _trie(), None
    for end in range(start, len(plain)):
        step = node.then.get(plain[end])
        if step is None:
            break
        node = step
        if node.hit is not None and not _inside_word(plain, end + 1):
            best = Hit(*node.hit, start, end + 1)
    return best


def _inside_word(plain: str, place: int) -> bool:
    """Tell whether a place lies between two Latin letters or digits."""
    return 0 < place < len(plain) and plain[place - 1] in _LATIN and plain[place] in _LATIN
