"""Erasing a conversation removes the guest and everything that was kept of him; whoever writes again is somebody new."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from api.channels.wecom.models import Guest, KfInbound, KfSending
from api.privacy import eraser
from api.privacy.models import ErasureReason
from tests.api.channels.lobby import Lobby
from tests.api.conftest import BACKENDS


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_nothing_of_a_guest_is_left(lobby: Lobby) -> None:
    lobby.say("u1", "想贷款")
    lobby.say("u2", "招人")
    talk = lobby.guest("u1").conversation_id
    lobby.run(lambda: eraser.erase_person(lobby.service.state, [talk], ErasureReason.REQUEST, "tests"))
    with lobby.service.session() as session:
        left = [session.exec(select(func.count()).select_from(table)).one() for table in (Guest, KfInbound, KfSending)]
    assert left == [1, 1, 1]
    lobby.say("u1", "又来了")
    assert lobby.guest("u1").conversation_id != talk
