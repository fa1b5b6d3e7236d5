"""A browser, pages of any size and the fake service; pictures go to ``build/screenshots``."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.limiter import Limiter
from api.web import vendor
from tests.browser.axe import CHECKING, CheckAccess, checker
from tests.browser.fake_service import create_fake
from tests.browser.host_page import create_host
from tests.browser.public_service import PublicService, public_service
from tests.browser.serving import serving

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
PATIENCE_MS = 20_000  # what does not come at all is found by this as well; a busy machine is no fault of a page
OpenPage = Callable[..., Page]
Shot = Callable[[Page, str], None]


def chromium_path() -> str | None:
    """Return the browser to use: ``QIFU_CHROMIUM``, else the machine's."""
    named = os.environ.get("QIFU_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Chromium:
    """One browser for all tests of this room, closed behind the last of them.

    As long as it runs so does a loop in this thread, and whatever wants one of its own there fails.
    """

    def __init__(self) -> None:
        self._open: ExitStack | None = None
        self._running: Browser | None = None

    def browser(self) -> Browser:
        """Return it, started with the first test that wants it."""
        if self._running is None:
            path = chromium_path()
            if path is None:
                pytest.skip("no Chromium on this machine: install it or name it in QIFU_CHROMIUM")
            expect.set_options(timeout=PATIENCE_MS)
            self._open = ExitStack()
            playwright = self._open.enter_context(sync_playwright())
            self._running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
            self._open.callback(self._running.close)
        return self._running

    def close(self) -> None:
        """Close it, if it runs."""
        if self._open is not None:
            self._open.close()
        self._open = self._running = None


CHROMIUM = Chromium()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close the browser when the next test is of another room."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        CHROMIUM.close()


@pytest.fixture(scope="session")
def _closed_in_the_end() -> Iterator[None]:
    """Close the browser also where the tests are broken off."""
    yield
    CHROMIUM.close()


@pytest.fixture
def browser(_closed_in_the_end: None) -> Browser:
    """Return the browser; each page gets a fresh profile."""
    return CHROMIUM.browser()


def is_fault(page: Page, line: str) -> bool:
    """Tell whether a line of the console is a break of the content policy by the page itself."""
    return "Content Security" in line and page not in CHECKING


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens an address in a fresh profile of the given width and colour scheme.

    The page fails the test when it logs an error, breaks the content policy or asks a foreign host for anything;
    ``also`` names addresses of further hosts that it may ask, ``now`` is the moment at which its clock stands.
    """
    contexts = []
    faults: list[str] = []

    def open_it(
        url: str,
        width: int = 1000,
        height: int = 800,
        *,
        dark: bool = False,
        touch: bool = False,
        also: tuple[str, ...] = (),
        now: datetime | None = None,
    ) -> Page:
        hosts = [f"//{address.split('/')[2]}/" for address in (url, *also)]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            locale="zh-CN",
        )
        contexts.append(context)
        if now is not None:
            context.clock.set_fixed_time(now)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if is_fault(page, line.text) else None)
        page.on("request", lambda sent: None if any(host in sent.url for host in hosts) else faults.append(sent.url))
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


@pytest.fixture(scope="session")
def fake_app() -> FastAPI:
    """Return the fake service with the browser files in place."""
    vendor.install(BUILD_DIR)
    return create_fake(BUILD_DIR)


@pytest.fixture(scope="session")
def fake_url(fake_app: FastAPI) -> Iterator[str]:
    """Serve the fake service on a free port for the whole run."""
    with serving(fake_app) as url:
        yield url


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicService]:
    """Run the service itself on the sample catalogue, for the pages that need no bot."""
    vendor.install(BUILD_DIR)
    with public_service(tmp_path_factory.mktemp("public")) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_counts(request: pytest.FixtureRequest) -> None:
    """Let no test use up what callers of the next may do: all come from one address."""
    if "public" in request.fixturenames:
        request.getfixturevalue("public").state.limiter = Limiter()


@pytest.fixture(scope="session")
def host_url(fake_url: str) -> Iterator[str]:
    """Serve a page of somebody else's, under another site's name, that names the widget."""
    with serving(create_host(fake_url.rstrip("/"))) as url:
        yield url.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def check_access() -> CheckAccess:
    """Return a function that fails on serious findings of axe-core in any frame of a page."""
    return checker(BUILD_DIR / "web-tests")
