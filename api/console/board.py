"""What the console shows before anything is opened: who one is, what waits, who is there, where one may send things."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from api.accounts.models import User
from api.appeals import routing as appeals
from api.appeals.models import Appeal, AppealStatus
from api.callbacks import service as callbacks
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.console.events import at_desk
from api.conversations import handovers, queue
from api.conversations.models import Conversation
from api.demands import listing
from api.demands.listing import Filters
from api.deps import AgentUser, ReadSessionDep, StateDep
from api.followups import lists
from api.followups.lists import Which
from api.live import events, presence
from api.windows import scope as scopes
from api.windows import tree
from knowledge import working_time

router = APIRouter(prefix="/api/v1", tags=["坐席工作台"])
APPEALS_OPEN = (AppealStatus.SUBMITTED, AppealStatus.ASSIGNED)


@router.get("/console", summary="工作台开头：本人、各列表的件数、谁在线、有哪些窗口")
def get_board(user: AgentUser, session: ReadSessionDep, state: StateDep) -> dict[str, Any]:
    """Return the frame of the console; ``cursor`` is the event from which the stream goes on."""
    now = state.clock.now()
    is_open = working_time.is_open(now)
    windows = tree.load(session)
    return {
        "cursor": events.newest(session),
        "me": {
            "username": user.username,
            "role": user.role.value,
            "window": user.window,
            "window_name": windows.name(user.window),
            "away": any(one.away for one in presence.present(session, utc_now()) if one.username == user.username),
        },
        "counts": _counts(session, user),
        "at_desk": at_desk(session),
        "windows": [
            {"key": node.key, "name": node.name, "level": node.level, "is_open": node.is_open}
            for node in windows.nodes.values()
        ],
        "hours": {
            "open": is_open,
            "opens": None if is_open else working_time.told(working_time.next_opening(now), now),
        },
        "idle_minutes": state.settings.takeover_idle_minutes,
    }


def _counts(session: Session, user: User) -> dict[str, int]:
    scope = scopes.of(session, user)
    viewer = handovers.viewer(session, user)
    one = Filters(limit=1, open_only=True)
    return {
        "waiting": _talks(session, viewer, queue.Scope.WAITING),
        "mine": _talks(session, viewer, queue.Scope.MINE),
        "cases": listing.listed(session, scope, one)[1],
        "to_do": listing.listed(session, scope, one.model_copy(update={"todo": True}), user.username)[1],
        "overdue": listing.listed(session, scope, one.model_copy(update={"overdue": True}))[1],
        "call_backs": _count(session, col(CallBack.done_at).is_(None), callbacks.visible(scope)),
        "appeals": _count(session, col(Appeal.status).in_(APPEALS_OPEN), appeals.visible(scope)),
        "follow_ups": lists.listed(session, scope, Which.DUE, user.username, utc_now(), limit=1)[1],
    }


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.exec(select(func.count()).where(*conditions)).one()


def _talks(session: Session, viewer: queue.Viewer, scope: queue.Scope) -> int:
    found = queue.of_scope(queue.visible(select(Conversation).where(col(Conversation.handoff)), viewer), viewer, scope)
    return session.exec(select(func.count()).select_from(found.subquery())).one()
