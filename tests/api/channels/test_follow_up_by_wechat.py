"""A follow-up goes out on the official account, once; what the platform refuses has another channel tried."""

from __future__ import annotations

import httpx
import pytest

from api.channels.fake_wechat.platform import SEND
from api.channels.fake_wechat.server import create_api
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing
from api.followups.wechat_sender import WechatMessageSender, WechatNotSentError
from tests.api.channels.phone import Phones
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def sender(phones: Phones) -> WechatMessageSender:
    """Return the sender; of the people o1 has just written."""
    phones.say("o1", "在吗")
    phones.person("o1").seen.clear()
    transport = httpx.ASGITransport(create_api(phones.platform))
    return WechatMessageSender(phones.service.state.database, phones.wechat.account, transport)


def message(phones: Phones, key: str = "follow-up-attempt:1") -> Outgoing:
    """Return a question to o1."""
    return Outgoing(
        key=key,
        channel=FollowUpChannel.WECHAT_MESSAGE,
        kind="after_acceptance",
        case_no="XQ202611230001",
        text="机构联系上您了吗？",
        conversation_id=phones.conversation_id("o1"),
        phone=None,
    )


@both
def test_arrives_once_and_is_taken_for_accepted(phones: Phones, sender: WechatMessageSender) -> None:
    for _ in range(2):  # the worker died after the first
        assert sender.send(message(phones)).outcome is Outcome.ACCEPTED
    assert [seen.text for seen in phones.person("o1").seen] == ["机构联系上您了吗？"]


@both
def test_window_that_closed_has_the_next_channel_tried(phones: Phones, sender: WechatMessageSender) -> None:
    phones.platform.faults.append((SEND, 45015))
    receipt = sender.send(message(phones))
    assert (receipt.outcome, bool(receipt.detail)) == (Outcome.REFUSED, True)


def test_busy_platform_is_tried_again(phones: Phones, sender: WechatMessageSender) -> None:
    phones.platform.faults.append((SEND, -1))
    with pytest.raises(WechatNotSentError):
        sender.send(message(phones))
    assert sender.send(message(phones)).outcome is Outcome.ACCEPTED
    assert len(phones.person("o1").seen) == 1
