"""Whatever changes a case, an appeal or a call-back is told to the desk, by whichever path it was changed.

The rows that keep the change are noticed where they are written, so that a path nobody thought of here (another
channel, a follow-up by itself) is told as well.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.util import identity_key

from api import flushes
from api.appeals.models import Appeal, AppealStep
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands.models import Demand, Transition
from api.demands.work_models import Dispatch, DispatchRole
from api.followups.models import FollowUp
from api.live.models import LiveEvent, LiveKind

KINDS: dict[type, LiveKind] = {
    Transition: LiveKind.CASE,
    Dispatch: LiveKind.CASE,
    AppealStep: LiveKind.APPEAL,
    CallBack: LiveKind.CALL_BACK,
    FollowUp: LiveKind.FOLLOW_UP,
}


def install() -> None:
    """Begin to notice; once is enough for the process."""
    flushes.follow(_notice)


def _notice(session: AnySession, *_: Any) -> None:
    rows = [_event(session, row) for row in (*session.new, *session.dirty) if type(row) in KINDS and _is_told(row)]
    if rows:
        session.connection().execute(insert(LiveEvent), rows)


def _is_told(row: Any) -> bool:
    """Tell whether a row is news of its own: of what is handed out, only what asks a window that has not the case."""
    return not isinstance(row, Dispatch) or (row.role is DispatchRole.CO and row.window is not None)


def _event(session: AnySession, row: Any) -> dict[str, Any]:
    about = _about(session, row)
    return {
        "kind": KINDS[type(row)],
        "subject": about.get("subject", ""),
        "conversation_id": about.get("conversation_id"),
        "window": about.get("window"),
        "actor": str(getattr(row, "actor", "")),
        "at": utc_now(),
    }


def _about(session: AnySession, row: Any) -> dict[str, Any]:
    """Return what a row is about; the case itself is at hand wherever one of its steps is written."""
    if isinstance(row, CallBack):
        return {"subject": str(row.id), "conversation_id": row.conversation_id, "window": row.window}
    if isinstance(row, FollowUp):
        return {"subject": str(row.id), "window": _window_of(session, row.demand_id)}
    of, key = (Appeal, row.appeal_id) if isinstance(row, AppealStep) else (Demand, row.demand_id)
    case: Any = session.identity_map.get(identity_key(of, key))
    if case is None:
        return {"subject": str(key)}
    window = row.window if isinstance(row, Dispatch) else case.window
    return {"subject": case.case_no, "conversation_id": case.conversation_id, "window": window}


def _window_of(session: AnySession, demand_id: int) -> str | None:
    demand: Any = session.identity_map.get(identity_key(Demand, demand_id))
    return demand.window if demand is not None else None
