"""A whole message to be matched: its facts, its several needs, and one list of what serves them.

Route, command line and evaluation all go through here, so that what is measured is what people get.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest

from knowledge.reading.denied import undenied
from knowledge.reading.english import in_chinese
from knowledge.reading.facts import read_facts
from knowledge.reading.needs import OF_ONE_NEED, read_needs
from knowledge.reading.normalise import normalise
from knowledge.reading.sounds import put_right
from knowledge.reading.sums import without_sums
from matcher.engine import Matcher
from matcher.search.ended import is_over, together
from matcher.types import Match, MatchOutcome, Query

MAX_TEXT = 1_000  # what is searched of a long story; its facts are read from all of it
ANY_DAY = date(2000, 1, 3)  # without a "today" only deadlines are read wrongly, and they rank nothing
OF_WHOLE_MESSAGE = frozenset({*OF_ONE_NEED, "category", "need"})


@dataclass(frozen=True)
class Served:
    """One need of a message, as it was asked and what was found.

    :param shown: Its share of the common list, in the order of showing.
    """

    query: Query
    outcome: MatchOutcome
    shown: tuple[str, ...]


def read_query(query: Query) -> Query:
    """Return the query with the facts its text states as slots."""
    return replace(query, slots=read_facts(normalise(query.text), query.today or ANY_DAY).slots)


def split(query: Query) -> list[Query]:
    """Return one query a need; facts said with one need are not carried over to the others.

    A category understood from the whole message is dropped where there are several needs.
    """
    text = normalise(query.text)
    needs = read_needs(text, query.today or ANY_DAY)
    if not needs:
        return [_plain(query, text)]
    shared = {name: value for name, value in query.slots.items() if name not in OF_WHOLE_MESSAGE}
    return [replace(_plain(query, need.text), slots={**shared, **need.slots}) for need in needs]


def _plain(query: Query, text: str) -> Query:
    """Return the query with what is searched of a text.

    Slips are put right, sums are money, what is denied is left out, English is read in Chinese.
    """
    said = put_right(normalise(text)[:MAX_TEXT])
    return replace(query, text=in_chinese(undenied(without_sums(said))))


def serve(matcher: Matcher, query: Query, several: bool = True) -> list[Served]:
    """Match every need of a message; together they show at most ``top_k`` results, best of each first.

    :param several: False where the text is known to be one need.
    """
    queries = split(query) if several else [_plain(query, query.text)]
    outcomes = [matcher.match(one) for one in queries]
    shown = {match.item_id for match in interleave(outcomes, query)}
    return [
        Served(one, outcome, tuple(match.item_id for match in outcome.results if match.item_id in shown))
        for one, outcome in zip(queries, outcomes, strict=True)
    ]


def interleave(outcomes: Sequence[MatchOutcome], query: Query) -> list[Match]:
    """Return the results of all needs as one list: the best of each, then the second of each, each item once.

    What lies nearest to a need that nothing answers is left out where another need is answered. What is over but was
    asked for by its name stands last.
    """
    answered = [outcome for outcome in outcomes if outcome.answerable] or list(outcomes)
    ranks = chain.from_iterable(zip_longest(*(outcome.results for outcome in answered)))
    found: dict[str, Match] = {}
    for match in ranks:
        if match is not None:
            found.setdefault(match.item_id, match)
    for outcome in outcomes:
        found.update((match.item_id, found.get(match.item_id, match)) for match in outcome.results if is_over(match))
    over = [match for match in found.values() if is_over(match)]
    valid = [match for match in found.values() if not is_over(match)]
    return together(valid, over, len(found) if query.per_kind else query.top_k)
