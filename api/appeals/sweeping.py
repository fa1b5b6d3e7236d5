"""What time alone brings about for appeals: reminders, the way upward, the end of what nobody objects to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from api.accounts.actors import SYSTEM
from api.appeals import deadlines, handling, transferring
from api.appeals.models import Appeal, AppealStatus
from api.clock import CHINA, aware, utc_now
from api.outbox import service as outbox
from api.swept import MOST, Swept
from knowledge import deadlines as rules
from knowledge import working_hours

S = AppealStatus
REMINDED = "appeal.reminder"


def sweep(session: Session) -> Swept:
    """Remind, escalate and close what is due by now; a second sweep at the same moment finds nothing."""
    now = utc_now()
    return Swept(_remind(session, now), _escalate(session, now), _close(session, now))


def _remind(session: Session, now: datetime) -> int:
    query = select(Appeal).where(
        col(Appeal.due_at).is_not(None), col(Appeal.reminded_at).is_(None), col(Appeal.remind_at) <= now
    )
    appeals = session.exec(query.order_by(col(Appeal.remind_at)).limit(MOST)).all()
    for appeal in appeals:
        appeal.reminded_at = now
        session.add(appeal)
        payload = {"case_no": appeal.case_no, "status": appeal.status.value, "window": appeal.window}
        outbox.put(session, REMINDED, payload, key=f"appeal-reminder:{appeal.id}:{_stamp(appeal)}")
    session.flush()
    return len(appeals)


def _escalate(session: Session, now: datetime) -> int:
    query = select(Appeal).where(col(Appeal.due_at) <= now, col(Appeal.escalated_at).is_(None))
    appeals = session.exec(query.order_by(col(Appeal.due_at)).limit(MOST)).all()
    for appeal in appeals:
        appeal.escalated_at = now
        session.add(appeal)
        session.flush()
        if appeal.status in deadlines.UNASSIGNED:
            transferring.escalate(session, appeal, SYSTEM, "超过交办时限")
        else:
            transferring.supervise(session, appeal, SYSTEM, "超过答复时限")
    return len(appeals)


def _close(session: Session, now: datetime) -> int:
    """Close what was answered and not objected to for as long as the rules say, oldest first."""
    minutes = rules.rules().appeal["close"]
    days = timedelta(days=minutes // working_hours.day_minutes())  # so many working days take at least so many days
    query = select(Appeal).where(Appeal.status == S.ANSWERED, col(Appeal.answered_at) <= now - days)
    closed = 0
    for appeal in session.exec(query.order_by(col(Appeal.answered_at)).limit(MOST)).all():
        since = aware(appeal.answered_at or appeal.updated_at).astimezone(CHINA)
        if working_hours.minutes_between(since, now.astimezone(CHINA)) < minutes:
            break
        handling.move(session, appeal, S.CLOSED, SYSTEM, "期满办结")
        closed += 1
    return closed


def _stamp(appeal: Appeal) -> int:
    """Return what tells one deadline of an appeal from its others."""
    return int(aware(appeal.due_at).timestamp()) if appeal.due_at else 0
