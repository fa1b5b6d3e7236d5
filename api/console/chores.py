"""What is due every few seconds while anybody is at the desk; a worker may do it as well, twice does no harm."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from api.clock import utc_now
from api.conversations import takeover
from api.live import events
from api.settings import Settings


def do(session: Session, settings: Settings) -> int:
    """Release what owners have left lying and forget old events; return how many were released."""
    now = utc_now()
    released = takeover.release_idle(session, now, timedelta(minutes=settings.takeover_idle_minutes))
    events.sweep(session, now)
    return len(released)
