"""Which entry of the catalogue answers a question about policy or procedure, if one clearly does."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.index.build import CatalogueIndex
from matcher.search.ranked import Ranked
from matcher.search.words import shared_words

KINDS = ("faq", "policy", "scheme")
LOOKED_AT = 20

# A logistic judge, fitted on 235 questions over the sample catalogue (tests/matcher/data/questions.yml and 62 in the
# words of workshops): the right entries against the others among the first twenty. Out of fold at this floor 92 % of
# what is answered is right and 83 % of the questions without an answer are not answered. Of those that have one 58 %
# get it outright; most others find it among what is offered in its place (docs/decisions/0014-answers.md).
# Trade words shared with the body only speak against an entry: it mentions the matter and is about another.
LEXICAL, DENSE, COVERAGE, BODY, TITLE, BIAS = 19.63, 5.59, -0.31, -3.04, 5.07, -6.53
FLOOR = 0.0
NEAR = -3.0  # log odds from which an entry is worth being asked after (did you mean)
MOST_NEAR = 3


def about(one: Ranked, text: str, index: CatalogueIndex) -> float:
    """Return the log odds that an entry answers a question; higher is likelier."""
    offer = one.offer
    return (
        BIAS
        + LEXICAL * one.value("lexical")
        + DENSE * one.value("dense")
        + COVERAGE * index.lexical.coverage(text, one.row)
        + BODY * _share(text, f"{offer.name}。{offer.text}。{offer.benefit}")
        + TITLE * _share(text, offer.name)
    )


def best_reply(ranked: Sequence[Ranked], text: str, index: CatalogueIndex) -> Ranked | None:
    """Return the entry that is likeliest about the question, or None where none reaches the floor."""
    entries = [one for one in ranked if one.kind in KINDS][:LOOKED_AT]
    best = max(entries, key=lambda one: about(one, text, index), default=None)
    return best if best is not None and about(best, text, index) >= FLOOR else None


def near_replies(ranked: Sequence[Ranked], text: str, index: CatalogueIndex) -> list[Ranked]:
    """Return the entries that may be meant where none reaches the floor, likeliest first."""
    entries = [one for one in ranked if one.kind in KINDS][:LOOKED_AT]
    judged = sorted(((about(one, text, index), one) for one in entries), key=lambda pair: -pair[0])
    return [one for score, one in judged if score >= NEAR][:MOST_NEAR]


def _share(text: str, entry: str) -> float:
    """Return how much of the question is trade words that the entry holds, 0 to 1."""
    return sum(map(len, shared_words(text, entry))) / max(len(text), 1)
