"""What one process holds; made once by ``create_app`` and reached through ``deps``."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter

from api.accounts.known import KnownCallers
from api.catalogue.index import MatcherHolder
from api.channels.wechat.room import WeChat
from api.channels.wecom.room import WeCom
from api.clock import Clock
from api.conversations.bot import BotClient
from api.conversations.turn_locks import TurnLocks
from api.database import Database
from api.limiter import Limiter
from api.live.hub import Hub
from api.live.presence import Attendance
from api.matches.writer import LedgerWriter
from api.settings import Settings


@dataclass
class AppState:
    """The process's parts.

    :param searching: Lets one match at a time compute: two would hand the interpreter's lock to and fro.
    :param wechat: The official account, where one is set up.
    :param wecom: WeCom customer service, where it is set up.
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
    hub: Hub
    attendance: Attendance
    limiter: Limiter
    wechat: WeChat | None = None
    wecom: WeCom | None = None
