"""The account's access token: fetched by one process at a time, used by all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from api.channels import steps
from api.channels.models import AccessToken
from api.channels.once import insert_once
from api.channels.unreachable import PlatformUnreachableError
from api.clock import aware, utc_now
from api.database import Database

EARLY_SECONDS = 300  # a token is replaced before it ends, so that no message meets its end
LEASE_SECONDS = 15
PATIENCE_SECONDS = 12.0
LOOK_SECONDS = 0.1
Fetch = Callable[[bool], Awaitable[dict[str, Any]]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Held:
    """A token and the moment from which it is no longer used."""

    token: str
    fresh_until: datetime


class TokenKeeper:
    """Keeps the token of one account.

    :param fetch: Asks the platform for the token; true forces a new one, which ends the old.
    """

    def __init__(self, database: Database, appid: str, fetch: Fetch) -> None:
        self._database, self._appid, self._fetch = database, appid, fetch
        self._held: Held | None = None
        self._lock = asyncio.Lock()

    async def get(self, refused: str | None = None) -> str:
        """Return a token that holds.

        :param refused: The token that the platform has just refused; another one is wanted.
        :raises PlatformError: If the platform gives none.
        :raises PlatformUnreachableError: If it does not answer, or another process does not get one in time.
        """
        if (held := self._usable(self._held, refused)) is not None:
            return held
        async with self._lock:
            if (held := self._usable(self._held, refused)) is not None:
                return held
            return await self._renewed(refused)

    async def _renewed(self, refused: str | None) -> str:
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience:
            self._held = await steps.read(self._database, stored, self._appid)
            if (held := self._usable(self._held, refused)) is not None:
                return held
            if await steps.write(self._database, take_lease, self._appid, refused):
                return await self._fetched(refused)
            await asyncio.sleep(LOOK_SECONDS)
        raise PlatformUnreachableError

    async def _fetched(self, refused: str | None) -> str:
        """Ask the platform; by force only where it would give the refused token again."""
        try:
            answer = await self._fetch(False)
            if refused is not None and answer.get("access_token") == refused:
                answer = await self._fetch(True)
            token, seconds = str(answer["access_token"]), int(answer["expires_in"])
            self._held = await steps.write(self._database, keep, self._appid, token, seconds)
        except Exception as error:
            await steps.write(self._database, end_lease, self._appid)
            if isinstance(error, LookupError | TypeError | ValueError):
                raise PlatformUnreachableError from error
            raise
        log.info("platform_token_fetched", seconds=seconds, after_refusal=refused is not None)
        return token

    @staticmethod
    def _usable(held: Held | None, refused: str | None) -> str | None:
        return held.token if held and held.token != refused and held.fresh_until > utc_now() else None


def stored(session: Session, appid: str) -> Held | None:
    """Return the token all processes share."""
    row = session.get(AccessToken, appid)
    return Held(row.token, aware(row.fresh_until)) if row and row.token and row.fresh_until else None


def take_lease(session: Session, appid: str, refused: str | None) -> bool:
    """Become the one who fetches, unless somebody is, or has done so since one looked."""
    insert_once(session, AccessToken(appid=appid))
    row = session.exec(select(AccessToken).where(AccessToken.appid == appid).with_for_update()).one()
    now = utc_now()
    is_fresh = row.token not in (None, refused) and row.fresh_until is not None and aware(row.fresh_until) > now
    if is_fresh or (row.lease_until is not None and aware(row.lease_until) > now):
        return False
    row.lease_until = now + timedelta(seconds=LEASE_SECONDS)
    session.add(row)
    return True


def end_lease(session: Session, appid: str) -> None:
    """Let somebody else fetch."""
    session.connection().execute(update(AccessToken).where(col(AccessToken.appid) == appid).values(lease_until=None))


def keep(session: Session, appid: str, token: str, seconds: int) -> Held:
    """Keep a fetched token for all processes; one that lives shortly is used for half of its life."""
    row = session.get_one(AccessToken, appid)
    fresh_until = utc_now() + timedelta(seconds=seconds - min(EARLY_SECONDS, seconds // 2))
    row.token, row.fresh_until, row.lease_until = token, fresh_until, None
    session.add(row)
    session.flush()
    return Held(token, fresh_until)
