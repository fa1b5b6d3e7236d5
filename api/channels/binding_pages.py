"""The page to which a chat leads to bind a number: works without scripts, keys alone suffice.

Who has the link acts for the conversation, so it lives half an hour and is said in no place that others see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.conversations import binding, binding_links, earlier, whole_history
from api.conversations.models import Conversation
from api.deps import ReadSessionDep, SessionDep, StateDep
from api.errors import QifuError
from api.identity import cases, codes
from api.limiter import caller_of
from api.public import visitors
from api.public.forms import FormDep
from api.public.routing import PageRoute, page
from api.state import AppState

PATH = "/bind/{token}"
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(PATH)
def show(
    token: str,
    request: Request,
    session: ReadSessionDep,
    state: StateDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Return the step at which the conversation is: a number, its code, or what is bound."""
    visitors.count(request, state)
    return _page(request, session, binding_links.opened(session, state.secret, token), token, offset)


@router.post(f"{PATH}/codes")
def ask_code(token: str, request: Request, form: FormDep, session: SessionDep, state: StateDep) -> Response:
    """Have a code sent to the number that was typed."""
    conversation = binding_links.opened(session, state.secret, token)
    try:
        binding.send_code(session, state.limiter, caller_of(request), conversation, form.get("phone", ""))
    except QifuError as error:
        return _page(request, session, conversation, token, fault=error)
    return _back(token)


@router.post(PATH)
async def confirm(token: str, request: Request, form: FormDep, state: StateDep) -> Response:
    """Bind the conversation to the number that the code proves."""
    state.limiter.take(codes.TRIED_BY_CALLER, caller_of(request))
    found = partial(binding_links.opened, secret=state.secret, token=token)
    async with state.database.slots(write=True):
        deed = partial(binding.confirm, state.database, found, form.get("code", ""), bool(form.get("new_owner")))
        return await run_in_threadpool(_done, request, state, found, token, deed)


@router.post(f"{PATH}/earlier")
async def claim(token: str, request: Request, form: FormDep, state: StateDep) -> Response:
    """Show what was recorded under the number before to whoever names a case of then."""
    found = partial(binding_links.opened, secret=state.secret, token=token)
    deed = partial(earlier.claim, state.database, state.limiter, found, form.get("case_no", ""))
    async with state.database.slots(write=True):
        return await run_in_threadpool(_done, request, state, found, token, deed)


@router.post(f"{PATH}/new")
def settle(token: str, session: SessionDep, state: StateDep) -> Response:
    """Note that the number is new to him."""
    earlier.settle(session, binding_links.opened(session, state.secret, token))
    return _back(token)


@router.post(f"{PATH}/removal")
def remove(token: str, session: SessionDep, state: StateDep) -> Response:
    """Let the conversation go."""
    binding.unbind(session, binding_links.opened(session, state.secret, token), binding.OWNER)
    return _back(token)


def _done(request: Request, state: AppState, found: Any, token: str, deed: Callable[[], object]) -> Response:
    """Do something and go back to the page, or show it with what was wrong."""
    try:
        deed()
    except QifuError as error:
        if error.status is HTTPStatus.NOT_FOUND:
            raise
        with state.database.session(write=False) as session:
            return _page(request, session, found(session), token, fault=error)
    return _back(token)


def _page(
    request: Request,
    session: Session,
    conversation: Conversation,
    token: str,
    offset: int = 0,
    fault: QifuError | None = None,
) -> Response:
    told = binding.standing(session, conversation)
    context: dict[str, Any] = {"told": told, "base": f"/bind/{token}", "minutes": codes.VALID.seconds // 60}
    if told["bound"]:
        reach = cases.of_holder(session, conversation.id)
        found = whole_history.page(session, reach, conversation.id, offset)
        after = offset + len(found.rows)
        context |= {"cases": found.rows, "total": found.total, "offset": offset, "size": whole_history.PAGE}
        context["later"] = after if found.rows and after < found.total else None
    else:
        context["sent_to"] = codes.sent_to(session, conversation.id)
    context["fault"] = fault.detail if fault else ""
    answer = page(request, "bind.html", context, fault.status if fault else HTTPStatus.OK, private=True)
    answer.headers.update({"Referrer-Policy": "no-referrer", **((fault.headers or {}) if fault else {})})
    return answer


def _back(token: str) -> Response:
    return RedirectResponse(f"/bind/{token}", HTTPStatus.SEE_OTHER)
