"""Read what trade the enterprise is in, in its own words: 做工程机械配件的, 开KTV的, 邵东打火机厂."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading import brands, firms_meant, negation, trade_words
from knowledge.reading import industry_cues as cues
from knowledge.reading import industry_phrases as phrases
from knowledge.reading import industry_speakers as speakers
from knowledge.reading.regions import PLACE
from knowledge.reading.spans import Span, is_free


def _span(text: str, match: re.Match[str], taken: Sequence[Span], sure: bool) -> Span | None:
    """Return the industry of a match, ``None`` when it is a need, a generic word or nothing."""
    start, end = _behind_taken(match.start("x"), match.end("x"), taken)
    phrase, offset = phrases.cleaned(text[start:end])
    start += offset
    if text[start - 1 : start] == "□" and "firm" in match.groupdict():
        phrase, start = _unbranded(phrase, start)
    if phrases.is_none(phrase):
        return None
    if not sure and phrase not in trade_words.words() and (phrases.names_service(phrase) or len(phrase) < 2):
        return None
    if not is_free(start, start + len(phrase), taken):
        return None
    return Span("industry", phrase, start, start + len(phrase))


def _unbranded(phrase: str, start: int) -> tuple[str, int]:
    trade = brands.unbranded(phrase)
    return trade, start + len(phrase) - len(trade)


def _behind_taken(start: int, end: int, taken: Sequence[Span]) -> tuple[int, int]:
    """Return the stretch without a region read at its front (邵东打火机 → 打火机)."""
    for span in taken:
        if span.start <= start < span.end < end:
            start = span.end
    return start, end


def _candidates(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return industry phrases from the surest pattern to the least sure, stopping at the first that yields any."""
    for pattern, sure, check in (
        (cues.LABEL_CHANGE, True, None),
        (cues.LABEL, True, None),
        (cues.WITH_DE, True, speakers.owned),
        (cues.LEADING_DE, True, None),
        (cues.STRONG_DO, True, None),
        (cues.SUBJECT_DO, False, speakers.of_own),
        (cues.CLAUSE_DO, False, speakers.placed),
        (cues.OPENED, False, speakers.is_running),
        (cues.TRADE_WORD, False, None),
        (cues.FIRM_NOUN, False, speakers.not_sought),
        (cues.ENGLISH, True, None),
    ):
        found = []
        for match in pattern.finditer(text):
            if (check and not check(text, match)) or (
                pattern not in (cues.LABEL, cues.LABEL_CHANGE) and speakers.is_need(text, match)
            ):
                continue
            span = _span(text, match, taken, sure)
            if span:
                found.append(span)
        if found:
            return found
    return []


def _bare(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return the bare answer to the question for the trade."""
    match = re.match(
        (
            r"\s*(?:我们?)?(?:公司|厂)?(?:是|主要)?(?:做|搞|干|卖|生产|从事|属于|开|养|种"
            r"|经营)?(?P<x>[一-龥A-Za-z0-9、/]{2,16}?)"
            r"(?:这一?[行块]|生意|行业|类)?的?(?:吧|哈|啊|呢)?[。！!. ]*\s*$"
        ),
        text,
    )
    if not match or re.search(
        r"不知道|随便|没有|都行|不方便|不想|不说|为什么|什么|怎么|无所谓|跳过|不清楚|转人工|人工|保密|秘密|啥|关系|干嘛",
        text,
    ):
        return []
    span = Span("industry", match["x"], *match.span("x"))
    return [span] if is_free(span.start, span.end, taken) else []


def read_industry(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return at most one ``industry``, the phrase as said.

    What is to be arranged (做个网站, 做商标, 想做检测) is a need, not an industry.

    :param text: Normalised text.
    :param taken: Spans read before; a region at the front of 邵东打火机厂 is left out.
    :param asked: The trade was the question, so a bare 塑料制品 counts.
    """
    characters = list(text)
    for span in taken:
        if span.slot.startswith("region") or span.value == PLACE:
            characters[span.start : span.end] = "□" * (span.end - span.start)
    blanked = "".join(characters)
    chosen = negation.valid_one(text, _candidates(blanked, taken)) or negation.valid_one(
        text, _bare(text, taken) if asked else _uncued(text, blanked, taken)
    )
    return [chosen] if chosen else []


def _uncued(text: str, blanked: str, taken: Sequence[Span]) -> list[Span]:
    """Return the trade that stands without any cue."""
    place = firms_meant.find(blanked) or trade_words.find(blanked)
    if place is None or not is_free(*place, taken) or phrases.begins_badly(text[slice(*place)]):
        return []
    return [Span("industry", text[slice(*place)], *place)]
