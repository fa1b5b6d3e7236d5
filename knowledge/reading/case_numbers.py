"""Case numbers as people write them: XQ for a demand, SQ for an appeal, the day, a counter."""

from __future__ import annotations

import re

from knowledge.reading.normalise import normalise

# Read out, copied or typed anew, a number falls into its parts: xq-20261123-0001, XQ 2026 1123 0001, XQ：202611230001.
_NUMBER = re.compile(
    r"(?<![A-Za-z])(?P<prefix>[XS]Q)[\s:：#_-]{0,3}"
    r"(?P<digits>\d{12,20}|20\d\d[\s./_-]?\d\d[\s./_-]?\d\d[\s/_-]{1,2}\d{4,8})(?!\d)",
    re.IGNORECASE,
)


def find(text: str) -> list[str]:
    """Return the case numbers that a text names, as they are kept, in its order and each once.

    >>> find('xq-20261123-0001和SQ202611230002')
    ['XQ202611230001', 'SQ202611230002']
    """
    return list(dict.fromkeys(_kept(found) for found in _NUMBER.finditer(normalise(text))))


def only(text: str) -> str | None:
    """Return the case number that is all a text says, as it is kept; None if it says none, or more."""
    found = _NUMBER.fullmatch(normalise(text).strip())
    return _kept(found) if found else None


def without(text: str) -> str:
    """Return a text without the case numbers it names, everything else untouched."""
    for found in reversed(list(_NUMBER.finditer(normalise(text)))):
        text = text[: found.start()] + text[found.end() :]
    return text


def _kept(found: re.Match[str]) -> str:
    return found["prefix"].upper() + re.sub(r"\D", "", found["digits"])
