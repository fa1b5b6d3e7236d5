"""A follow-up goes out through the customer service, once; one that did not arrive has another channel tried."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from api.channels.fake_wecom.platform import SEND
from api.channels.fake_wecom.server import create_api
from api.channels.message_ids import message_id_of
from api.channels.wecom.sendings import NOT_ARRIVED
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing
from api.followups.wecom_sender import WecomMessageSender, WecomNotSentError
from api.outbox.models import OutboxEntry
from tests.api.channels.lobby import Lobby
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
KEY = "follow-up-attempt:1"


@pytest.fixture
def sender(lobby: Lobby) -> WecomMessageSender:
    """Return the sender; of the people u1 has just written."""
    lobby.say("u1", "在吗")
    lobby.person("u1").seen.clear()
    transport = httpx.ASGITransport(create_api(lobby.platform))
    return WecomMessageSender(lobby.service.state.database, lobby.wecom.account, transport)


def message(lobby: Lobby) -> Outgoing:
    return Outgoing(
        key=KEY,
        channel=FollowUpChannel.WECOM_MESSAGE,
        kind="after_acceptance",
        case_no="XQ202611230001",
        text="机构联系上您了吗？",
        conversation_id=lobby.guest("u1").conversation_id,
        phone=None,
    )


@both
def test_arrives_once_and_is_taken_for_accepted(lobby: Lobby, sender: WecomMessageSender) -> None:
    for _ in range(2):  # the worker died after the first
        receipt = sender.send(message(lobby))
        assert (receipt.outcome, receipt.provider_id) == (Outcome.ACCEPTED, message_id_of(KEY))
    assert lobby.person("u1").texts == ["机构联系上您了吗？"]


@both
def test_what_did_not_arrive_is_reported(lobby: Lobby, sender: WecomMessageSender) -> None:
    lobby.person("u1").rejects = True
    assert sender.send(message(lobby)).outcome is Outcome.ACCEPTED
    for _ in range(2):
        lobby.call_back()
    with lobby.service.session() as session:
        entries = session.exec(select(OutboxEntry).where(OutboxEntry.topic == NOT_ARRIVED)).all()
    assert [entry.payload for entry in entries][-1] == {"message_id": message_id_of(KEY), "reason": "rejected"}


@pytest.mark.parametrize("code", [95001, 95002, 95013])
def test_closed_window_has_the_next_channel_tried(lobby: Lobby, sender: WecomMessageSender, code: int) -> None:
    lobby.platform.fail(SEND, code)
    receipt = sender.send(message(lobby))
    assert (receipt.outcome, bool(receipt.detail)) == (Outcome.REFUSED, True)


def test_busy_platform_is_tried_again(lobby: Lobby, sender: WecomMessageSender) -> None:
    lobby.platform.fail(SEND, -1)
    with pytest.raises(WecomNotSentError):
        sender.send(message(lobby))
    assert sender.send(message(lobby)).outcome is Outcome.ACCEPTED
    assert len(lobby.person("u1").texts) == 1
