"""Takes a message from the callback and decides by which way its answer leaves.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

import asyncio
import time

import structlog

from api.channels import steps, texts
from api.channels.models import Stage
from api.channels.wechat import forgetting, inbox, sendings
from api.channels.wechat.bringing import Bringer
from api.channels.wechat.forgetting import Forget
from api.channels.wechat.hearing import hear
from api.channels.wechat.incoming import Incoming
from api.channels.wechat.intake import Intake
from api.channels.wechat.models import Inbound, Way
from api.channels.wechat.work import Worker
from api.channels.xml_messages import Article
from api.database import Database

LOOK_SECONDS = 0.15
HANG_UP = 1.5  # times the patience: by then the platform has hung up (after 5 s of our 4) and asks again
LATE = 1.1  # times the patience: what is ready later would meet a closed door
LAST_ATTEMPT = 3
CLOSING_SECONDS = 5.0
log = structlog.get_logger(__name__)


class Reception:
    """Where messages come in.

    :param seconds: How long an answer may take before it leaves by another way.
    """

    def __init__(
        self, database: Database, worker: Worker, bringer: Bringer, forget: Forget, verified: bool, seconds: float
    ) -> None:
        self._database, self._worker, self._bringer, self._forget = database, worker, bringer, forget
        self._intake = Intake(database, counts_attempts=not verified)
        self._verified, self._seconds = verified, seconds
        self._working: dict[int, asyncio.Task[None]] = {}
        self._bringing: set[asyncio.Task[None]] = set()

    async def take(self, incoming: Incoming) -> str | Article | None:
        """Take a message and return what the callback answers at once; None if that is nothing."""
        began = time.monotonic()
        if incoming.kind == "event:unsubscribe":
            conversation_id = await steps.read(self._database, forgetting.conversation_of, incoming.openid)
            if conversation_id is not None:
                await self._forget(conversation_id)
            return None
        if incoming.kind == "event:templatesendjobfinish":
            number, status = incoming.get("MsgID"), incoming.get("Status")
            await steps.write(self._database, sendings.receipt, incoming.openid, number, status)
            return None
        received = await self._intake.receive(incoming, hear(incoming), self._way_at_once())
        if received.is_new and received.row.stage is Stage.RECEIVED:
            self._start(received.row, received.conversation_id)
        if received.row.stage is Stage.DONE or received.row.way is not Way.OPEN:
            return self._again(received.row)
        return await self._answered(received.row, began)

    def _way_at_once(self) -> Way:
        """Where the queue is longer than the platform's patience, nobody waits for the end of it."""
        is_long = self._verified and self._worker.expected_seconds(len(self._intake)) > self._seconds
        return Way.SERVICE if is_long else Way.OPEN

    def _again(self, row: Inbound) -> str | Article | None:
        replies = inbox.repeated(row)
        return self._bringer.worded(row.id or 0, replies) if replies else None

    async def _answered(self, row: Inbound, began: float) -> str | Article | None:
        row_id, waits = row.id or 0, self._verified or row.attempts >= LAST_ATTEMPT
        until = began + self._seconds * (1 if waits else HANG_UP)
        if await self._finished(row_id, until) and time.monotonic() < began + self._seconds * LATE:
            replies = await steps.note(self._database, inbox.claim_passive, row_id)
            return self._bringer.worded(row_id, replies) if replies else None
        return await self._by_another_way(row_id) if waits else None

    async def _by_another_way(self, row_id: int) -> str | None:
        """Have the answer follow by itself, or kept for the next message where the account may not write by itself."""
        way = Way.SERVICE if self._verified else Way.NEXT
        row = await steps.note(self._database, inbox.claim, row_id, way)
        if row is not None and way is Way.SERVICE and row.stage is Stage.ANSWERED:
            self._bring(row_id)
        return texts.STILL_WORKING if row is not None and way is Way.NEXT else None

    async def _finished(self, row_id: int, until: float) -> bool:
        """Wait until a message is answered, by this process or another; False if that takes too long."""
        task = self._working.get(row_id)
        if task is not None:
            done, _ = await asyncio.wait({task}, timeout=max(until - time.monotonic(), 0))
            return bool(done)
        while time.monotonic() < until:
            row = await steps.read(self._database, inbox.get, row_id)
            if row is None or row.stage is not Stage.RECEIVED:
                return True
            await asyncio.sleep(LOOK_SECONDS)
        return False

    def _start(self, row: Inbound, conversation_id: str) -> asyncio.Task[None]:
        row_id = row.id or 0
        task = asyncio.create_task(self._work(row, conversation_id))
        self._working[row_id] = task
        task.add_done_callback(lambda _: self._working.pop(row_id, None))
        return task

    async def _work(self, row: Inbound, conversation_id: str) -> None:
        """Work on a message whatever becomes of the request; what fails here is taken up again later."""
        try:
            answered = await self._worker.answer(row, conversation_id)
            if answered is None and await steps.read(self._database, forgetting.has_left, row.id or 0):
                await self._forget(conversation_id)
        except Exception as error:
            log.error("wechat_work_failed", kind=type(error).__name__, exc_info=error)
            return
        if answered is not None and answered.stage is Stage.ANSWERED and answered.way is Way.SERVICE:
            self._bring(row.id or 0)

    def _bring(self, row_id: int) -> None:
        task = asyncio.create_task(self._brought(row_id))
        self._bringing.add(task)
        task.add_done_callback(self._bringing.discard)

    async def _brought(self, row_id: int) -> None:
        try:
            await self._bringer.bring(row_id)
        except Exception as error:
            log.error("wechat_bringing_failed", kind=type(error).__name__, exc_info=error)

    async def resume(self, row_id: int, stage: Stage, way: Way) -> None:
        """Go on with a message that its process left."""
        if stage is Stage.RECEIVED:
            found = await steps.note(self._database, inbox.take_over, row_id)
            if found is not None:
                await self._start(*found)
            return
        if way is Way.OPEN:
            await self._by_another_way(row_id)
        else:
            await self._brought(row_id)

    async def settled(self) -> None:
        """Wait until nothing is being worked on or brought."""
        while self._working or self._bringing:
            await asyncio.wait({*self._working.values(), *self._bringing})

    async def close(self) -> None:
        """Give what is being worked on a moment; the rest is taken up by another process."""
        resting = asyncio.create_task(self.settled())
        await asyncio.wait({resting}, timeout=CLOSING_SECONDS)
        left = list(self._working)
        for task in (resting, *self._working.values(), *self._bringing):
            task.cancel()
        if left:
            await steps.write(self._database, inbox.let_go, left)
