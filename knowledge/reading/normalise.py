"""Bring text to one spelling without moving a single character, so that offsets stay true."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "data" / "reading" / "simplify.tsv"

# Chinese punctuation separates clauses and belongs to names; it is kept.
KEPT = set("，！？；：（）")
DASHES = "‐‑‒–−"
# ① before a word numbers what follows and is no figure of it (①贷款三十万②…): kept unless a digit stands beside it.
LISTING = re.compile("[①-⑨⑴-⑼]")
COMMON = 0x10000  # rarer characters are worked out each time, so that nobody can fill the memory with them
SINGLES = {"○": "〇", "\u3000": " ", "￥": "¥", "﹣": "-", "︰": "：", "﹒": "."}


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """Return the translation table from traditional to simplified characters and odd dashes."""
    pairs: dict[int, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            traditional, simplified = line.split("\t")
            pairs[ord(traditional)] = simplified
    pairs.update({ord(dash): "-" for dash in DASHES})
    pairs.update({ord(odd): plain for odd, plain in SINGLES.items()})
    return pairs


def _plain(character: str) -> str:
    """Return one character for one: half width, plain digits, blanks for controls."""
    if character in KEPT or character == "\n" or "\u4e00" <= character <= "\u9fff":
        return character
    category = unicodedata.category(character)
    if category[0] in "CZM" and category not in ("Co", "Cn"):
        return " "
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    wide = "\uff01" <= character <= "\uff5e" or category in ("Lu", "Ll")
    composed = unicodedata.normalize("NFKC", character) if wide else character
    return composed if len(composed) == 1 else character


class _Plain(dict[int, str]):
    """What every character becomes, worked out when it is first met; a text then costs one pass in C."""

    def __missing__(self, code: int) -> str:
        """Work out one character and keep it."""
        found = "".join(map(_plain, chr(code).translate(table())))
        if code < COMMON:
            self[code] = found
        return found


_PLAIN = _Plain()


@lru_cache(maxsize=64)  # one message is read several times
def normalise(text: str) -> str:
    """Return ``text`` in simplified characters and half width, exactly as long as it was.

    Digits of any script become ASCII, but for ① where it numbers what follows; control and invisible characters
    become blanks (line feeds stay).

    >>> normalise('長沙１３８①')
    '长沙1381'
    """
    plain = text.translate(_PLAIN)
    marks = [m.start() for m in LISTING.finditer(text) if not _beside_digit(plain, m.start())]
    if not marks:
        return plain
    characters = list(plain)
    for at in marks:
        characters[at] = text[at]
    return "".join(characters)


def _beside_digit(text: str, at: int) -> bool:
    return bool(re.search("[0-9]", text[max(0, at - 1) : at] + text[at + 1 : at + 2]))
