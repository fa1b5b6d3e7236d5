"""What one process holds; made once by ``create_app`` and reached through ``deps``."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter

from api.accounts.known import KnownCallers
from api.catalogue.index import MatcherHolder
from api.clock import Clock
from api.conversations.bot import BotClient
from api.conversations.turn_locks import TurnLocks
from api.database import Database
from api.limiter import Limiter
from api.matches.writer import LedgerWriter
from api.settings import Settings


@dataclass
class AppState:
    """The process's parts.

    :param searching: Lets one match at a time compute: two would hand the interpreter's lock to and fro.
    :param limiter: Counts what callers without a name do.
    """

    settings: Settings
    secret: str
    database: Database
    clock: Clock
    matcher: MatcherHolder
    bot: BotClient
    locks: TurnLocks
    ledger: LedgerWriter
    callers: KnownCallers
    searching: CapacityLimiter
    limiter: Limiter
