"""The accounts at which people come in, and who of the enterprise receives them in WeCom right now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from api.channels.wecom.client import WeComApi
from api.channels.wecom.incoming import text_of
from api.errors import QifuError

ACCOUNTS, SERVICERS = "/cgi-bin/kf/account/list", "/cgi-bin/kf/servicer/list"
MOST_AT_ONCE = 100
RECEIVES = 0
FRESH_SECONDS, PATIENCE_SECONDS = 60.0, 3.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class KfDoor:
    """One customer-service account.

    :param is_ours: Whether the enterprise has given it to this application; otherwise the API may not touch it.
    """

    open_kfid: str
    name: str
    is_ours: bool


async def doors_of(api: WeComApi) -> list[KfDoor]:
    """Return the accounts of the enterprise.

    :raises PlatformError: If the platform refuses to tell.
    """
    found: list[KfDoor] = []
    while True:
        answer = await api.call(ACCOUNTS, {"offset": len(found), "limit": MOST_AT_ONCE})
        page = _rows(answer, "account_list")
        found += [
            KfDoor(text_of(row, "open_kfid"), text_of(row, "name"), bool(row.get("manage_privilege"))) for row in page
        ]
        if len(page) < MOST_AT_ONCE:
            return found


async def receiving(api: WeComApi, open_kfid: str) -> frozenset[str]:
    """Return who receives at an account now.

    :raises PlatformError: If the platform refuses to tell.
    """
    rows = _rows(await api.look(SERVICERS, open_kfid=open_kfid), "servicer_list")
    return frozenset(text_of(row, "userid") for row in rows if row.get("status") == RECEIVES and text_of(row, "userid"))


class Staff:
    """Knows whether anybody receives at an account, as of at most a minute ago.

    :param servicer: The one to whom conversations are handed; empty where anybody of the pool takes them.
    """

    def __init__(self, api: WeComApi, servicer: str) -> None:
        self._api, self._servicer = api, servicer
        self._known: dict[str, tuple[float, bool]] = {}

    async def is_there(self, open_kfid: str) -> bool:
        """Tell whether somebody would take a conversation; where the platform does not tell, nobody is sent away."""
        at, known = self._known.get(open_kfid, (0.0, True))
        if open_kfid in self._known and time.monotonic() - at < FRESH_SECONDS:
            return known
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):  # a person waits for his answer meanwhile
                there = await receiving(self._api, open_kfid)
            known = self._servicer in there if self._servicer else bool(there)
        except (QifuError, TimeoutError) as error:
            log.warning("wecom_staff_unknown", kind=type(error).__name__)
        self._known[open_kfid] = (time.monotonic(), known)
        return known


def _rows(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = answer.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
