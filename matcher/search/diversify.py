"""The first three shown of a kind come from more than one provider, where others are nearly as good."""

from __future__ import annotations

from matcher.search.ranked import Ranked

VARIED = ("service", "expert")  # of policies one issuer may well have the first three
FIRST = 3
MOST_OF_ONE = 2  # of the first three
REACH = 10  # places looked down for another one
# How far below the repeated one another may lie, in final score. At 0.02 hit@5 on the labelled development set
# fell from 0.909 to 0.891.
NEAR = 0.01
LOOKED_AT = FIRST + REACH  # of each kind that is varied


def diversify(ranked: list[Ranked]) -> list[Ranked]:
    """Return the order with repeats among the first three of each kind put behind others nearly as good.

    A repeat is the third offer of one provider, or a second one of one provider with the same name.
    ``scores["diverse"]`` says by how many places an offer was moved up for it.
    """
    order = list(ranked)
    for kind in VARIED:
        _vary(order, [place for place, one in enumerate(ranked) if one.kind == kind][:LOOKED_AT])
    return order


def _vary(order: list[Ranked], places: list[int]) -> None:
    """Vary the first offers among the given places, which belong to one kind."""
    for turn in range(1, min(FIRST, len(places))):
        shown = [order[place] for place in places[:turn]]
        if not _repeats(order[places[turn]], shown):
            continue
        floor = order[places[turn]].score - NEAR
        better = next(
            (
                later
                for later in range(turn + 1, len(places))
                if order[places[later]].score >= floor and not _repeats(order[places[later]], shown)
            ),
            None,
        )
        if better is not None:
            _move_up(order, places, better, turn)


def _repeats(one: Ranked, shown: list[Ranked]) -> bool:
    provider = one.provider
    same = [other for other in shown if provider and other.provider == provider]
    return len(same) >= MOST_OF_ONE or any(_name(other) == _name(one) for other in same)


def _name(one: Ranked) -> str:
    return "".join(one.offer.name.split())


def _move_up(order: list[Ranked], places: list[int], source: int, target: int) -> None:
    moved = order[places[source]]
    for place in range(source, target, -1):
        order[places[place]] = order[places[place - 1]]
    order[places[target]] = moved.noted("diverse", float(source - target))
