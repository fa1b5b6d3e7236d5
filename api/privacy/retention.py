"""The retention job: what has been kept long enough is deleted, in batches, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists
from sqlmodel import SQLModel, and_, col, func, or_, select

from api.accounts import sessions
from api.accounts.models import AuditEntry, LoginGuard
from api.appeals.models import Appeal, AppealStatus
from api.channels.wechat.models import Inbound, Sending
from api.channels.wecom.models import KfInbound, KfSending
from api.clock import utc_now
from api.console.models import Call
from api.conversations.models import Conversation
from api.demands.models import Demand, DemandStatus
from api.deps import session_limits
from api.gaps.models import KnowledgeGap
from api.identity import forgetting
from api.identity.models import IdentityCode
from api.matches.models import Match, MatchFailure
from api.outbox.models import OutboxEntry
from api.privacy import erase, replay, scope
from api.privacy.eraser import Eraser
from api.privacy.models import ErasureReason
from api.privacy.open_cases import HANDED_OVER, UNDER_WAY
from api.privacy.periods import Periods
from api.state import AppState

BATCH = 200
ACTOR = "retention"
DONE = (DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED, DemandStatus.CANCELLED)
ANSWERED = (AppealStatus.ANSWERED, AppealStatus.CLOSED, AppealStatus.WITHDRAWN)
ROWS = ((MatchFailure, "created_at", "match_failures"), (KnowledgeGap, "last_asked_at", "knowledge_gaps"),
        (AuditEntry, "at", "audit"), (Call, "created_at", "calls"),
        (LoginGuard, "last_at", "login_guards"), (IdentityCode, "created_at", "identity_codes"),
        (Inbound, "created_at", "channel_messages"), (KfInbound, "created_at", "channel_messages"),
        (Sending, "created_at", "channel_sendings"), (KfSending, "created_at", "channel_sendings"),
        (OutboxEntry, "failed_at", "outbox_failed"))  # fmt: skip


@dataclass
class Swept:
    """How many of each were, or would be, deleted."""

    restored: int = 0
    talks: int = 0
    agents_texts: int = 0
    match_failures: int = 0
    knowledge_gaps: int = 0
    audit: int = 0
    login_guards: int = 0
    calls: int = 0
    identity_codes: int = 0
    unbound_identities: int = 0
    channel_messages: int = 0
    channel_sendings: int = 0
    outbox_failed: int = 0
    user_sessions: int = 0
    log_files: int = 0
    left_in_tracker: int = 0

    def lines(self) -> list[str]:
        """Return one line a kind."""
        return [f"{one.name:<16} {getattr(self, one.name)}" for one in fields(self)]


class Retention:
    """One run of the job."""

    def __init__(self, state: AppState, periods: Periods, report: Callable[[str], None] = lambda _: None) -> None:
        self._state, self._periods, self._report = state, periods, report
        self._now = utc_now()

    async def run(self, dry_run: bool = False) -> Swept:
        """Delete what is due and return how much; with ``dry_run`` only count."""
        swept = Swept()
        if not dry_run:  # a restore may have brought back what had been deleted
            swept.restored = (await replay.replay(self._state)).conversations
        swept.talks = self._count(self._talks()) if dry_run else await self._erase_talks()
        swept.agents_texts = self._count(self._texts()) if dry_run else self._reduce_texts()
        for table, column, name in ROWS:
            setattr(swept, name, getattr(swept, name) + self._rows(table, column, name, dry_run))
        swept.unbound_identities = self._unbound(dry_run)
        swept.log_files = self._log_files(dry_run)
        if not dry_run:
            with self._state.database.session() as session:
                swept.user_sessions = sessions.sweep(session, session_limits(self._state))
            swept.left_in_tracker = await Eraser(self._state).finish()
            self._state.database.overwrite_remains()
        return swept

    async def _erase_talks(self) -> int:
        count = 0
        while ids := self._first(self._talks()):
            with self._state.database.session(write=False) as session:
                scopes = [scope.of(session, [id_]) for id_ in ids]
            done = await Eraser(self._state).erase(scopes, ErasureReason.RETENTION, ACTOR)
            count += done.conversations
            self._report(f"对话 {count}")
        return count

    def _reduce_texts(self) -> int:
        count = 0
        while ids := self._first(self._texts()):
            with self._state.database.session() as session:
                for match in session.exec(select(Match).where(col(Match.id).in_(ids))):
                    erase.reduce_match(match)
                    session.add(match)
            count += len(ids)
            self._report(f"坐席文本 {count}")
        return count

    def _talks(self) -> Any:
        """Return the query for talks whose time is over: without a case, or with none that must still be kept."""
        has_case = or_(_has(Demand), _has(Appeal))
        idle = and_(~has_case, col(Conversation.updated_at) < self._before("talks_without_case"))
        over = and_(has_case, ~or_(_has(Demand, self._keeps_demand()), _has(Appeal, self._keeps_appeal())))
        return select(Conversation.id).where(col(Conversation.erased_at).is_(None), or_(idle, over))

    def _keeps_demand(self) -> Any:
        status, at = col(Demand.status), col(Demand.updated_at)
        finished, open_ = status.in_(DONE), status.not_in(DONE)
        return or_(
            status.in_(UNDER_WAY),
            and_(finished, at >= self._before("finished_cases")),
            and_(open_, at >= self._before("unattended_cases")),
        )

    def _keeps_appeal(self) -> Any:
        status, at = col(Appeal.status), col(Appeal.updated_at)
        answered, open_ = status.in_(ANSWERED), status.not_in(ANSWERED)
        return or_(
            status.in_(HANDED_OVER),
            and_(answered, at >= self._before("finished_cases")),
            and_(open_, at >= self._before("unattended_cases")),
        )

    def _texts(self) -> Any:
        """Return the query for what agents had matched without a case."""
        before = self._before("agents_texts")
        return select(Match.id).where(
            col(Match.demand_id).is_(None), col(Match.erased_at).is_(None), col(Match.created_at) < before
        )

    def _rows(self, table: type[SQLModel], column: str, name: str, dry_run: bool) -> int:
        due = getattr(table, column) < self._before(name)
        if dry_run:
            return self._count(select(getattr(table, "id")).where(due))  # noqa: B009 - every table here has one
        count = 0
        while ids := self._first(select(getattr(table, "id")).where(due)):  # noqa: B009
            with self._state.database.session() as session:
                count += session.connection().execute(delete(table).where(getattr(table, "id").in_(ids))).rowcount  # noqa: B009
        return count

    def _unbound(self, dry_run: bool) -> int:
        """Forget verified numbers that nothing has been bound to for long, and bindings that were undone long ago."""
        before = self._before("unbound_identities")
        with self._state.database.session(write=not dry_run) as session:
            return forgetting.count(session, before) if dry_run else forgetting.forget(session, before)

    def _log_files(self, dry_run: bool) -> int:
        before = self._before("log_files").timestamp()
        folder: Path = self._state.settings.data_dir / "logs"
        due = [path for path in folder.glob("*.log*") if path.is_file() and path.stat().st_mtime < before]
        for path in () if dry_run else due:
            path.unlink()
        return len(due)

    def _before(self, name: str) -> datetime:
        return self._periods.before(name, self._now)

    def _first(self, query: Any) -> list[str]:
        with self._state.database.session(write=False) as session:
            return list(session.exec(query.limit(BATCH)))

    def _count(self, query: Any) -> int:
        with self._state.database.session(write=False) as session:
            return int(session.exec(select(func.count()).select_from(query.subquery())).one())


def _has(case: type[Demand] | type[Appeal], condition: Any = None) -> Any:
    of_talk = col(case.conversation_id) == Conversation.id
    return exists().where(of_talk if condition is None else and_(of_talk, condition))
