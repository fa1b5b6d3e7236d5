"""One understanding for all tests of the bot's components: fitted once, run without a Rasa server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understand() -> Callable[..., dict[str, Any]]:
    """Return a function from text and open question to intent, confidence and slots."""
    return Understanding.fit().read
