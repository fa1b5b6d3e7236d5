"""Whatever changes a case, an appeal or a call-back is told to the desk, by whichever path it was changed.

The rows that keep the change are noticed where they are written, so that a path nobody thought of here (another
channel, a follow-up by itself) is told as well.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session as AnySession

from api.appeals.models import AppealStep
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands.models import Transition
from api.live.models import LiveEvent, LiveKind

NOTICED: dict[type, tuple[LiveKind, str]] = {
    Transition: (LiveKind.CASE, "demand_id"),
    AppealStep: (LiveKind.APPEAL, "appeal_id"),
    CallBack: (LiveKind.CALL_BACK, "id"),
}


def install() -> None:
    """Begin to notice; once is enough for the process."""
    if not event.contains(AnySession, "after_flush", _notice):
        event.listen(AnySession, "after_flush", _notice)


def _notice(session: AnySession, *_: Any) -> None:
    rows = [_event(row) for row in (*session.new, *session.dirty) if type(row) in NOTICED]
    if rows:
        session.connection().execute(insert(LiveEvent), rows)


def _event(row: Any) -> dict[str, Any]:
    kind, name = NOTICED[type(row)]
    return {
        "kind": kind,
        "subject": str(getattr(row, name)),
        "conversation_id": getattr(row, "conversation_id", None),
        "actor": str(getattr(row, "actor", "")),
        "at": utc_now(),
    }
