"""Events as a stream that a page keeps open (server-sent events), with a sign of life in the silences."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from fastapi.responses import StreamingResponse

from api.live.events import Told
from api.live.hub import Listener

BEAT_SECONDS = 15.0  # below the half minute after which proxies cut a silent connection
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
START = "retry: 2000\n\n"


def response(frames: AsyncIterator[str]) -> StreamingResponse:
    """Return the open answer."""
    return StreamingResponse(frames, media_type="text/event-stream", headers=HEADERS)


def frame(event: Told) -> str:
    """Write one event."""
    body = {
        "kind": event.kind.value,
        "subject": event.subject,
        "conversation_id": event.conversation_id,
        "actor": event.actor,
    }
    number = f"id: {event.id}\n" if event.id else ""
    return f"{number}event: {event.kind.value}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


async def frames(
    listener: Listener, missed: Iterable[Told], holds: Callable[[], Awaitable[bool]]
) -> AsyncIterator[str]:
    """Write what was missed, then what happens; end when the reader may no longer listen.

    :param holds: Asked at each sign of life.
    """
    yield START
    for past in missed:
        yield frame(past)
    while True:
        event = await listener.next(BEAT_SECONDS)
        if listener.ended:
            return
        if event is not None:
            yield frame(event)
        elif await holds():
            yield ": here\n\n"
        else:
            return
