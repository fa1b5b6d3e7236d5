"""Keeping wishes to be called back; one open at a time for each conversation and reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select

from api import encryption
from api.accounts.actors import ENTERPRISE
from api.appeals.models import Appeal
from api.callbacks.models import CallBack, CallReason
from api.clock import iso, utc_now
from api.demands.models import Demand
from api.errors import ConflictError, NotFoundError
from api.masking import mask_phone
from api.windows.scope import Scope


def wish(
    session: Session,
    conversation_id: str | None,
    reason: CallReason,
    phone: str | None,
    case_no: str | None = None,
    window: str | None = None,
) -> CallBack:
    """Keep a wish; a second one of the same reason while the first is open only brings a newer number.

    :param conversation_id: None for a case that an agent recorded; then its number tells which wish is meant.
    :param window: Who calls where there is no case whose window does.
    """
    same = CallBack.conversation_id == conversation_id if conversation_id else CallBack.case_no == case_no
    query = select(CallBack).where(same, CallBack.reason == reason, col(CallBack.done_at).is_(None))
    call = session.exec(query).first() or CallBack(conversation_id=conversation_id, reason=reason)
    call.phone, call.case_no, call.window = phone or call.phone, case_no or call.case_no, window or call.window
    call.phone_fingerprint = encryption.current().fingerprint(call.phone) if call.phone else None
    session.add(call)
    session.flush()
    return call


def unwish(session: Session, conversation_id: str | None, reason: CallReason, case_no: str | None = None) -> None:
    """Take an open wish off the list: the enterprise wants no call any more.

    :param case_no: Only that about this case; without a conversation it alone tells which is meant.
    """
    if conversation_id is None and case_no is None:
        return
    query = select(CallBack).where(CallBack.reason == reason, col(CallBack.done_at).is_(None))
    query = query.where(CallBack.conversation_id == conversation_id)
    if case_no is not None:
        query = query.where(CallBack.case_no == case_no)
    for call in session.exec(query).all():
        done(session, call, ENTERPRISE.name)


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a scope sets: the window of the case calls, else the one that is written down.

    A wish without either is the hub's; institutions see none.
    """
    if scope.everything:
        return true()
    if scope.institution is not None or not scope.windows:
        return false()
    cases = [select(table.case_no).where(col(table.window).in_(scope.windows)) for table in (Demand, Appeal)]
    number = col(CallBack.case_no)
    own = and_(number.is_(None), col(CallBack.window).in_(scope.windows))
    return or_(own, *(number.in_(those) for those in cases))


def list_open(session: Session, scope: Scope, offset: int, limit: int) -> list[CallBack]:
    """Return the wishes not yet met that a scope may see, oldest first."""
    query = select(CallBack).where(col(CallBack.done_at).is_(None), visible(scope)).order_by(col(CallBack.id))
    return list(session.exec(query.offset(offset).limit(limit)))


def require(session: Session, call_id: int, scope: Scope) -> CallBack:
    """Return one to somebody who may see it.

    :raises NotFoundError: If there is none, or not for this scope.
    """
    query = select(CallBack).where(CallBack.id == call_id, visible(scope)).with_for_update()
    call = session.exec(query).first()
    if call is None:
        raise NotFoundError(f"没有编号为 {call_id} 的回电，或者不在您的范围内。")
    return call


def done(session: Session, call: CallBack, actor: str) -> CallBack:
    """Note that somebody has called.

    :raises ConflictError: If somebody already had.
    """
    if call.done_at is not None:
        raise ConflictError(f"这个电话 {call.done_by} 已经回过了。")
    call.done_by, call.done_at = actor, utc_now()
    session.add(call)
    session.flush()
    return call


def public(call: CallBack) -> dict[str, Any]:
    """Return one for lists, the number masked."""
    return {
        "id": call.id,
        "conversation_id": call.conversation_id,
        "case_no": call.case_no,
        "window": call.window,
        "reason": call.reason.value,
        "phone": mask_phone(call.phone),
        "done_by": call.done_by,
        "done_at": iso(call.done_at) if call.done_at else None,
        "created_at": iso(call.created_at),
    }
