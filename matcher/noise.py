"""Copies of needs with the slips of voice input, to measure what they cost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from knowledge.reading.sounds import table
from knowledge.taxonomy import load_service_types


def slipped(text: str, slips: int = 2) -> str:
    """Return the text with characters replaced by others of the same sound; the same text always slips alike."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    found = list(text)
    places = [place for place, character in enumerate(text) if _others(character)]
    for _ in range(min(slips, len(places))):
        seed, at = divmod(seed, len(places))
        place = places.pop(at)
        others = _others(text[place])
        seed, at = divmod(seed, len(others))
        found[place] = others[at]
    return "".join(found)


def _others(character: str) -> Sequence[str]:
    sound = table().get(character)
    return [other for other in _alike().get(sound, "") if other != character] if sound else []


@lru_cache(maxsize=1)
def _alike() -> Mapping[str, str]:
    """Return the characters that needs are written with, by sound: rare ones are no likely slip."""
    used = sorted({character for kind in load_service_types().values() for ask in kind.asks for character in ask})
    found: dict[str, str] = {}
    for character in used:
        if character in table():
            sound = table()[character]
            found[sound] = found.get(sound, "") + character
    return found
