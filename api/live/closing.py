"""Open streams end as soon as the process is told to stop: otherwise it would wait for pages that never go."""

from __future__ import annotations

import asyncio
import signal
import threading
from types import FrameType

from api.live.hub import Hub

STOPPING = (signal.SIGTERM, signal.SIGINT)


def end_streams_on_stop(hub: Hub) -> None:
    """Put the end of the streams before what the server does at these signals; called in the running event loop."""
    if threading.current_thread() is not threading.main_thread():
        return  # under a test client, where no signal arrives
    loop = asyncio.get_running_loop()
    for number in STOPPING:
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: object = before) -> None:
            loop.call_soon_threadsafe(hub.end)
            if callable(before):
                before(received, frame)

        signal.signal(number, stop)
