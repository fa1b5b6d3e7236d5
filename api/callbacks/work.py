"""What agents do with wishes to be called: take them, call, put them off."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from api.callbacks import service
from api.callbacks.models import CallBack, CallTry, TryOutcome
from api.clock import in_china
from api.errors import ConflictError, InvalidInputError
from knowledge import follow_ups, working_hours


def take(session: Session, call: CallBack, username: str) -> None:
    """Put a wish on an agent's own list.

    :raises ConflictError: If somebody has called, or another agent has it.
    """
    _must_be_open(call)
    if call.assigned_to not in (None, username):
        raise ConflictError(f"这个回电 {call.assigned_to} 已经领了。")
    call.assigned_to = username
    _keep(session, call)


def called(session: Session, call: CallBack, username: str, outcome: TryOutcome, note: str, now: datetime) -> None:
    """Record a call. One that got through meets the wish; the other comes up again the next working day.

    :raises ConflictError: If somebody has called already.
    """
    _must_be_open(call)
    session.add(
        CallTry(call_back_id=call.id or 0, outcome=outcome, note=note.strip(), actor=username, at=now.astimezone(UTC))
    )
    if outcome is TryOutcome.REACHED:
        service.done(session, call, username)
        return
    call.next_at = working_hours.next_day(in_china(now), follow_ups.rules().hours).astimezone(UTC)
    _keep(session, call)


def put_off(session: Session, call: CallBack, at: datetime, now: datetime) -> None:
    """Call at another time, in office hours.

    :raises ConflictError: If somebody has called already.
    :raises InvalidInputError: If the time has passed.
    """
    _must_be_open(call)
    if at.tzinfo is None or at < now:
        raise InvalidInputError("改到的时间要带时区，并且不能早于现在。")
    call.next_at = working_hours.next_open(in_china(at), follow_ups.rules().hours).astimezone(UTC)
    _keep(session, call)


def _must_be_open(call: CallBack) -> None:
    if call.done_at is not None:
        raise ConflictError(f"这个电话 {call.done_by} 已经回过了。")


def _keep(session: Session, call: CallBack) -> None:
    session.add(call)
    session.flush()
