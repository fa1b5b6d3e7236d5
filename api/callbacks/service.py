"""Keeping wishes to be called back; one open at a time for each conversation and reason."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from api import encryption
from api.callbacks.models import CallBack, CallReason
from api.clock import iso, utc_now
from api.errors import ConflictError, NotFoundError
from api.masking import mask_phone


def wish(
    session: Session, conversation_id: str, reason: CallReason, phone: str | None, case_no: str | None = None
) -> CallBack:
    """Keep a wish; a second one of the same reason while the first is open only brings a newer number."""
    query = select(CallBack).where(
        CallBack.conversation_id == conversation_id,
        CallBack.reason == reason,
        CallBack.done_at == None,  # noqa: E711 - becomes IS NULL
    )
    call = session.exec(query).first() or CallBack(conversation_id=conversation_id, reason=reason)
    call.phone, call.case_no = phone or call.phone, case_no or call.case_no
    call.phone_fingerprint = encryption.current().fingerprint(call.phone) if call.phone else None
    session.add(call)
    session.flush()
    return call


def list_open(session: Session, offset: int, limit: int) -> list[CallBack]:
    """Return the wishes not yet met, oldest first."""
    query = select(CallBack).where(CallBack.done_at == None).order_by(CallBack.id)  # type: ignore[arg-type] # noqa: E711
    return list(session.exec(query.offset(offset).limit(limit)))


def require(session: Session, call_id: int) -> CallBack:
    """Return one.

    :raises NotFoundError: If there is none.
    """
    call = session.get(CallBack, call_id, with_for_update=True)
    if call is None:
        raise NotFoundError(f"没有编号为 {call_id} 的回电。")
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
        "reason": call.reason.value,
        "phone": mask_phone(call.phone),
        "done_by": call.done_by,
        "done_at": iso(call.done_at) if call.done_at else None,
        "created_at": iso(call.created_at),
    }
