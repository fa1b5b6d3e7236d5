"""Check the lexicon as a whole; part of ``python -m knowledge.checks``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge import lexicon
from knowledge.errors import KnowledgeError
from knowledge.lexicon import Lookalike, Term, Wording

LEAST_SAYS = {"finance": 300, "gov_agency": 300, "hr": 300, "legal": 300, "tech": 300}
LEAST_SAYS_ELSEWHERE = 200
LEAST_SAYS_IN_ALL = 2500
LEAST_TERMS = 350
LEAST_LOOKALIKES = 400
SAY_LENGTHS = range(2, 13)


def faults(codes: set[str]) -> Iterator[str]:
    """Yield every fault of the lexicon, one sentence each.

    :param codes: The service-type codes that exist.
    """
    try:
        wordings, terms, lookalikes = lexicon.load_wordings(), lexicon.load_terms(), lexicon.load_lookalikes()
    except KnowledgeError as error:
        yield str(error)
        return
    for category, entries in wordings.items():
        yield from wording_faults(category, entries, codes)
    total = sum(len(entry.say) for entries in wordings.values() for entry in entries)
    if total < LEAST_SAYS_IN_ALL:
        yield f"lexicon: {total} wordings, at least {LEAST_SAYS_IN_ALL} are needed"
    yield from term_faults(terms, codes)
    yield from abbreviation_faults(terms, lexicon.load_abbreviations(), codes)
    yield from lookalike_faults(lookalikes, codes)


def wording_faults(category: str, entries: Iterable[Wording], codes: set[str]) -> Iterator[str]:
    """Yield the faults of one category's wordings."""
    where, entries = f"lexicon/{category}.yml", tuple(entries)
    says = [say for entry in entries for say in entry.say]
    least = LEAST_SAYS.get(category, LEAST_SAYS_ELSEWHERE)
    if len(says) < least:
        yield f"{where}: {len(says)} wordings, at least {least} are needed"
    yield from (f"{where}: {say} is not of 2 to 12 characters" for say in says if len(say) not in SAY_LENGTHS)
    yield from _repeated(where, says)
    yield from _unknown(where, (code for entry in entries for code in entry.types), codes)


def term_faults(terms: Iterable[Term], codes: set[str]) -> Iterator[str]:
    """Yield the faults of the trade terms."""
    where, terms = "lexicon/terms.yml", tuple(terms)
    if len(terms) < LEAST_TERMS:
        yield f"{where}: {len(terms)} terms, at least {LEAST_TERMS} are needed"
    yield from _repeated(where, (name for term in terms for name in (term.term, *term.short, *term.also)))
    yield from _unknown(where, (code for term in terms for code in term.types), codes)


def abbreviation_faults(terms: Iterable[Term], abbreviations: Iterable[Term], codes: set[str]) -> Iterator[str]:
    """Yield the faults of the abbreviations; none of them may be a term already."""
    where, every = "lexicon/abbreviations.yml", (*terms, *abbreviations)
    yield from _repeated(where, (name for term in every for name in (term.term, *term.short, *term.also)))
    yield from _unknown(where, (code for term in abbreviations for code in term.types), codes)


def lookalike_faults(lookalikes: Iterable[Lookalike], codes: set[str]) -> Iterator[str]:
    """Yield the faults of the look-alikes."""
    where, lookalikes = "lexicon/lookalikes.yml", tuple(lookalikes)
    if len(lookalikes) < LEAST_LOOKALIKES:
        yield f"{where}: {len(lookalikes)} look-alikes, at least {LEAST_LOOKALIKES} are needed"
    yield from (
        f"{where}: {one.text} is of the type it should not be" for one in lookalikes if one.type == one.not_type
    )
    yield from _repeated(where, (one.text for one in lookalikes))
    yield from _unknown(where, (code for one in lookalikes for code in (one.not_type, one.type) if code), codes)


def _repeated(where: str, words: Iterable[str]) -> Iterator[str]:
    counts = Counter(map(lexicon.spelling, words))
    yield from (f"{where}: {word} stands {count} times" for word, count in counts.items() if count > 1)


def _unknown(where: str, named: Iterable[str], codes: set[str]) -> Iterator[str]:
    yield from (f"{where}: there is no service type {code}" for code in sorted(set(named) - codes))
