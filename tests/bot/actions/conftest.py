"""The service of the actions, replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.actions import state
from tests.bot.actions.play import FakeService


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeService]:
    """Return a function that puts a fake service in place: answers by route, or the status it fails with."""

    def put(failing_with: int | None = None, **answers: Any) -> FakeService:
        fake = FakeService(answers, failing_with)
        monkeypatch.setattr(state.api_client, "client", fake)
        return fake

    return put
