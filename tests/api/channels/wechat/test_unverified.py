"""An account that may not write by itself: it lets the platform ask again, and keeps what is late for the next message."""

from __future__ import annotations

import time

import pytest

from api.channels import texts
from api.channels.fake_wechat.platform import SEND, Rules
from api.channels.models import Stage
from api.channels.wechat.models import Way
from api.channels.wechat.reception import HANG_UP
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import UNHURRIED_SECONDS, Phones
from tests.api.fakes import reply, turn

PATIENCE = 0.5  # seconds before an answer leaves by another way


def ways(phones: Phones, openid: str = "o1") -> list[tuple[Stage, Way]]:
    return [(row.stage, row.way) for row in phones.rows(openid)]


@pytest.fixture
def unverified(open_account: OpenPhones) -> Phones:
    """Return a service that waits only a moment, with a bot that waits to be released."""
    phones = open_account(Rules(verified=False), wechat_answer_seconds=PATIENCE)
    phones.hold_bot(lambda body: turn(reply(f"想好了：{body['text']}")))
    return phones


def unhurried(phones: Phones) -> None:
    """Let the bot answer; a busy machine must not make what is said from now on late as well."""
    phones.release_bot()
    phones.wechat.reception._seconds = UNHURRIED_SECONDS


def attempts(phones: Phones, count: int, text: str = "想贷款") -> list[str | None]:
    """Deliver a message so many times, as the platform does that heard nothing in time; return what was answered."""
    fields = phones.delivery.fields("o1", "text", MsgId=text, Content=text)
    phones.person("o1").writes(phones.platform.time())
    answers = [phones.again("o1", fields).seen for _ in range(count)]
    return [answer.text if answer else None for answer in answers]


def test_third_attempt_says_how_to_get_the_answer(unverified: Phones) -> None:
    assert attempts(unverified, 3) == [None, None, texts.STILL_WORKING]
    assert attempts(unverified, 1, "结果") == [texts.NOT_YET]
    unhurried(unverified)
    assert attempts(unverified, 1, "看结果") == [f"想好了：想贷款\n\n{texts.HERE_IT_IS}"]
    assert unverified.service.bot.texts == ["想贷款"]
    assert {stage for stage, _ in ways(unverified)} == {Stage.DONE}
    assert unverified.platform.calls[SEND] == 0


def test_first_attempts_let_the_platform_hang_up(unverified: Phones) -> None:
    """An answer given too late would be lost: there is none before the platform asks again."""
    began = time.monotonic()
    assert attempts(unverified, 1) == [None]
    assert time.monotonic() - began >= PATIENCE * HANG_UP


def test_answer_comes_in_the_retries(unverified: Phones) -> None:
    attempts(unverified, 1)
    unhurried(unverified)
    assert attempts(unverified, 2) == ["想好了：想贷款", "想好了：想贷款"]
    assert ways(unverified) == [(Stage.DONE, Way.PASSIVE)]


def test_what_is_owed_comes_with_the_next_answer(unverified: Phones) -> None:
    attempts(unverified, 3)
    unhurried(unverified)
    assert attempts(unverified, 1, "长沙的") == ["想好了：想贷款\n\n想好了：长沙的"]


def test_the_word_for_results_is_a_word_like_any_other_when_nothing_is_owed(phones: Phones) -> None:
    phones.say("o1", "结果")
    assert phones.service.bot.texts == ["结果"]
