"""What an agent sees beside a call that is to be made: who it is, the case, what was said last, and what to ask.

A look leaves everything as it is; phones are masked, and what lies outside his scope is left out.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session, col, select

from api.accounts.models import User
from api.appeals import routing as appeal_routing
from api.appeals import service as appeals
from api.appeals.models import Appeal
from api.callbacks import service as callbacks
from api.callbacks.models import CallBack, CallReason
from api.clock import iso
from api.console import persons
from api.conversations import handovers, queue
from api.conversations.models import Conversation
from api.demands import routing as demand_routing
from api.demands import views
from api.demands.models import Demand
from api.deps import AgentUser, ReadSessionDep
from api.errors import NotFoundError
from api.followups.models import FollowUp
from api.ratings import keeping
from api.windows import scope as scopes

router = APIRouter(prefix="/api/v1/console", tags=["坐席工作台"])
LAST = 6
KEPT = ("case_no", "need", "status", "status_label", "window", "due_at", "overdue", "contact", "phone", "created_at")
HUMAN_LINE = "您好，我是企业服务平台的坐席。您之前要找人工，我来给您回电话，现在方便说吗？"
LOW_LINE = "您好，我是企业服务平台的坐席。您给这件事的评分不高，我们想听听哪里没办好，看怎么补上。"
NO_CALL = "没有编号为 {id} 的{what}，或者不在您的范围内。"


@router.get("/call-backs/{call_id}", summary="要回的电话旁边：是谁、哪件事、最近说了什么、可以怎么问（坐席）")
def beside_call_back(call_id: int, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return what there is to know before somebody is called back."""
    query = select(CallBack).where(CallBack.id == call_id, callbacks.visible(scopes.of(session, user)))
    call = session.exec(query).first()
    if call is None:
        raise NotFoundError(NO_CALL.format(id=call_id, what="回电"))
    talk = _talk_of(session, call.conversation_id, user)
    case = _case_of(session, call.case_no, user) if call.case_no else _newest(session, talk, user)
    asks = [LOW_LINE if call.reason is CallReason.LOW_RATING else HUMAN_LINE]
    return {
        **_beside(session, user, case, talk),
        "asks": asks,
        "rating": _rating(session, call.case_no if case else None),
    }


@router.get("/follow-ups/{follow_up_id}", summary="要做的回访旁边：是谁、哪件事、最近说了什么（坐席）")
def beside_follow_up(follow_up_id: int, user: AgentUser, session: ReadSessionDep) -> dict[str, Any]:
    """Return what there is to know before somebody is asked how it went; what to ask stands in the follow-up."""
    query = select(Demand).join(FollowUp, col(FollowUp.demand_id) == Demand.id).where(FollowUp.id == follow_up_id)
    demand = session.exec(query.where(demand_routing.visible(scopes.of(session, user)))).first()
    if demand is None:
        raise NotFoundError(NO_CALL.format(id=follow_up_id, what="回访"))
    talk = _talk_of(session, demand.conversation_id, user)
    return {**_beside(session, user, demand, talk), "asks": [], "rating": _rating(session, demand.case_no)}


def _beside(session: Session, user: User, case: Demand | Appeal | None, talk: Conversation | None) -> dict[str, Any]:
    told = handovers.whole(session, talk) if talk else None
    return {
        "case": _told(case),
        "conversation_id": talk.id if talk else None,
        "last": told["messages"][-LAST:] if told else [],
        "person": _person(session, user, case, talk),
    }


def _person(
    session: Session, user: User, case: Demand | Appeal | None, talk: Conversation | None
) -> dict[str, Any] | None:
    if case is not None:
        return persons.of(session, case, user)
    return persons.of_talk(session, talk.id, user) if talk is not None else None


def _case_of(session: Session, case_no: str, user: User) -> Demand | Appeal | None:
    """Return the case if the user sees it."""
    scope = scopes.of(session, user)
    if case_no.startswith(appeals.PREFIX):
        return session.exec(select(Appeal).where(Appeal.case_no == case_no, appeal_routing.visible(scope))).first()
    return session.exec(select(Demand).where(Demand.case_no == case_no, demand_routing.visible(scope))).first()


def _newest(session: Session, talk: Conversation | None, user: User) -> Demand | None:
    """Return what was recorded last in a conversation, if the user sees it: the call is likely to be about it."""
    if talk is None:
        return None
    mine = select(Demand).where(Demand.conversation_id == talk.id, demand_routing.visible(scopes.of(session, user)))
    return session.exec(mine.order_by(col(Demand.id).desc())).first()


def _talk_of(session: Session, conversation_id: str | None, user: User) -> Conversation | None:
    """Return the conversation if the user sees it and it was not deleted."""
    talk = session.get(Conversation, conversation_id) if conversation_id else None
    if talk is None or talk.erased_at is not None:
        return None
    return talk if queue.may_see(session, talk, handovers.viewer(session, user)) else None


def _told(case: Demand | Appeal | None) -> dict[str, Any] | None:
    if case is None:
        return None
    if isinstance(case, Demand):
        whole = views.for_agent(case)
        return {**{name: whole[name] for name in KEPT}, "kind": "case", "company": whole["company"]}
    told = appeals.for_agent(case)
    need = told["slots"].get("appeal_object") or told["slots"].get("appeal_detail", "")
    return {
        **{name: told.get(name) for name in KEPT},
        "kind": "appeal",
        "need": need,
        "company": told["slots"].get("company"),
    }


def _rating(session: Session, case_no: str | None) -> dict[str, Any] | None:
    found = keeping.of_case(session, case_no) if case_no else None
    return {"score": found.score, "remark": found.remark, "at": iso(found.updated_at)} if found else None
