"""People around a service with a customer service at WeCom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.channels.fake_wecom.platform import KfRules
from api.settings import Settings
from tests.api.channels.lobby import Lobby, open_lobby
from tests.api.conftest import copy_of_template, with_fresh_bot

OpenLobby = Callable[..., Lobby]


@pytest.fixture
def open_service(settings: Settings) -> Iterator[OpenLobby]:
    """Return what starts a service with a customer service of one's own rules; it stops with the test."""
    running: list[Lobby] = []

    def run(rules: KfRules | None = None, **changes: Any) -> Lobby:
        running.append(open_lobby(settings, rules or KfRules(), **changes))
        return running[-1]

    yield run
    for lobby in running:
        lobby.service.client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _opened() -> Iterator[dict[str, Lobby]]:
    opened: dict[str, Lobby] = {}
    yield opened
    for lobby in opened.values():
        lobby.service.client.__exit__(None, None, None)


@pytest.fixture
def lobby(
    backend: str, _opened: dict[str, Lobby], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Lobby:
    """Return a service whose own desk answers; tests share it, each with people of its own."""
    if backend not in _opened:
        folder = tmp_path_factory.mktemp(f"wecom-{backend}") / "data"
        _opened[backend] = open_lobby(copy_of_template(request, backend, folder), KfRules())
    _opened[backend].forget_everything()
    with_fresh_bot(_opened[backend].service)
    return _opened[backend]
