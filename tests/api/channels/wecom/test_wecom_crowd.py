"""A crowd at once: nobody is forgotten, nobody is answered twice, everybody in his own order."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.channels.lobby import Lobby
from tests.api.conftest import BACKENDS

PEOPLE, TURNS, CALLBACKS = 60, 3, 20


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_everybody_is_answered_once_and_in_order(lobby: Lobby) -> None:
    lobby.platform.rules.page = 25

    async def rush() -> None:
        for turn in range(TURNS):
            for n in range(PEOPLE):
                lobby.platform.wrote(f"u{n}", "text", {"content": f"{n}的第{turn}句"})
            await asyncio.gather(*(lobby.caller.call_back() for _ in range(CALLBACKS)))

    lobby.run(rush)
    lobby.settle()
    lobby.platform.rules.page = 1000
    for n in range(PEOPLE):
        assert lobby.person(f"u{n}").texts == [f"听到了：{n}的第{turn}句" for turn in range(TURNS)]
    assert len(lobby.service.bot.texts) == PEOPLE * TURNS
