"""The page of a link by which a case is rated (``/r/{token}``): no login, works without scripts.

Who has the link may rate the case and sees of it what it is about, nothing that names a person. What lies in the
address acts for the case, so it stays out of logs, caches, search engines and the addresses told to other sites; a
form of somebody else's would need it, and no cookie is read or set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, select

from api.catalogue.models import Institution
from api.demands.models import Demand
from api.deps import ReadSessionDep, SessionDep, StateDep
from api.errors import QifuError
from api.masking import mask_known, mask_text
from api.public import rating_forms, visitors
from api.public.forms import FormDep
from api.public.routing import Handler, PageRoute, page
from api.ratings import delivered, keeping, links
from api.ratings.delivered import Delivered
from api.ratings.keeping import Case
from api.ratings.models import AfterLow, Rating
from knowledge import statuses

PATH = "/r/{token}"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the key to the page
    "X-Robots-Tag": "noindex, nofollow",
}
FEW_WORDS = 40
STARRED = re.compile(r"[\dXx]+\*{2,}[\dXx]*|[\u4e00-\u9fff]\*\*")  # what masking leaves of a number or a name
WISHES = (*rating_forms.HERE, AfterLow.APPEAL)
OVER = ("merged", "cancelled", "withdrawn")  # no score is taken again, unlike while it is on its way


class LinkRoute(PageRoute):
    """A route whose every answer, refusals included, keeps its address to itself."""

    def get_route_handler(self) -> Handler:
        """Add the headers to whatever is answered."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            answer = await inner(request)
            answer.headers.update(HEADERS)
            return answer

        return handler


router = APIRouter(route_class=LinkRoute, include_in_schema=False)


@dataclass(frozen=True)
class Linked:
    """What the page tells of a case.

    :param about: What was asked, in a few words.
    :param unit: Who served, by name.
    :param can_be_called: Whether a number was left; which one is not told.
    """

    case_no: str
    what: str
    about: str
    unit: str
    label: str
    status: str
    following: str
    rateable: bool
    over: bool
    can_be_called: bool
    rating: Rating | None
    services: list[Delivered]


@router.get(PATH)
def show(token: str, request: Request, session: ReadSessionDep, state: StateDep) -> Response:
    """Return the case with the form, or why it takes no score."""
    visitors.count_holder(request, state, token)
    return _page(request, session, links.opened(session, state.secret, token), token)


@router.post(PATH)
def rate(token: str, request: Request, form: FormDep, session: SessionDep, state: StateDep) -> Response:
    """Keep the score that was sent; another one replaces it."""
    visitors.count_holder(request, state, token)
    case = links.opened(session, state.secret, token)
    try:
        rating_forms.rate(session, case, form, links.LINK)
    except QifuError as error:
        return _page(request, session, case, token, error, form)
    return _back(token)


@router.post(f"{PATH}/low")
def after_low(token: str, request: Request, form: FormDep, session: SessionDep, state: StateDep) -> Response:
    """Take what the enterprise wants after a low score; an appeal is filed in the talk."""
    visitors.count_holder(request, state, token)
    case = links.opened(session, state.secret, token)
    if rating_forms.answer_low(session, case, form, WISHES) is AfterLow.APPEAL:
        said = quote(f"我要反映一个问题，关于{case.case_no}")
        return RedirectResponse(f"/#say={said}", HTTPStatus.SEE_OTHER)
    return _back(token)


def linked(session: Session, case: Case) -> Linked:
    """Return what the page of a link tells."""
    demand = case if isinstance(case, Demand) else None
    kind = "demand" if demand else "appeal"
    unit = _institution(session, case) if isinstance(case, Demand) else case.unit
    return Linked(
        case_no=case.case_no,
        what="需求" if demand else "诉求",
        about=_few_words(case),
        unit=unit,
        label=keeping.state(case),
        status=case.status.value,
        following=statuses.next_step(kind, case.status.value, unit),
        rateable=keeping.is_rateable(case),
        over=case.status.value in OVER,
        can_be_called=bool(case.personal.get("phone")),
        rating=keeping.of_case(session, case.case_no),
        services=delivered.apart(session, demand) if demand else [],
    )


def _few_words(case: Case) -> str:
    said = case.need if isinstance(case, Demand) else case.object or case.detail
    masked = mask_known(mask_text(said), case.personal.get("contact"))
    plain = " ".join(STARRED.sub("…", masked).split())
    return plain if len(plain) <= FEW_WORDS else f"{plain[:FEW_WORDS]}……"


def _institution(session: Session, demand: Demand) -> str:
    """Return the name of the institution that served, else of those whose services were chosen."""
    if demand.institution:
        name = session.exec(select(Institution.name).where(Institution.key == demand.institution)).first()
        return name or demand.institution
    return "、".join(dict.fromkeys(one.provider or one.name for one in delivered.delivered(session, demand)))


def _page(
    request: Request,
    session: Session,
    case: Case,
    token: str,
    fault: QifuError | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    told = linked(session, case)
    context: dict[str, Any] = {"case": told, "base": f"/r/{token}", "given": given, "fault": fault and fault.detail}
    context["low"] = told.rating is not None and told.rating.score <= keeping.LOW
    context["most_remark"] = rating_forms.MOST_REMARK
    return page(request, "rate.html", context, fault.status if fault else HTTPStatus.OK, private=True)


def _back(token: str) -> Response:
    return RedirectResponse(f"/r/{token}#rating", HTTPStatus.SEE_OTHER)
