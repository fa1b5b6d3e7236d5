"""The pages of the catalogue: leafing, searching, one offer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.catalogue import service
from api.catalogue.convert import TABLES
from api.deps import ReadSessionDep, StateDep
from api.errors import NotFoundError
from api.matches import cards
from api.matches.cards import KIND_LABELS
from api.public import browse, linked, visitors
from api.public.places import places
from api.public.routing import PageRoute, page
from api.public.search import search
from api.public.sheet import sheet
from api.public.wanted import Wish, WishDep
from api.state import AppState
from knowledge.catalogue import Offer
from knowledge.taxonomy import load_categories

router = APIRouter(route_class=PageRoute, include_in_schema=False)
NO_SUCH_PLACE = "没认出“{typed}”是哪个地区。写市、县区的名字试试，例如“长沙”“望城区”。"


@router.get("/catalogue")
async def catalogue(request: Request, wish: WishDep, state: StateDep) -> Response:
    """Return a page of the catalogue, or what a search in it found."""
    bounds = visitors.SEARCHES if wish.is_search else visitors.LOOKS
    await run_in_threadpool(visitors.count, request, state, bounds)
    if wish.place and wish.place.code is None:
        found: dict[str, Any] = {"fault": NO_SUCH_PLACE.format(typed=wish.place.typed)}
    elif wish.is_search:
        hits = await search(state, wish)
        found = {"hits": hits, "entries": [{**card, "id": card["item_id"]} for card in hits.cards]}
    else:
        async with state.database.slots(write=False):
            leaf = await run_in_threadpool(_leaf, state, wish)
        found = {"leaf": leaf, "entries": [_entry(one) for one in leaf.offers]}
    context = {"wish": wish, "kinds": KIND_LABELS, "categories": load_categories(), "places": places()}
    return page(request, "catalogue.html", {**context, **found})


def _entry(one: Offer) -> dict[str, Any]:
    facts = [fact for fact in cards.facts(one) if fact["label"] != "有效期至"]
    said = {name: getattr(one, name) for name in ("id", "kind", "name", "provider", "text")}
    return {**said, "facts": facts}


def _leaf(state: AppState, wish: Wish) -> browse.Leaf:
    with state.database.session(write=False) as session:
        return browse.leaf(session, wish, state.clock.today())


@router.get("/catalogue/{kind}/{key}")
def offer(
    request: Request,
    kind: Annotated[str, Path(max_length=20)],
    key: Annotated[str, Path(max_length=64)],
    state: StateDep,
    session: ReadSessionDep,
) -> Response:
    """Return the page of one offer; under another kind of its own it leads to the right address.

    :raises NotFoundError: If there is none.
    """
    visitors.count(request, state)
    if kind not in TABLES:
        raise NotFoundError("服务目录里没有这一类。")
    one, today = service.require(session, key), state.clock.today()
    if one.kind != kind:
        return RedirectResponse(f"/catalogue/{one.kind}/{one.id}", status_code=308)
    context = {"sheet": sheet(one, today), "linked": linked.linked(session, one, today), "today": today}
    return page(request, "offer.html", {**context, "kinds": KIND_LABELS})
