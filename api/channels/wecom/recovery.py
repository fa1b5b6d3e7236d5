"""Takes up what another process, or this one before a restart, left lying, and what the platform put off."""

from __future__ import annotations

import asyncio
import random

import structlog

from api.channels import steps
from api.channels.wecom import cursors, inbox, sessions
from api.channels.wecom.reception import KfReception
from api.channels.wecom.work import KfWorker
from api.clock import utc_now
from api.database import Database

PAUSE_SECONDS = 5.0
log = structlog.get_logger(__name__)


async def sweep(database: Database, reception: KfReception, worker: KfWorker) -> int:
    """Go on with everything that is due, and return how much that was."""
    accounts = await steps.read(database, cursors.due)
    persons = await steps.read(database, inbox.due)
    for open_kfid in accounts:
        await reception.sync(open_kfid)
    for guest_key in persons:
        reception.begin_for(guest_key)
    moved = await worker.hand_over()
    await steps.note(database, sessions.keep_seen, utc_now())
    return len(accounts) + len(persons) + moved


async def keep_sweeping(database: Database, reception: KfReception, worker: KfWorker) -> None:
    """Sweep for as long as the process runs; processes do not all look at the same moment."""
    while True:
        await asyncio.sleep(PAUSE_SECONDS * random.uniform(0.7, 1.3))  # noqa: S311 - no secret
        try:
            found = await sweep(database, reception, worker)
        except Exception as error:
            log.error("wecom_sweep_failed", kind=type(error).__name__, exc_info=error)
        else:
            if found:
                log.info("wecom_swept", found=found)
