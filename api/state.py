"""What one process holds; made once by ``create_app`` and reached through ``deps``."""

from __future__ import annotations

from dataclasses import dataclass

from api.accounts.known import KnownCallers
from api.catalogue.index import MatcherHolder
from api.clock import Clock
from api.conversations.bot import BotClient
from api.conversations.turns import TurnLocks
from api.database import Database
from api.matches.writer import LedgerWriter
from api.settings import Settings


@dataclass
class AppState:
    """The process's parts."""

    settings: Settings
    secret: str
    database: Database
    clock: Clock
    matcher: MatcherHolder
    bot: BotClient
    locks: TurnLocks
    ledger: LedgerWriter
    callers: KnownCallers
