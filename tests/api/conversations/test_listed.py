"""Which cards a conversation was shown last."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from api.conversations import listed, store
from api.conversations.models import Channel, Message, Speaker
from tests.api.conftest import Service


def _say(session: Session, conversation_id: str, *numbers: int) -> None:
    payload: dict[str, Any] = {"items": [{"number": number} for number in numbers]} if numbers else {}
    session.add(Message(conversation_id=conversation_id, speaker=Speaker.BOT, text="……", payload=payload))
    session.flush()


def test_the_numbers_of_the_newest_list(service: Service) -> None:
    with service.session(write=True) as session:
        ours, _ = store.open_conversation(session, Channel.WEB)
        others, _ = store.open_conversation(session, Channel.WEB)
        assert listed.newest_numbers(session, ours.id) == []
        _say(session, ours.id, 1, 2, 3)
        _say(session, ours.id, 4, 2)
        _say(session, ours.id)
        _say(session, others.id, 9)
        assert listed.newest_numbers(session, ours.id) == [4, 2]


def test_a_list_long_out_of_sight_is_none(service: Service) -> None:
    with service.session(write=True) as session:
        talk, _ = store.open_conversation(session, Channel.WEB)
        _say(session, talk.id, 1, 2)
        for _ in range(listed.LOOKED_AT):
            _say(session, talk.id)
        assert listed.newest_numbers(session, talk.id) == []
