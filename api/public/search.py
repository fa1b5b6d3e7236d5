"""Searching the catalogue in one's own words, with the matcher that everything else runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anyio import to_thread
from sqlmodel import SQLModel

from api.matches import cards, service
from api.matches.service import Wanted
from api.public.wanted import Wish
from api.state import AppState

MOST = 20
CHANNEL = "catalogue"  # the ledger keeps these apart from needs that were told


@dataclass(frozen=True)
class Hits:
    """What was found, best first, as cards.

    :param answerable: False where it is only what lies nearest.
    :param relaxed: The filters that were given up to find anything, as they are called.
    """

    cards: list[dict[str, Any]]
    answerable: bool
    relaxed: list[str]


async def search(state: AppState, wish: Wish) -> Hits:
    """Search and write the ledger; nobody waits for the database while it is matched.

    A match that cannot be computed is kept as a failure.
    """
    wanted = Wanted(
        text=wish.text,
        channel=CHANNEL,
        kinds=(wish.kind,) if wish.kind else (),
        filters=_filters(wish),
        top_k=MOST,
    )
    try:
        hits, rows = await to_thread.run_sync(_find, state, wanted, limiter=state.searching)
    except Exception as error:
        await state.ledger.write([service.failure(wanted, error)])
        raise
    await state.ledger.write(rows)
    return hits


def _filters(wish: Wish) -> dict[str, str]:
    values = {"category": wish.category, "region": wish.place.code if wish.place else None}
    return {name: value for name, value in values.items() if value}


def _find(state: AppState, wanted: Wanted) -> tuple[Hits, list[SQLModel]]:
    recorded = service.find(state.matcher, service.read(wanted, state.clock.today()), wanted)
    results = [one for one in service.together(recorded, wanted.top_k) if not cards.is_over(one)]
    answerable = any(one.record.answerable for one in recorded)
    relaxed = dict.fromkeys(cards.RELAXED_LABELS.get(name, name) for one in recorded for name in one.record.relaxed)
    hits = Hits(cards.cards(results, state.matcher.current()), answerable, list(relaxed))
    return hits, [one.record for one in recorded]
