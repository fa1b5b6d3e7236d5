"""The real service on a port, over data of the test's own, with the browser files in place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api import app as wiring
from tests.browser.serving import free_port


@pytest.fixture
def service_url(settings: Any) -> Iterator[str]:
    """Serve the service on data of the test's own."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(wiring.create_app(settings), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=5)
