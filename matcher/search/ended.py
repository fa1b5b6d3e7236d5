"""A policy asked for by its name that is no longer in force: it is told with its last day, below what is valid.

Whoever asks for it would otherwise think that the catalogue does not know it, or that it is still to be had.

Source: docs/decisions/0009-eligibility.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

import numpy as np

from knowledge.catalogue import Offer
from knowledge.lexicon import spelling
from knowledge.regions import table
from matcher.index.brute import Rows, best
from matcher.index.build import CatalogueIndex
from matcher.index.columns import Columns
from matcher.search.criteria import VALIDITY
from matcher.search.demote import UNFIT
from matcher.search.explain import explain
from matcher.search.ranked import Ranked
from matcher.search.seek import Sought
from matcher.search.spoken import SAMPLE
from matcher.search.words import shared_words
from matcher.types import Match, Verdict

KINDS = ("policy", "scheme")
LOOKED_AT = 20  # nearest in words among those that ended
MOST = 2
# How plainly a text names an entry: the number of its document outweighs any title.
BY_WORDS, BY_TITLE, BY_NUMBER = 1, 2, 3
SHORTEST_TITLE, SHORTEST_CORE, SHORTEST_NUMBER = 4, 4, 5
COVERED = 0.6  # of a stretch of the title, by trade words that the text has too

# What titles of all policies have in common; the rest are the words of this one.
_FRAME = re.compile(
    r"关于|印发|的?通知|公告|若干(?:政策)?(?:措施)?|实施(?:细则|办法|方案|意见)|管理办法|暂行(?:办法|规定)|试行|办法|细则|方案"
    r"|意见|规定|条例|政策|措施|行动计划|专项行动|申报|认定|培育|评选|指南|进一步|支持|促进|推进|加强"
    r"|(?:20\d\d)年?度?|(?:中小微?|小微|民营|微型)?企业|[和与及的]"
)
_SIGNS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"20\d\d")
# Without one of these a text that has a title's words asks for the thing and not for a policy: 想做技能培训.
_OF_POLICY = re.compile(
    r"补贴|补助|奖补|奖励|贴息|返还|减免|减征|免税|免征|扣除|优惠|政策|办法|规定|文件|申报|认定|评选|扶持|资助|资金|专项|券|计划|行动"
)
_NUMBER = re.compile(r"(?:\d{4}\D?|第)\s*\d+\s*号")

One = TypeVar("One")


@dataclass(frozen=True)
class Ended:
    """An entry that was asked for and is over.

    :param plainness: How plainly it was named, from ``BY_WORDS``.
    :param follows: The nearest entry in force for the same thing, if the catalogue has one.
    """

    one: Ranked
    plainness: int
    follows: Offer | None = None


def named_rows(sought: Sought, without: tuple[str, ...]) -> Rows:
    """Return the rows of policies that the query names and whose last day has passed; no other filter removes them."""
    query, index, filters, words = sought.query, sought.index, sought.filters, sought.lexical
    none = np.zeros(0, dtype=np.int64)
    if query.today is None or (query.per_kind and not set(KINDS) & set(query.per_kind)):
        return none
    today, columns = query.today, index.columns
    rows = columns.remembered.ended.get(today, lambda: _over(columns, today))
    rows = rows[columns.live[rows]]
    for name, mask in filters.masks.items():
        if name != "validity" and name not in without:
            rows = rows[mask[rows]]
    looked_at = rows[best(words[rows], LOOKED_AT)].tolist()
    if _NUMBER.search(query.text):  # the words of the index know nothing of document numbers
        looked_at = rows.tolist()
    plain = _plain(query.text)
    if not _OF_POLICY.search(plain):  # then only a whole title or a number can name one
        looked_at = [row for row in looked_at if _names(plain, *_titled(index, row))]
    return np.array([row for row in looked_at if plainness(query.text, index.offers[row])], dtype=np.int64)


def _over(columns: Columns, today: date) -> Rows:
    return np.flatnonzero((columns.valid_until < today.toordinal()) & columns.of_kinds(KINDS))


def _names(plain: str, title: str, number: str) -> bool:
    return _has_title(plain, title) or _has_number(plain, number)


def _titled(index: CatalogueIndex, row: int) -> tuple[str, str]:
    """Return title and number of a row; remembered, because to read the offer takes longer than all else here."""
    return index.columns.remembered.titles.get(row, lambda: _named(index.offers[row]))


def asked_for(text: str, over: Iterable[tuple[Ranked, Sequence[Ranked]]]) -> list[Ended]:
    """Return what is over and more plainly named than anything in force, plainest first.

    :param over: Entries that ended, each with what is in force and nearest to its title, best first.
    """
    found = [ended for one, near in over if (ended := _ended(text, one, [other.offer for other in near]))]
    found.sort(key=lambda ended: (-ended.plainness, -ended.one.score, ended.one.offer.id))
    return found[:MOST]


def _ended(text: str, one: Ranked, in_force: Sequence[Offer]) -> Ended | None:
    plain = plainness(text, one.offer)
    rival = max((plainness(text, other) for other in in_force), default=0)
    if plain <= rival or (plain == BY_WORDS and _shared_core(one.offer, in_force)):
        return None
    return Ended(one, plain, _follower(one.offer, in_force))


def plainness(text: str, offer: Offer) -> int:
    """Return how plainly a text names an entry, 0 where it does not."""
    plain, (title, number) = _plain(text), _named(offer)
    named = BY_NUMBER * _has_number(plain, number)
    if _has_title(plain, title):
        return named + BY_TITLE
    by_words = _OF_POLICY.search(plain) and _same_year(title, plain) and _has_core(text, plain, offer)
    return named + BY_WORDS * bool(by_words)


def _named(offer: Offer) -> tuple[str, str]:
    """Return title and document number as they are compared with a text."""
    return _plain(offer.name.replace(SAMPLE, "")), _plain(offer.document_no or "")


def _has_title(plain: str, title: str) -> bool:
    return len(title) >= SHORTEST_TITLE and title in plain


def _has_number(plain: str, number: str) -> bool:
    return len(number) >= SHORTEST_NUMBER and number in plain and any(map(str.isdigit, number))


def _same_year(title: str, text: str) -> bool:
    """Tell whether the text may mean the title's year: it names that one or none."""
    own, said = set(_YEAR.findall(title)), set(_YEAR.findall(text))
    return not own or not said or bool(own & said)


def _has_core(text: str, plain: str, offer: Offer) -> bool:
    core = _core(offer.name, offer.region)
    return sum(map(len, core)) >= SHORTEST_CORE and all(part in plain or _has_words(text, part) for part in core)


def _has_words(text: str, part: str) -> bool:
    """Tell whether the text has every trade word of a stretch of a title, and these are most of it."""
    words = shared_words(part, part)
    return sum(map(len, words)) >= COVERED * len(part) and shared_words(part, text) == words


@lru_cache(maxsize=4_096)
def _core(name: str, region: str | None) -> tuple[str, ...]:
    """Return the stretches of a title that are its own: without place, year and what all titles have in common."""
    title = spelling(name.replace(SAMPLE, ""))
    for place in _places(region):
        title = title.replace(place, " ")
    return tuple(part for part in _SIGNS.split(_FRAME.sub(" ", title)) if part)


def _places(code: str | None) -> Iterator[str]:
    region = table.get(code) if code else None
    while region is not None:
        yield from (region.name, region.short)
        region = table.get(region.parent) if region.parent else None


@lru_cache(maxsize=4_096)
def _plain(text: str) -> str:
    return _SIGNS.sub("", spelling(text))


def _shared_core(offer: Offer, others: Iterable[Offer]) -> bool:
    """Tell whether the title of one in force has all that is this title's own: then that one is meant as well."""
    core = _core(offer.name, offer.region)
    return any(all(part in _plain(other.name) for part in core) for other in others)


def _follower(offer: Offer, in_force: Iterable[Offer]) -> Offer | None:
    """Return the best of those in force that serve the same thing, by service type and a word of the title.

    Where the catalogue names no type, by category and more of the title than 补助 or 贷款.
    """
    own = set(offer.service_types)
    for other in in_force:
        same = own & set(other.service_types) if own else offer.category and offer.category == other.category
        if same and sum(map(len, shared_words(offer.name, other.name))) >= (1 if own else SHORTEST_CORE):
            return other
    return None


def told(offer: Offer, follows: Offer | None) -> str:
    """Say that an entry is over, since when, and what there is in its place."""
    last = offer.valid_until
    ended = f"《{_title(offer)}》已于{day(last)}到期" if last else f"《{_title(offer)}》已到期"
    if follows is not None:
        return f"{ended}，目录里现行的相近政策是《{_title(follows)}》。"
    issuer = offer.issuer or offer.provider or "主管部门"
    return f"{ended}，目录里没有查到现行的相近政策，有没有新规定要问{issuer.replace(SAMPLE, '')}。"


def day(value: date) -> str:
    """Return a day as people say it."""
    return f"{value.year}年{value.month}月{value.day}日"


def _title(offer: Offer) -> str:
    return offer.name.replace(SAMPLE, "").strip().strip("《》")


def with_ended(results: tuple[Match, ...], over: Sequence[Ended], sought: Sought) -> tuple[Match, ...]:
    """Return the results with what is over below them, each with the sentence that says so."""
    query, least = sought.query, min((result.score for result in results), default=1.0)
    behind = [
        replace(
            explain(below(one.one, least), query, sought.needed, sought.index), line=told(one.one.offer, one.follows)
        )
        for one in over
    ]
    most = len(results) + len(behind) if query.per_kind else query.top_k
    return tuple(together(results, behind, most))


def below(one: Ranked, least: float) -> Ranked:
    """Return an entry that is over with half its score, and no more than the least of what is in force."""
    final = round(min(one.score * UNFIT, least), 6)
    return one.noted("ended", round(final - one.score, 6), final)


def is_over(match: Match) -> bool:
    """Tell whether a result is shown although its last day has passed."""
    return any(says_over(c.name, c.verdict) for c in match.criteria)


def says_over(name: str, verdict: str) -> bool:
    """Tell whether a criterion says that the last day has passed."""
    return name == VALIDITY and verdict == Verdict.UNMET


def together(valid: Sequence[One], over: Sequence[One], most: int) -> list[One]:
    """Return at most so many, those that are over last; the first of those in force always stays."""
    room = min(len(over), most - 1 if valid else most)
    return [*valid[: most - room], *over[:room]]
