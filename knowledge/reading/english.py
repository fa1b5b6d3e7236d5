"""English words for what is to be arranged, read in Chinese: the knowledge of the trade is Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge import lexicon

PATH = Path(__file__).parents[1] / "data" / "reading" / "english.yml"
LEAST_WORDS = 3  # ERP is a term, B2B platform may stand in any sentence; three words are a language
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_WISHES = re.compile(
    r"(?i)\b(?:need|want|looking|look|find|help|how|apply|get|can|could|please|any|would|searching|interested|where|who)\b"
)
WISH = "想"


@lru_cache(maxsize=1)
def glossary() -> dict[str, str]:
    """Return the Chinese of each wording, in lower case.

    :raises ValueError: If a wording stands twice.
    """
    found: dict[str, str] = {}
    for row in yaml.safe_load(PATH.read_text(encoding="utf-8")):
        for say in row["say"]:
            if found.setdefault(say.lower(), row["zh"]) != row["zh"]:
                raise ValueError(f"english.yml: {say} stands twice")
    return found


def any_of(wordings: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of English wordings, the longest first, in the plural too; the group is ``say``."""
    says = "|".join(re.escape(say) for say in sorted(wordings, key=len, reverse=True))
    return re.compile(rf"(?i)(?<![A-Za-z0-9])(?P<say>{says})(?:e?s)?(?![A-Za-z0-9])")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return any_of(glossary())


def is_english(text: str) -> bool:
    """Tell whether a message is written in English: words in Latin letters and no Chinese."""
    return not _CHINESE.search(text) and len(_WORD.findall(text)) >= LEAST_WORDS


def wishes(text: str) -> bool:
    """Tell whether an English message asks for something."""
    return bool(_WISHES.search(text))


def knows(text: str) -> bool:
    """Tell whether an English message names something that can be arranged."""
    return is_english(text) and bool(_named(text))


def in_chinese(text: str) -> str:
    """Return the text with its English words for what is to be arranged in Chinese.

    Beside Chinese only those words change; of an English message only they are left, as something wanted. Unchanged
    where none is known.

    >>> in_chinese("need a loan for my factory")
    '想贷款'
    """
    if not _LATIN.search(text):
        return text
    if not is_english(text):
        return _pattern().sub(lambda found: glossary()[found["say"].lower()], text) if _CHINESE.search(text) else text
    named = _named(text)
    return f"{WISH}{'，'.join(named)}" if named else text


def _named(text: str) -> list[str]:
    """Return what an English message names, in its order: by the glossary, and the terms of the lexicon (ISO9001)."""
    found = {match.start(): glossary()[match["say"].lower()] for match in _pattern().finditer(text)}
    covered = [match.span() for match in _pattern().finditer(text)]
    for hit in lexicon.expand(text):
        if hit.types and not any(start < hit.end and hit.start < end for start, end in covered):
            found[hit.start] = hit.mean[0]
    return list(dict.fromkeys(found[place] for place in sorted(found)))
