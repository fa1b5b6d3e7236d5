"""The units Chinese texts are compared by: characters, words in Latin letters, and runs of one to three of them."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MAX_CHARACTERS = 2_000  # of one text; a longer need is a story whose beginning says it
_UNIT = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]|[^\s]")
_WORD = re.compile(r"[a-z0-9.]+|[\u3400-\u9fff]")
_MARKS = re.compile(r"[\W_]")
_BUCKET_BITS = 22
BUCKETS = 1 << _BUCKET_BITS
_MIX = np.uint64(0x9E3779B97F4A7C15)


def units(text: str) -> list[str]:
    """Split into single Chinese characters, Latin words and numbers; a ``""`` marks punctuation between them.

    >>> units("ISO9001认证，")
    ['iso', '9001', '认', '证', '']
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).lower()
    return [unit if _WORD.fullmatch(unit) else "" for unit in _UNIT.findall(folded)]


def grams(text: str, longest: int = 2) -> list[str]:
    """Return the runs of 1 to ``longest`` units that no punctuation interrupts, shortest first.

    >>> grams("贷款难")
    ['贷', '款', '难', '贷款', '款难']
    """
    parts = units(text)
    found = [part for part in parts if part]
    if longest >= 2:
        found += [a + b for a, b in pairwise(parts) if a and b]
    if longest >= 3:
        found += [a + b + c for a, b, c in zip(parts, parts[1:], parts[2:], strict=False) if a and b and c]
    return found


@lru_cache(maxsize=8_192)  # the same lines are compared with every question
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, marks left out; of one character, itself."""
    plain = _MARKS.sub("", text)
    return frozenset(plain[place : place + 2] for place in range(max(len(plain) - 1, 1)))


def _code(unit: str) -> int:
    return ord(unit) if len(unit) == 1 else zlib.crc32(unit.encode()) | 1 << 32


@lru_cache(maxsize=1_024)  # one need is compared with the catalogue, the service types and its first answers
def hashed_grams(text: str, shortest: int = 1) -> NDArray[np.int64]:
    """Return the bucket numbers of all runs of ``shortest`` to three units, repeated as often as they occur.

    The array is shared by all who ask, so it cannot be written to.
    """
    codes = np.array([_code(part) if part else 0 for part in units(text)], dtype=np.uint64)
    runs, running = [codes[codes > 0][: None if shortest == 1 else 0]], codes
    for length in (2, 3):
        if len(codes) < length:
            break
        tail = codes[length - 1 :]
        head = running[: len(tail)]
        running = np.where((head > 0) & (tail > 0), (head * _MIX) ^ (tail + np.uint64(length)), np.uint64(0))
        runs.append(running[running > 0])
    mixed = np.concatenate(runs) * _MIX
    buckets = (mixed >> np.uint64(64 - _BUCKET_BITS)).astype(np.int64)
    buckets.flags.writeable = False
    return buckets
