"""Questions of policy and of taxes in English, read in Chinese: the catalogue's texts are Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.reading.english import any_of, is_english

PATH = Path(__file__).parents[1] / "data" / "reading" / "english_questions.yml"
POLICY, TAX, MATTER = "policy", "tax", "matter"
_ASKS = re.compile(
    r"(?i)^\W*(?:(?:hi|hello|hey|please|so|and|ok|excuse me)\W+)*"
    r"(?:is|are|do|does|did|can|could|may|what|which|how|any|when|who|where|will|would)\b"
    r"|\?\W*$|\b(?:tell me|know|wonder|ask)\b"
)
# Somebody is wanted to do it, or it is wanted as a service.
_WANTS = re.compile(
    r"(?i)\b(?:i|we) (?:need|want|am looking|are looking)\b|\blooking for\b|\bhelp (?:me|us)\b|\bfor me\b"
)
_HOW = re.compile(r"(?i)\bhow (?:can|do|could|should|to)\b.*\b(?:apply|get|claim|obtain|receive)\b")
_HOW_MUCH = re.compile(r"(?i)\bhow (?:much|high|many)\b|\brates?\b|\bpercent")


@dataclass(frozen=True)
class Term:
    """What an English wording means, and whether it is what is asked for or of what."""

    kind: str
    zh: str


@lru_cache(maxsize=1)
def terms() -> dict[str, Term]:
    """Return the terms by their English wordings, in lower case.

    :raises ValueError: If a wording stands twice.
    """
    found: dict[str, Term] = {}
    for row in yaml.safe_load(PATH.read_text(encoding="utf-8")):
        for say in row["say"]:
            if say in found:
                raise ValueError(f"english_questions.yml: {say} stands twice")
            found[say] = Term(row["kind"], row["zh"])
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return any_of(terms())


def asks_policy(text: str) -> bool:
    """Return whether an English message asks what policy there is, or what a tax or a rule comes to."""
    if not is_english(text) or not _ASKS.search(text) or _WANTS.search(text):
        return False
    return any(term.kind in (POLICY, TAX) for term in _named(text))


def in_chinese(text: str) -> str:
    """Return an English question of policy in Chinese; any other text unchanged.

    >>> in_chinese("Is there any subsidy for exporting?")
    '外贸出口有什么补贴'
    """
    if not asks_policy(text):
        return text
    named = _named(text)
    of = "".join(dict.fromkeys(term.zh for term in named if term.kind == MATTER))
    policies = "、".join(dict.fromkeys(term.zh for term in named if term.kind == POLICY))
    taxes = "、".join(dict.fromkeys(term.zh for term in named if term.kind == TAX))
    if taxes and (not policies or _HOW_MUCH.search(text)):
        return f"{of}{taxes}是多少"
    return f"{of}{taxes}{policies}怎么申请" if _HOW.search(text) else f"{of}{taxes}有什么{policies}"


def _named(text: str) -> list[Term]:
    return [terms()[match["say"].lower()] for match in _pattern().finditer(text)]
