"""Takes up what another process, or this one before a restart, left lying."""

from __future__ import annotations

import asyncio
import random

import structlog

from api.channels import steps
from api.channels.wechat import inbox
from api.channels.wechat.reception import Reception
from api.database import Database

PAUSE_SECONDS = 5.0
log = structlog.get_logger(__name__)


async def sweep(database: Database, reception: Reception) -> int:
    """Go on with everything that is due, and return how many that were."""
    due = await steps.read(database, inbox.due)
    for row_id, stage, way in due:
        await reception.resume(row_id, stage, way)
    return len(due)


async def keep_sweeping(database: Database, reception: Reception) -> None:
    """Sweep for as long as the process runs; processes do not all look at the same moment."""
    while True:
        await asyncio.sleep(PAUSE_SECONDS * random.uniform(0.7, 1.3))  # noqa: S311 - no secret
        try:
            found = await sweep(database, reception)
        except Exception as error:
            log.error("wechat_sweep_failed", kind=type(error).__name__, exc_info=error)
        else:
            if found:
                log.info("wechat_swept", messages=found)
