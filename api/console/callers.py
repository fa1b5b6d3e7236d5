"""What is known of a number that calls: whose it is, what is open, what was before."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, or_, select

from api import encryption
from api.accounts.models import User
from api.appeals import handling
from api.appeals import routing as appeal_routing
from api.appeals import service as appeals
from api.appeals.models import Appeal
from api.callbacks import lists as call_lists
from api.callbacks import service as callbacks
from api.callbacks.models import CallBack
from api.clock import iso
from api.console.models import Call
from api.demands import routing as demand_routing
from api.demands import views
from api.demands.models import Demand, DemandStatus, Enterprise
from api.identity import cases
from api.identity.cases import Reach
from api.masking import mask_name
from api.windows.scope import Scope

OVER = (DemandStatus.CLOSED, DemandStatus.CANCELLED, DemandStatus.RATED)
MOST = 20


def known(session: Session, phone: str, scope: Scope) -> dict[str, Any]:
    """Return the enterprises, cases, appeals, open call-backs and earlier calls of a number, as far as a scope sees.

    Once the number is bound to a person, also what he said without leaving it; what else is told under the number is
    marked, for it may be another's. Anybody at a desk can say that a number
    rings there: it must not open what his lists do not show him.
    """
    prints = encryption.current().fingerprints(phone)
    bound = cases.of_phone(session, phone)
    his = or_(col(Demand.phone_fingerprint).in_(prints), bound.demands)
    query = select(Demand).where(his, demand_routing.visible(scope)).order_by(col(Demand.id).desc()).limit(MOST)
    demands = list(session.exec(query))
    talks = {one.conversation_id for one in demands if one.conversation_id}
    doubtful = _doubtful(session, demands, bound)
    his_appeals = {one.case_no for one in cases.appeals(session, bound)}
    named = sorted(demands, key=lambda one: one.id in doubtful)
    return {
        "contact": mask_name(next((str(d.personal["contact"]) for d in named if d.personal.get("contact")), None)),
        "enterprises": _enterprises(session, demands),
        "open": [_case(one, one.id in doubtful) for one in demands if one.status not in OVER],
        "past": [_case(one, one.id in doubtful) for one in demands if one.status in OVER],
        "appeals": [
            _appeal(one, bound.phone is not None and one.case_no not in his_appeals)
            for one in _appeals(session, talks, bound, phone, prints, scope)
        ],
        "call_backs": [
            call_lists.public(one) for one in _call_backs(session, prints, {*talks, *bound.conversations}, scope)
        ],
        "calls": [iso(call.created_at) for call in _calls(session, prints, scope)],
    }


def _enterprises(session: Session, demands: list[Demand]) -> list[dict[str, Any]]:
    ids = {one.enterprise_id for one in demands if one.enterprise_id}
    found = session.exec(select(Enterprise).where(col(Enterprise.id).in_(ids)).order_by(Enterprise.name))
    return [{"id": one.id, "name": one.name, "region": one.region, "industry": one.industry} for one in found]


def _doubtful(session: Session, demands: list[Demand], bound: Reach) -> set[int | None]:
    """Return which of these are not surely of the person to whom the number is bound."""
    if bound.phone is None:
        return set()
    ids = [one.id for one in demands]
    return {*ids} - {*session.exec(select(Demand.id).where(col(Demand.id).in_(ids), bound.demands))}


def _case(demand: Demand, is_doubtful: bool) -> dict[str, Any]:
    whole = views.for_agent(demand)
    names = ("case_no", "need", "status", "status_label", "created_at", "updated_at")
    return {**{name: whole[name] for name in names}, "checked": not is_doubtful}


def _appeals(
    session: Session, talks: set[str], bound: Reach, phone: str, prints: list[str], scope: Scope
) -> list[Appeal]:
    """Return the appeals that leave this number, those of its talks that leave none, and all of what is bound to it."""
    his = or_(col(Appeal.phone_fingerprint).in_(prints), col(Appeal.conversation_id).in_(talks), bound.appeals)
    query = select(Appeal).where(his, appeal_routing.visible(scope)).order_by(col(Appeal.id).desc()).limit(MOST)
    own = bound.conversations
    return [
        one for one in session.exec(query) if one.conversation_id in own or one.personal.get("phone") in (phone, None)
    ]


def _appeal(appeal: Appeal, is_doubtful: bool) -> dict[str, Any]:
    whole = appeals.for_agent(appeal)
    about = whole["slots"].get("appeal_detail", "")[:60]
    label = handling.label(appeal.status)
    told = {"case_no": appeal.case_no, "need": about, "status": appeal.status.value, "status_label": label}
    return {**told, "checked": not is_doubtful}


def _call_backs(session: Session, prints: list[str], talks: set[str], scope: Scope) -> list[CallBack]:
    his = or_(col(CallBack.phone_fingerprint).in_(prints), col(CallBack.conversation_id).in_(talks))
    open_ones = (his, col(CallBack.done_at).is_(None), callbacks.visible(scope))
    query = select(CallBack).where(*open_ones).order_by(col(CallBack.id))
    return list(session.exec(query.limit(MOST)))


def _calls(session: Session, prints: list[str], scope: Scope) -> list[Call]:
    """Return earlier calls at the desks of the scope: when a number rang elsewhere is another window's affair."""
    query = select(Call).where(col(Call.phone_fingerprint).in_(prints)).order_by(col(Call.id).desc())
    if not scope.everything:
        query = query.where(col(Call.agent).in_(select(User.username).where(col(User.window).in_(scope.windows))))
    return list(session.exec(query.limit(MOST)))
