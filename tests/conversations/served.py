"""A fake platform over real HTTP beside a running stack, in a loop of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager

import httpx
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

ANSWER_SECONDS = 60.0
STARTING_SECONDS = 10.0


@contextmanager
def served(app: FastAPI, port: int, service_url: str) -> Iterator[tuple[BlockingPortal, httpx.AsyncClient]]:
    """Serve a platform on a port; give its loop, and a client in it that reaches the service."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    with start_blocking_portal() as portal:
        serving = portal.start_task_soon(server.serve)
        deadline = time.monotonic() + STARTING_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        limits = httpx.Limits(max_connections=2000, max_keepalive_connections=200)

        async def open_client() -> httpx.AsyncClient:
            return httpx.AsyncClient(base_url=service_url, timeout=30, limits=limits, trust_env=False)

        http = portal.call(open_client)
        try:
            yield portal, http
        finally:
            portal.call(http.aclose)
            server.should_exit = True
            serving.result(timeout=STARTING_SECONDS)


def one_more(seen: Callable[[], Sized], before: int) -> bool:
    """Wait until one thing more is seen than before; return whether it is exactly one."""
    wait_for(lambda: len(seen()) != before)
    return len(seen()) == before + 1


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds, or nobody would wait any longer: what follows then fails."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
