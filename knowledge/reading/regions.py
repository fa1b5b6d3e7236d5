"""Read the region a need belongs to, and the other place when the sentence names two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.reading import zones
from knowledge.reading.region_mentions import find_mentions
from knowledge.reading.region_roles import Weighed, weigh
from knowledge.reading.roads import find_roads
from knowledge.reading.spans import Span, is_free
from knowledge.regions import table

PLACE = "place"  # the value of a blocked span: a place that is neither region nor region_alt
CLEARLY_MORE = 2  # one need cue: enough for a city to stand beside its own county
SEAT = -2  # the weight of 注册地在, 总部在: said of the wider place, it is a place of its own


def read_places(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return what :func:`read_regions` does and, blocked, the other places: neither a trade nor a person.

    A zone that answers the question for the place without its city (高新区) is ``region_ambiguous`` by its name.
    """
    every = weigh(text, find_mentions(_fold(text), taken, asked))
    spans = _chosen(every, asked)
    others = [(w.mention.start, w.mention.end) for w in every]
    if asked and (zone := zones.find_zone(text)):
        spans = _zoned(spans, text[slice(*zone)], zone)
    roads = find_roads(text, spans)
    free = [place for place in [*others, *zones.seats(text), *roads] if is_free(*place, [*spans, *taken])]
    return spans + [Span("blocked", PLACE, *place) for place in free]


def _zoned(spans: list[Span], name: str, place: tuple[int, int]) -> list[Span]:
    """Return the spans with a zone said apart from its city: as the place itself, or as that of the city's own."""
    if not spans:
        return [Span("region_ambiguous", [name], *place)]
    return [replace(s, value=zones.within(str(s.value), name)) if s.slot == "region" else s for s in spans]


def read_regions(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return at most one span for each of ``region``, ``region_ambiguous`` and ``region_alt``.

    ``region`` is a six-digit code, the most specific place named and, of two, the one where the need is;
    ``region_alt`` the other; ``region_ambiguous`` lists the candidates when a name such as 鼓楼区 fits several.

    :param text: What was said, any length.
    :param taken: Spans other readers have claimed (a company name); places inside them are not read.
    :param asked: The text answers "which region?": names that are also everyday words count.
    """
    return _chosen(weigh(text, find_mentions(_fold(text), taken, asked)), asked)


def _chosen(every: list[Weighed], asked: bool) -> list[Span]:
    """Return the spans of the place that counts and of the other one."""
    weighed = [w for w in every if not w.excluded]
    places = _without_ancestors(_one_each(weighed))
    homes = [w for w in places if not w.elsewhere or asked]
    if not homes:
        return []
    chosen = max(homes, key=lambda w: (w.weight, len(w.mention.codes) == 1, -w.mention.start))
    others = [w for w in places if w is not chosen and len(w.mention.codes) == 1]
    others = [w for w in others if not _in_one_line(w, chosen)] or others
    spans = [_span(chosen)]
    if others:
        other = max(others, key=lambda w: (not w.elsewhere, w.weight, -w.mention.start))
        spans.append(Span("region_alt", other.mention.codes[0], other.mention.start, other.mention.end))
    return spans


def _in_one_line(one: Weighed, other: Weighed) -> bool:
    """Tell whether one place lies in the other: beside a third place, it is not the other place meant."""
    first, second = one.mention.codes[0], other.mention.codes[0]
    return table.covers(first, second) or table.covers(second, first)


def _fold(text: str) -> str:
    """Lower the Latin letters one for one, so that positions stay."""
    return "".join(char.lower() if "A" <= char <= "Z" else char for char in text)


def _one_each(weighed: list[Weighed]) -> list[Weighed]:
    """Keep one mention of each place, the one with the strongest cue."""
    best: dict[tuple[str, ...], Weighed] = {}
    for item in weighed:
        known = best.get(item.mention.codes)
        if known is None or item.weight > known.weight:
            best[item.mention.codes] = item
    return list(best.values())


def _without_ancestors(places: list[Weighed]) -> list[Weighed]:
    """Drop 长沙 where 望城 is named too, unless the two are told apart: the need is in the wider one, or its seat."""
    below: dict[str, int] = {}
    for item in places:
        for code in item.mention.codes:
            for above in table.ancestors(code):
                below[above.code] = max(below.get(above.code, item.weight), item.weight)
    return [w for w in places if not _is_wider(w, below)]


def _is_wider(item: Weighed, below: dict[str, int]) -> bool:
    code = item.mention.codes[0]
    if len(item.mention.codes) > 1 or code not in below:
        return False
    return SEAT < item.weight < below[code] + CLEARLY_MORE


def _span(chosen: Weighed) -> Span:
    mention = chosen.mention
    if len(mention.codes) == 1:
        return Span("region", mention.codes[0], mention.start, mention.end)
    return Span("region_ambiguous", list(mention.codes), mention.start, mention.end)
