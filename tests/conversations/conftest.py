"""One running stack for all tests that only talk to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api import runner
from tests.conversations.stack import Stack


def needs_models() -> None:
    """Skip where nothing has been set up or trained; ``make test`` does both first."""
    if not runner.BOT_PYTHON.exists() or not runner.BOT_MODEL.exists():
        pytest.skip("no bot environment or model here: run make setup train")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return the stack that every test of the run shares."""
    needs_models()
    running = Stack(tmp_path_factory.mktemp("stack"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """Return a stack of the test's own, not started yet."""
    needs_models()
    running = Stack(tmp_path)
    try:
        yield running
    finally:
        running.stop()
