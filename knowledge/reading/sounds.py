"""Slips of voice and of pinyin input: a trade word written with characters that merely sound like it.

Source: docs/decisions/0010-ledger-and-evaluation.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from knowledge.lexicon import Wording, load_lookalikes, load_terms, load_wordings
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import DATA_DIR, load_service_types

TABLE = DATA_DIR / "reading" / "sounds.tsv"
# Words of two characters have too many others of the same sound: on 400 asks without slips they cost half a point of
# hit@5 and runs of frequent characters two; words of three and more cost nothing.
SHORTEST, LONGEST = 3, 8
COMMON = 2  # texts in which two characters must stand side by side to be taken for meant


@lru_cache(maxsize=1)
def table() -> Mapping[str, str]:
    """Return the sound of each character, without tones."""
    sounds: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            syllable, characters = line.split("\t")
            sounds.update(dict.fromkeys(characters, syllable))
    return sounds


def put_right(text: str) -> str:
    """Return the text with slips put right where its sound is that of a known trade word; as long as it was.

    Only stretches in which two characters stand together that no text of the trade has side by side are touched.

    >>> put_right("想办设备容资租赁")
    '想办设备融资租赁'
    """
    sounds = [table().get(character, "") for character in text]
    found, place = list(text), 0
    while place < len(text):
        word = _word_at(text, sounds, place)
        if word:
            found[place : place + len(word)] = word
        place += len(word) or 1
    return "".join(found)


def _word_at(text: str, sounds: list[str], place: int) -> str:
    """Return the longest trade word that sounds like the text from here, if the text there is it or a slip."""
    for length in range(min(LONGEST, len(text) - place), SHORTEST - 1, -1):
        heard = tuple(sounds[place : place + length])
        word = _words().get(heard) if all(heard) else None
        written = text[place : place + length]
        if word and (written == word or _is_strange(written)):
            return word
    return ""


def _is_strange(written: str) -> bool:
    return any(pair not in _pairs() for pair in _neighbours(written))


@lru_cache(maxsize=1)
def _words() -> Mapping[tuple[str, ...], str]:
    """Return the trade words by sound; of two with one sound the one that comes first: names of service types."""
    found: dict[tuple[str, ...], str] = {}
    for word in _formal_words():
        heard = tuple(table().get(character, "") for character in word)
        if SHORTEST <= len(word) <= LONGEST and all(heard):
            found.setdefault(heard, word)
    return found


def _formal_words() -> Iterable[str]:
    """Return what slips are put right to; colloquial wordings are not among them, some of them are slips."""
    for kind in load_service_types().values():
        yield from (kind.name, *kind.aliases)
    for term in load_terms():
        yield from (term.term, *term.short)
    for wording in _wordings():
        yield from wording.mean


def _wordings() -> Iterable[Wording]:
    return (wording for wordings in load_wordings().values() for wording in wordings)


@lru_cache(maxsize=1)
def _pairs() -> frozenset[str]:
    """Return the pairs of neighbouring characters that the trade's texts and everyday lines have in common use."""
    texts = [*_formal_words(), *load_out_of_domain(), *(one.text for one in load_lookalikes())]
    texts += [say for wording in _wordings() for say in wording.say]
    for kind in load_service_types().values():
        texts += [*kind.asks, kind.definition]
    counts = Counter(pair for text in texts for pair in set(_neighbours(text)))
    return frozenset(pair for pair, count in counts.items() if count >= COMMON)


def _neighbours(text: str) -> list[str]:
    return [first + second for first, second in zip(text, text[1:], strict=False)]
