"""A browser, pages of any size and the fake service; pictures go to ``build/screenshots``."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from api.web import vendor
from tests.browser.fake_service import create_fake

BUILD_DIR = Path(__file__).parents[2] / "build"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OpenPage = Callable[..., Page]
Shot = Callable[[Page, str], None]


def chromium_path() -> str | None:
    """Return the browser to use: ``QIFU_CHROMIUM``, else the machine's."""
    named = os.environ.get("QIFU_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for all tests; each page gets a fresh profile."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine: install it or name it in QIFU_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens an address in a fresh profile of the given width and colour scheme.

    The page fails the test when it logs an error, breaks the content policy or asks a foreign host for anything.
    """
    contexts = []
    faults: list[str] = []

    def open_it(url: str, width: int = 1000, height: int = 800, *, dark: bool = False, touch: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        host = url.split("/")[2]
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        page.on("request", lambda sent: faults.append(sent.url) if f"//{host}/" not in sent.url else None)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def shot() -> Shot:
    """Return a function that keeps a picture of the page under ``build/screenshots``."""
    folder = BUILD_DIR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.wait_for_timeout(350)  # let the last animation end
        page.screenshot(path=folder / f"{name}.png")

    return take


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def fake_app() -> FastAPI:
    """Return the fake service with the browser files in place."""
    vendor.install(BUILD_DIR)
    return create_fake(BUILD_DIR)


@pytest.fixture(scope="session")
def fake_url(fake_app: FastAPI) -> Iterator[str]:
    """Serve the fake service on a free port for the whole run."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(fake_app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 15
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(timeout=5)
