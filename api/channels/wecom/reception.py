"""From the callback's word that there is something to everything being answered, in tasks of their own.

Source: docs/decisions/0022-wecom.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from api.channels import steps, texts
from api.channels.wecom import cursors, inbox, incoming, taking
from api.channels.wecom.client import WeComApi
from api.channels.wecom.cursors import LeaseLostError, Turn
from api.channels.wecom.sender import KfSender
from api.channels.wecom.work import KfWorker
from api.database import Database

MOST_PAGES = 10_000  # in one turn; a platform that never ends is left for the next sweep
CLOSING_SECONDS = 5.0
log = structlog.get_logger(__name__)


class KfReception:
    """Where messages come in."""

    def __init__(self, database: Database, api: WeComApi, sender: KfSender, worker: KfWorker) -> None:
        self._database, self._api, self._sender, self._worker = database, api, sender, worker
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: dict[str, asyncio.Task[None]] = {}
        self._more: set[str] = set()

    async def take(self, open_kfid: str, token: str) -> None:
        """Note that there is something, and begin to read it; the callback does not wait."""
        await steps.write(self._database, cursors.want, open_kfid, token)
        self._begin(self.sync(open_kfid))

    async def sync(self, open_kfid: str) -> None:
        """Read an account to the end, unless somebody else does."""
        while (turn := await steps.write(self._database, cursors.take, open_kfid)) is not None:
            try:
                is_more = await self._read(turn)
            except LeaseLostError:
                return
            except BaseException:
                await asyncio.shield(steps.write(self._database, cursors.give_up, turn))
                raise
            if not is_more:
                return

    async def _read(self, turn: Turn) -> bool:
        """Read page after page; tell whether a callback came meanwhile."""
        for _ in range(MOST_PAGES):
            page = await self._api.page(turn.open_kfid, turn.cursor, turn.token)
            cursor = page.get("next_cursor")
            cursor = cursor if isinstance(cursor, str) and cursor else turn.cursor
            is_last = not page.get("has_more") or cursor == turn.cursor
            messages = incoming.read_all(page.get("msg_list"), turn.open_kfid)
            taken = await steps.write(self._database, taking.take_page, turn, cursor, messages)
            turn = taken.turn
            for guest_key in taken.guests:
                self.begin_for(guest_key)
            for code, key in taken.welcomes:
                self._begin(self._welcome(code, key))
            if is_last:
                break
        return await steps.write(self._database, cursors.finish, turn)

    async def _welcome(self, code: str, key: str) -> None:
        await self._sender.welcome(code, texts.WELCOME, key)

    def begin_for(self, guest_key: str) -> None:
        """Work for a person; whoever works for him already goes on with what is new."""
        if guest_key in self._working:
            self._more.add(guest_key)
            return
        task = asyncio.create_task(self._work(guest_key))
        self._working[guest_key] = task

    async def _work(self, guest_key: str) -> None:
        """Work whatever becomes of the callback; what fails here is taken up again later."""
        try:
            while True:
                self._more.discard(guest_key)
                await self._worker.work_off(guest_key)
                if guest_key not in self._more:
                    return
        except Exception as error:
            log.error("wecom_work_failed", kind=type(error).__name__, exc_info=error)
        finally:
            self._working.pop(guest_key, None)

    def _begin(self, step: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(_logged(step))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is being read or worked on."""
        while self._tasks or self._working:
            await asyncio.wait({*self._tasks, *self._working.values()})

    async def close(self) -> None:
        """Give what is being done a moment; the rest is taken up by another process."""
        resting = asyncio.create_task(self.settled())
        await asyncio.wait({resting}, timeout=CLOSING_SECONDS)
        left = bool(self._working)
        tasks = (resting, *self._tasks, *self._working.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if left:
            await steps.write(self._database, inbox.let_go, self._worker.name)


async def _logged(step: Coroutine[Any, Any, Any]) -> None:
    try:
        await step
    except Exception as error:
        log.error("wecom_sync_failed", kind=type(error).__name__, reason=getattr(error, "detail", ""))
