"""The customer service of one process: all its parts, wired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from api.channels import steps
from api.channels.wecom import guests
from api.channels.wecom.account import KfAccount, kf_account_of
from api.channels.wecom.client import WeComApi
from api.channels.wecom.reception import KfReception
from api.channels.wecom.recovery import keep_sweeping
from api.channels.wecom.sender import KfSender
from api.channels.wecom.staff import Staff
from api.channels.wecom.work import KfWorker, page_of
from api.clock import Clock
from api.conversations.turns import Turns
from api.database import Database
from api.settings import Settings


@dataclass
class WeCom:
    """The parts of one customer service."""

    account: KfAccount
    database: Database
    api: WeComApi
    sender: KfSender
    worker: KfWorker
    reception: KfReception
    staff: Staff
    _sweeping: asyncio.Task[None] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Begin to take up what was left lying; called in the running event loop."""
        self._sweeping = asyncio.create_task(keep_sweeping(self.database, self.reception, self.worker))

    async def is_staffed(self, conversation_id: str) -> bool | None:
        """Tell whether somebody in WeCom would take a conversation; None where it is not people there who would."""
        if not self.account.desk_at_wecom:
            return None
        open_kfid = await steps.read(self.database, guests.door_of, conversation_id)
        return await self.staff.is_there(open_kfid) if open_kfid else None

    async def close(self) -> None:
        """Let what is being done come to an end."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        await self.reception.close()
        await self.api.close()


def open_wecom(
    settings: Settings,
    secret: str,
    database: Database,
    turns: Callable[[], Turns],
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> WeCom | None:
    """Return the customer service of the settings, or None if there is none.

    :raises ConfigurationError: If a corpid is set without what it needs.
    """
    account = kf_account_of(settings)
    if account is None:
        return None
    api = WeComApi(account, database, transport)
    sender = KfSender(database, api)
    page = page_of(account.public_url, secret)
    worker = KfWorker(database, api, sender, turns, clock, page, account.desk_at_wecom, account.servicer)
    reception, staff = KfReception(database, api, sender, worker), Staff(api, account.servicer)
    return WeCom(account, database, api, sender, worker, reception, staff)
