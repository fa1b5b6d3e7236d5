"""The official account of one process: all its parts, wired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from api.channels.wechat.account import Account, account_of
from api.channels.wechat.bringing import Bringer
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.forgetting import Forget
from api.channels.wechat.reception import Reception
from api.channels.wechat.recovery import keep_sweeping
from api.channels.wechat.sender import Sender
from api.channels.wechat.work import Worker
from api.conversations.turns import Turns
from api.database import Database
from api.settings import Settings


@dataclass
class WeChat:
    """The parts of one account."""

    account: Account
    database: Database
    api: WeChatApi
    sender: Sender
    reception: Reception
    _sweeping: asyncio.Task[None] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Begin to take up what was left lying; called in the running event loop."""
        self._sweeping = asyncio.create_task(keep_sweeping(self.database, self.reception))

    async def close(self) -> None:
        """Let what is being done come to an end."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        await self.reception.close()
        await self.api.close()


def open_wechat(
    settings: Settings,
    secret: str,
    database: Database,
    turns: Callable[[], Turns],
    forget: Forget,
    transport: httpx.AsyncBaseTransport | None = None,
) -> WeChat | None:
    """Return the account of the settings, or None if there is none.

    :raises ConfigurationError: If an appid is set without what it needs.
    """
    account = account_of(settings)
    if account is None:
        return None
    api = WeChatApi(account, database, transport)
    sender = Sender(database, api, account.verified)
    bringer = Bringer(database, sender, account.public_url, secret)
    worker = Worker(database, turns)
    reception = Reception(database, worker, bringer, forget, account.verified, account.answer_seconds)
    return WeChat(account, database, api, sender, reception)
