"""Keeping wishes to be called back; one open at a time for each conversation and reason."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select

from api import encryption
from api.accounts.actors import ENTERPRISE
from api.appeals.models import Appeal
from api.callbacks.models import CallBack, CallReason
from api.clock import utc_now
from api.demands.models import Demand
from api.errors import ConflictError, NotFoundError
from api.windows.scope import Scope


def wish(
    session: Session,
    conversation_id: str | None,
    reason: CallReason,
    phone: str | None,
    case_no: str | None = None,
    window: str | None = None,
    note: str = "",
) -> CallBack:
    """Keep a wish; a second one of the same reason while the first is open only brings a newer number.

    :param conversation_id: None for a case that an agent recorded; then its number tells which wish is meant.
    :param window: Who calls where there is no case whose window does.
    :param note: What the enterprise wrote; it stands after what it had written before.
    """
    same = CallBack.conversation_id == conversation_id if conversation_id else CallBack.case_no == case_no
    query = select(CallBack).where(same, CallBack.reason == reason, col(CallBack.done_at).is_(None))
    call = session.exec(query).first() or CallBack(conversation_id=conversation_id, reason=reason)
    call.phone, call.case_no, call.window = phone or call.phone, case_no or call.case_no, window or call.window
    call.next_at = None  # whoever asks again is not put off
    call.note = "\n".join(filter(None, (call.note, note))) or None
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


def require(session: Session, call_id: int, scope: Scope, to_change: bool = True) -> CallBack:
    """Return one to somebody who may see it.

    :param to_change: Whether nobody else may change it before the session ends.
    :raises NotFoundError: If there is none, or not for this scope.
    """
    query = select(CallBack).where(CallBack.id == call_id, visible(scope))
    call = session.exec(query.with_for_update() if to_change else query).first()
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
