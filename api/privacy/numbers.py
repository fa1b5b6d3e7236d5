"""The telephone number alone is taken out of what an enterprise has recorded; everything else stays."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE
from api.appeals.models import Appeal
from api.appeals.service import REACHABLE
from api.callbacks.models import CallBack
from api.callbacks.service import done
from api.clock import utc_now
from api.conversations.models import Conversation
from api.demands.models import Demand
from api.followups.sms import bounces
from api.privacy.open_cases import HANDED_OVER, UNDER_WAY

FIELD = "phone"


def forget(session: Session, conversation: Conversation, numbers: frozenset[str]) -> list[Demand | Appeal]:
    """Take the number out of the cases of a conversation, and call under it no more; return those that had one.

    :param numbers: Only of these cases, if any are named.
    """
    held = [case for case in _cases(session, conversation.id) if case.personal.get(FIELD)]
    meant = [case for case in held if not numbers or case.case_no in numbers]
    for case in meant:
        bounces.forget_number(session, str(case.personal[FIELD]))
        case.personal = {name: value for name, value in case.personal.items() if name != FIELD}
        case.phone_fingerprint, case.updated_at = None, utc_now()
        if isinstance(case, Appeal):
            case.anonymous = not any(case.personal.get(name) for name in REACHABLE)
        session.add(case)
        accounts.record(session, ENTERPRISE.name, "forget_phone", case.case_no)
    if len(meant) == len(held):
        _call_no_more(session, conversation)
    session.flush()
    return meant


def is_handed_over(case: Demand | Appeal) -> bool:
    """Return whether somebody works on a case, and may have seen the number."""
    return case.status in (UNDER_WAY if isinstance(case, Demand) else HANDED_OVER)


def _cases(session: Session, conversation_id: str) -> list[Demand | Appeal]:
    demands = select(Demand).where(Demand.conversation_id == conversation_id).order_by(col(Demand.id))
    appeals = select(Appeal).where(Appeal.conversation_id == conversation_id).order_by(col(Appeal.id))
    return [*session.exec(demands), *session.exec(appeals)]


def _call_no_more(session: Session, conversation: Conversation) -> None:
    conversation.draft = {name: value for name, value in conversation.draft.items() if name != FIELD}
    session.add(conversation)
    query = select(CallBack).where(CallBack.conversation_id == conversation.id, col(CallBack.done_at).is_(None))
    for call in session.exec(query).all():
        call.phone = call.phone_fingerprint = None
        done(session, call, ENTERPRISE.name)
