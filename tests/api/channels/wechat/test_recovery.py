"""What a process leaves lying, and what the platform puts off, is taken up later and answered once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, update

from api.channels.fake_wechat.people import By
from api.channels.fake_wechat.platform import SEND
from api.channels.models import Stage
from api.channels.wechat import inbox, incoming, reception, recovery
from api.channels.wechat.hearing import hear
from api.channels.wechat.models import Inbound, Way
from api.clock import utc_now
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import Phones
from tests.api.conftest import BACKENDS
from tests.api.fakes import reply, turn

PATIENCE = 0.3  # seconds before an answer leaves by another way
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def seen(phones: Phones, openid: str = "o1") -> list[tuple[By, str]]:
    return [(one.by, one.text) for one in phones.person(openid).seen]


def ways(phones: Phones, openid: str = "o1") -> list[tuple[Stage, Way]]:
    return [(row.stage, row.way) for row in phones.rows(openid)]


@pytest.fixture
def hasty(open_account: OpenPhones) -> Phones:
    """Return a service that waits only a moment for the bot, with a bot that waits to be released."""
    phones = open_account(wechat_answer_seconds=PATIENCE)
    phones.hold_bot(lambda body: turn(reply(f"想好了：{body['text']}")))
    return phones


def make_due(phones: Phones) -> None:
    """Let the pauses pass."""
    past = utc_now() - timedelta(hours=1)
    with phones.service.session(write=True) as session:
        session.exec(update(Inbound).where(col(Inbound.lease_until).is_not(None)).values(lease_until=past))
        session.exec(update(Inbound).where(col(Inbound.answered_at).is_not(None)).values(answered_at=past))


@pytest.mark.parametrize("code", [-1, 45009, 40164])
def test_busy_platform_is_tried_again(hasty: Phones, code: int) -> None:
    hasty.platform.fail(SEND, code)
    hasty.say("o1", "想贷款")
    hasty.release_bot()
    assert (seen(hasty), ways(hasty), hasty.sweep()) == ([], [(Stage.ANSWERED, Way.SERVICE)], 0)
    make_due(hasty)
    assert hasty.sweep() == 1
    assert seen(hasty) == [(By.SERVICE, "想好了：想贷款")]


@both
def test_message_of_a_process_that_died_is_answered(phones: Phones) -> None:
    """The row is there and nobody works on it: another process takes over and sends the answer."""
    came = incoming.read(
        {k: str(v) for k, v in phones.delivery.fields("o1", "text", MsgId=5, Content="想贷款").items()}
    )
    phones.person("o1").writes(phones.platform.time())
    with phones.service.session(write=True) as session:
        inbox.receive(session, came, hear(came))
    assert phones.sweep() == 0  # its worker may still be alive
    make_due(phones)
    assert phones.sweep() == 1
    assert phones.service.bot.texts == ["想贷款"]
    make_due(phones)
    phones.sweep()
    assert seen(phones) == [(By.SERVICE, "听到了：想贷款")]
    assert phones.sweep() == 0


def test_what_a_stopping_process_leaves_is_taken_up_at_once(
    open_account: OpenPhones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "CLOSING_SECONDS", 0.1)
    phones = open_account(wechat_answer_seconds=PATIENCE)
    phones.hold_bot(lambda body: turn(reply(f"想好了：{body['text']}")))
    phones.say("o1", "想贷款")
    phones.run(phones.wechat.reception.close)
    phones.service.bot.script = None
    assert phones.sweep() == 1
    assert seen(phones) == [(By.SERVICE, "听到了：想贷款")]


def test_the_service_sweeps_by_itself(open_account: OpenPhones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "PAUSE_SECONDS", 0.05)
    phones = open_account()
    came = incoming.read(
        {k: str(v) for k, v in phones.delivery.fields("o1", "text", MsgId=5, Content="想贷款").items()}
    )
    phones.person("o1").writes(phones.platform.time())
    with phones.service.session(write=True) as session:  # as by a process that died before it could answer
        inbox.receive(session, came, hear(came))
    make_due(phones)

    async def answered() -> None:
        async with asyncio.timeout(30):
            while not seen(phones):
                await asyncio.sleep(0.01)

    phones.run(answered)
    assert seen(phones) == [(By.SERVICE, "听到了：想贷款")]
