"""Sending on the service's own account: once by its key, within the quotas, and what every code of the platform means."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select, update

from api.channels.fake_wechat.people import By
from api.channels.fake_wechat.platform import SEND, TEMPLATE, Rules
from api.channels.models import AccessToken, SendState
from api.channels.wechat import sendings
from api.channels.wechat.client import WeChatApi
from api.channels.wechat.codes import SENTENCES, Reason, Sent
from api.channels.wechat.models import Follower, Sending
from api.channels.wechat.sender import Sender
from api.channels.xml_messages import Article
from api.clock import utc_now
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import Phones
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
ACCEPTED = Sent(SendState.ACCEPTED)


@pytest.fixture
def known(phones: Phones) -> Phones:
    """Return phones of which one, o1, has just written."""
    phones.say("o1", "在吗")
    phones.person("o1").seen.clear()
    return phones


def text(phones: Phones, words: str = "您好", key: str = "k1", openid: str = "o1") -> Sent:
    conversation_id = phones.conversation_id(openid)
    return phones.run(lambda: phones.wechat.sender.send_text(conversation_id, words, key))


def template(phones: Phones, key: str = "t1", template_id: str = "sample-template") -> Sent:
    conversation_id, fields = phones.conversation_id("o1"), {"thing1": "样例进度", "time2": "2026年11月23日"}
    return phones.run(
        lambda: phones.wechat.sender.send_template(conversation_id, template_id, fields, key, "https://qifu.example/")
    )


def row(phones: Phones, key: str = "k1") -> Sending:
    with phones.service.session() as session:
        return session.exec(select(Sending).where(Sending.key == key)).one()


@both
def test_text_arrives_once(known: Phones) -> None:
    assert text(known, "“引号”和\n换行 \\u4e2d") == ACCEPTED
    assert text(known, "“引号”和\n换行 \\u4e2d") == ACCEPTED
    assert [(s.by, s.text) for s in known.person("o1").seen] == [(By.SERVICE, "“引号”和\n换行 \\u4e2d")]
    assert (row(known).state, row(known).tries) == (SendState.ACCEPTED, 1)


@both
def test_twenty_at_once_under_one_key(known: Phones) -> None:
    conversation_id = known.conversation_id("o1")

    async def run() -> list[Sent]:
        return await asyncio.gather(*(known.wechat.sender.send_text(conversation_id, "好", "k1") for _ in range(20)))

    answers = known.run(run)
    assert len(known.person("o1").seen) == 1
    assert {(one.state, one.reason) for one in answers} <= {
        (SendState.ACCEPTED, None),
        (SendState.LATER, Reason.IN_PROGRESS),
    }


def test_article_arrives(known: Phones) -> None:
    conversation_id = known.conversation_id("o1")
    article = Article("题", "说明", "https://qifu.example/m/1")
    sent = known.run(lambda: known.wechat.sender.send_article(conversation_id, article, "a1"))
    assert (sent, known.last("o1").text, known.last("o1").url) == (ACCEPTED, "题\n说明", "https://qifu.example/m/1")


def test_conversation_of_nobody(known: Phones) -> None:
    sent = known.run(lambda: known.wechat.sender.send_text("no-such-conversation", "您好", "k1"))
    assert sent == Sent(SendState.REFUSED, Reason.NO_FOLLOWER)


def test_five_after_a_message_then_not_before_the_next(known: Phones) -> None:
    assert [text(known, key=f"k{n}") for n in range(5)] == [ACCEPTED] * 5
    assert text(known, key="k5") == Sent(SendState.LATER, Reason.QUOTA)
    assert known.platform.calls[SEND] == 5  # the sixth is not even tried
    known.say("o1", "再说一句")
    assert text(known, key="k5") == ACCEPTED


def test_three_in_the_minute_of_an_event(phones: Phones) -> None:
    phones.event("o1", "subscribe")
    assert [text(phones, key=f"k{n}") for n in range(3)] == [ACCEPTED] * 3
    assert text(phones, key="k3") == Sent(SendState.REFUSED, Reason.WINDOW_CLOSED)


@both
def test_window_of_48_hours(known: Phones) -> None:
    with known.service.session(write=True) as session:
        session.exec(update(Follower).values(message_at=utc_now() - timedelta(hours=48, seconds=1)))
    assert text(known) == Sent(SendState.REFUSED, Reason.WINDOW_CLOSED)
    assert known.platform.calls[SEND] == 0
    known.say("o1", "又来了")
    assert text(known) == ACCEPTED


def test_platform_that_counts_otherwise_is_believed(known: Phones) -> None:
    known.platform.fail(SEND, 45047)
    assert text(known) == Sent(SendState.LATER, Reason.QUOTA, 45047)
    assert text(known, key="k2") == Sent(SendState.LATER, Reason.QUOTA)
    known.say("o1", "再说一句")
    known.platform.fail(SEND, 45015)
    assert text(known) == Sent(SendState.REFUSED, Reason.WINDOW_CLOSED, 45015)
    assert text(known, key="k3") == Sent(SendState.REFUSED, Reason.WINDOW_CLOSED)


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (-1, SendState.LATER, Reason.BUSY),
        (45009, SendState.LATER, Reason.BUSY),
        (48001, SendState.LATER, Reason.NOT_VERIFIED),
        (40164, SendState.LATER, Reason.IP_NOT_LISTED),
        (43004, SendState.REFUSED, Reason.NOT_FOLLOWING),
        (40003, SendState.REFUSED, Reason.NOT_FOLLOWING),
        (40033, SendState.REFUSED, Reason.CONTENT),
        (45002, SendState.REFUSED, Reason.CONTENT),
        (99999, SendState.REFUSED, Reason.OTHER),
    ],
)
def test_every_code(known: Phones, code: int, state: SendState, reason: Reason) -> None:
    """What was not sent is not taken from the person's quota; what may be tried again is."""
    known.platform.fail(SEND, code)
    assert text(known) == Sent(state, reason, code)
    assert (row(known).state, row(known).reason, row(known).code) == (state, reason, code)
    again = text(known)
    assert again == (ACCEPTED if state is SendState.LATER else Sent(state, reason, code))
    assert [text(known, key=f"more{n}") for n in range(4)] == [ACCEPTED] * 4
    assert SENTENCES[reason]


def test_too_long_and_empty_are_refused(known: Phones) -> None:
    assert text(known, "长" * 700).reason is Reason.CONTENT
    assert text(known, "", key="k2").reason is Reason.CONTENT


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_refused_token_is_replaced_once(known: Phones, code: int) -> None:
    before = known.platform.calls["token"]
    known.platform.fail(SEND, code)
    assert text(known) == ACCEPTED
    assert known.platform.calls["token"] - before <= 3
    known.platform.fail(SEND, code, code)
    assert text(known, key="k2") == Sent(SendState.LATER, Reason.TOKEN, code)


def test_token_that_ended_is_replaced(known: Phones) -> None:
    assert text(known) == ACCEPTED
    known.platform.expire_tokens()
    assert text(known, key="k2") == ACCEPTED


def test_platform_that_does_not_answer(known: Phones) -> None:
    broken = httpx.MockTransport(lambda _: httpx.Response(502))
    api = WeChatApi(known.wechat.account, known.service.state.database, broken)
    sender = Sender(known.service.state.database, api, verified=True)
    conversation_id = known.conversation_id("o1")
    assert known.run(lambda: sender.send_text(conversation_id, "好", "k1")) == Sent(SendState.LATER, Reason.UNREACHABLE)
    assert text(known, "好") == ACCEPTED


def test_wrong_secret_is_an_alarm_and_not_lost(open_account: OpenPhones) -> None:
    phones = open_account()
    phones.say("o1", "在吗")
    phones.platform.rules.secret = "another"
    assert text(phones) == Sent(SendState.LATER, Reason.TOKEN, 40125)
    phones.platform.rules.secret = phones.wechat.account.secret
    assert text(phones) == ACCEPTED


def test_account_that_may_not_write(open_account: OpenPhones) -> None:
    phones = open_account(Rules(verified=False))
    phones.say("o1", "在吗")
    assert text(phones) == Sent(SendState.LATER, Reason.NOT_VERIFIED)
    assert phones.platform.calls[SEND] == 0


def test_process_that_died_while_sending(known: Phones) -> None:
    """What was begun long ago and never finished is sent again: rather twice than never."""
    with known.service.session(write=True) as session:
        sendings.begin(session, known.conversation_id("o1"), "text", True, "k1")
    assert text(known) == Sent(SendState.LATER, Reason.IN_PROGRESS)
    with known.service.session(write=True) as session:
        session.exec(update(Sending).values(tried_at=utc_now() - sendings.IN_PROGRESS - timedelta(seconds=1)))
    assert text(known) == ACCEPTED


@both
def test_template_is_delivered_when_the_platform_says_so(known: Phones) -> None:
    known.platform.person("o1").wrote_at = -1e12  # no window is needed
    sent = template(known)
    assert (sent.state, row(known, "t1").state) == (SendState.ACCEPTED, SendState.ACCEPTED)
    assert sent.message_id == row(known, "t1").message_id
    assert known.last("o1").text == "进度：样例进度\n时间：2026年11月23日"
    known.run(known.delivery.send_receipts)
    assert row(known, "t1").state is SendState.DELIVERED
    assert template(known).state is SendState.DELIVERED
    assert known.platform.calls[TEMPLATE] == 1


def test_template_that_was_blocked(known: Phones) -> None:
    template(known)
    known.run(lambda: known.delivery.send_receipts("failed:user block"))
    assert template(known) == Sent(SendState.REFUSED, Reason.NOT_FOLLOWING, None, row(known, "t1").message_id)


def test_template_that_does_not_exist(known: Phones) -> None:
    assert template(known, template_id="nothing") == Sent(SendState.REFUSED, Reason.TEMPLATE, 40037)


@both
def test_many_processes_fetch_one_token(phones: Phones) -> None:
    """Ten processes, each with a keeper of its own on the same database, begin at once."""
    database, transport = phones.service.state.database, phones.wechat.api._client._transport
    apis = [WeChatApi(phones.wechat.account, database, transport) for _ in range(10)]

    async def run() -> list[str]:
        return await asyncio.gather(*(api.tokens.get() for api in apis))

    tokens = phones.run(run)
    assert (len(set(tokens)), phones.platform.calls["token"]) == (1, 1)
    phones.platform.expire_tokens()

    async def replaced() -> list[str]:
        return await asyncio.gather(*(api.tokens.get(refused=tokens[0]) for api in apis))

    assert len(set(phones.run(replaced))) == 1
    assert phones.platform.calls["token"] <= 3


def test_process_that_died_while_fetching(phones: Phones) -> None:
    with phones.service.session(write=True) as session:
        session.add(AccessToken(appid=phones.wechat.account.appid, lease_until=utc_now() - timedelta(seconds=1)))
    assert phones.run(phones.wechat.api.tokens.get)


def test_token_is_unreadable_in_the_file(phones: Phones) -> None:
    token = phones.run(phones.wechat.api.tokens.get)
    with phones.service.session() as session:
        stored = session.connection().exec_driver_sql("SELECT token FROM wechat_access_tokens").scalar_one()
    assert len(token) > 100
    assert token not in stored
