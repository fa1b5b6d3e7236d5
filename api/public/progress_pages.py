"""The pages of progress: number and phone, how far the case is, rating it.

What opens a case travels in a cookie that scripts cannot read and other sites' pages cannot send.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.accounts.actors import Actor, ActorKind
from api.deps import ReadSessionDep, SessionDep, StateDep
from api.errors import QifuError, UnauthenticatedError
from api.limiter import caller_of
from api.public import access, rating_forms, timeline, visitors
from api.public.forms import FormDep
from api.public.routing import PageRoute, page
from api.ratings import keeping
from api.ratings.keeping import Case
from api.state import AppState

BY_PAGE = Actor("enterprise", ActorKind.ENTERPRISE, "web")


@dataclass(frozen=True)
class Attempt:
    """What was typed into the form, and what could be read of it."""

    form: dict[str, str]
    number: str | None
    phone: str | None


def read_attempt(request: Request, form: FormDep, state: StateDep) -> Attempt:
    """Read the form and count the attempt, before the database is touched.

    :raises TooManyRequestsError: If this caller has tried too often, this number or any.
    """
    tried = Attempt(form, access.read_number(form.get("number", "")), access.read_phone(form.get("phone", "")))
    if tried.number and tried.phone:
        access.count(state.limiter, caller_of(request), tried.number)
    return tried


AttemptDep = Annotated[Attempt, Depends(read_attempt)]
router = APIRouter(route_class=PageRoute, include_in_schema=False)
COOKIE = "qifu_progress"
PATH = "/progress"
WRONG = "编号和电话对不上，请核对后再试。电话要填登记时留的那一个；没留电话的，请在原来的对话里查。"
NO_NUMBER = "编号是 XQ（需求）或 SQ（诉求）加一串数字，例如 XQ202611230001。"
NO_PHONE = "电话填登记时留的手机号或座机号，座机带上区号。"
Ticket = Annotated[str, Cookie(alias=COOKIE, max_length=1000)]


@router.get(PATH)
def progress(request: Request, state: StateDep, session: ReadSessionDep, ticket: Ticket = "") -> Response:
    """Return the form, or the case that was opened a moment ago."""
    if not ticket:
        return _form(request)
    visitors.count(request, state)
    try:
        case = access.require(session, state.secret, ticket)
    except UnauthenticatedError as error:
        return _without_ticket(_form(request, note=error.detail))
    return _case(request, timeline.progress(session, case))


@router.post(PATH)
def open_case(request: Request, tried: AttemptDep, state: StateDep, session: SessionDep) -> Response:
    """Open the case of a number and a phone; a wrong pair gets one answer, whichever of the two is wrong."""
    if tried.number is None or tried.phone is None:
        return _form(request, HTTPStatus.UNPROCESSABLE_ENTITY, tried.form, faults=_faults(tried))
    case = access.attempt(session, tried.number, tried.phone, caller_of(request))
    if case is None:
        return _form(request, HTTPStatus.NOT_FOUND, tried.form, note=WRONG)
    return _with_ticket(request, RedirectResponse(PATH, HTTPStatus.SEE_OTHER), state, case)


@router.post(f"{PATH}/rating")
def rate(request: Request, form: FormDep, state: StateDep, session: SessionDep, ticket: Ticket = "") -> Response:
    """Keep a score of the opened case."""
    visitors.count(request, state)
    case = access.require(session, state.secret, ticket)
    try:
        rating_forms.rate(session, case, form, BY_PAGE)
    except QifuError as error:
        return _case(request, timeline.progress(session, case), error.status, fault=error.detail, given=form)
    return RedirectResponse(f"{PATH}#rating", HTTPStatus.SEE_OTHER)


@router.post(f"{PATH}/low")
def after_low(request: Request, form: FormDep, state: StateDep, session: SessionDep, ticket: Ticket = "") -> Response:
    """Take what the enterprise wants after a low score: to be called, or nothing."""
    visitors.count(request, state)
    case = access.require(session, state.secret, ticket)
    rating_forms.answer_low(session, case, form)
    return RedirectResponse(f"{PATH}#rating", HTTPStatus.SEE_OTHER)


@router.post(f"{PATH}/leave")
def leave() -> Response:
    """Forget the opened case on this device."""
    return _without_ticket(RedirectResponse(PATH, HTTPStatus.SEE_OTHER))


def _faults(tried: Attempt) -> dict[str, str]:
    told = (("number", tried.number, NO_NUMBER), ("phone", tried.phone, NO_PHONE))
    return {name: text for name, value, text in told if value is None}


def _form(request: Request, status: int = 200, form: dict[str, str] | None = None, **context: Any) -> Response:
    """Return the form, filled as it was sent; the phone is typed anew."""
    number = (form or {}).get("number", "")[:40]
    return page(request, "progress.html", {"number": number, **context}, status, private=True)


def _case(request: Request, one: timeline.Progress, status: int = 200, **context: Any) -> Response:
    low = one.rating is not None and one.rating.score <= keeping.LOW
    context = {
        "case": one,
        "low": low,
        "most_remark": rating_forms.MOST_REMARK,
        "minutes": access.TICKET_MINUTES,
        **context,
    }
    return page(request, "case.html", context, status, private=True)


def _with_ticket(request: Request, answer: Response, state: AppState, case: Case) -> Response:
    answer.set_cookie(
        COOKIE,
        access.issue(state.secret, case),
        max_age=access.TICKET_MINUTES * 60,
        path=PATH,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def _without_ticket(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
    return answer
