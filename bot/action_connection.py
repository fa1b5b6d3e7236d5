"""One lasting connection to the action server.

Rasa opens a session, and in it a connection, for every call of an action, and closes both: a tenth of the processor
time of the whole Rasa server (docs/decisions/0015-speed-of-the-talk.md). There is no setting for it, so the channel
puts this in place when it is loaded.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

# The action server closes a connection that is idle for 5 s; a call must not meet it doing so.
IDLE_SECONDS = 2.0


@asynccontextmanager
async def session(endpoint: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
    """Give the endpoint's session, made when it is first asked for in the running loop, and leave it open."""
    loop = asyncio.get_running_loop()
    made_in, lasting = endpoint.__dict__.get("_lasting", (None, None))
    if lasting is None or made_in is not loop or lasting.closed:
        lasting = _lasting(endpoint)
        endpoint.__dict__["_lasting"] = loop, lasting
    yield lasting


async def close(endpoint: EndpointConfig | None) -> None:
    """Close the session of an endpoint, if it has one."""
    _, lasting = getattr(endpoint, "_lasting", (None, None))
    if lasting is not None:
        await lasting.close()


def install() -> None:
    """Put the session in the place of Rasa's."""
    EndpointConfig.session = session


def _lasting(endpoint: EndpointConfig) -> aiohttp.ClientSession:
    """Return a session like Rasa's, but one that keeps connections for a while and no cookies."""
    own = endpoint.basic_auth
    return aiohttp.ClientSession(
        headers=endpoint.headers,
        auth=aiohttp.BasicAuth(own["username"], own["password"]) if own else None,
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
