"""Every message is answered once, by one way, whatever is slow, cut, repeated or broken meanwhile."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlmodel import select, update

from api.channels.fake_wechat.delivery import UNAVAILABLE, Delivered
from api.channels.fake_wechat.people import By
from api.channels.fake_wechat.platform import SEND
from api.channels.models import Stage
from api.channels.wechat import inbox
from api.channels.wechat.models import Follower, Inbound, Way
from api.channels.wechat.work import Worker
from api.clock import utc_now
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import UNHURRIED_SECONDS, Phones
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


@both
def test_slow_answer_follows_as_a_message_of_its_own(hasty: Phones) -> None:
    delivered = hasty.say("o1", "想贷款")
    assert (delivered.attempts, delivered.seen) == (1, None)
    assert ways(hasty) == [(Stage.RECEIVED, Way.SERVICE)]
    hasty.release_bot()
    assert seen(hasty) == [(By.SERVICE, "想好了：想贷款")]
    assert ways(hasty) == [(Stage.DONE, Way.SERVICE)]


def test_slow_cards_follow_as_an_article(open_account: OpenPhones) -> None:
    phones = open_account(wechat_answer_seconds=PATIENCE)
    item = {"item_id": "S1", "kind": "service", "name": "样例服务", "provider": "样例机构", "number": 1}
    phones.hold_bot(lambda _: turn(reply("找到一项。", items=[item])))
    phones.say("o1", "想贷款")
    phones.release_bot()
    bubble = phones.last("o1")
    assert (bubble.by, bubble.kind, bubble.text.splitlines()[1]) == (By.SERVICE, "news", "1. 样例服务")
    assert phones.service.client.get(bubble.url.removeprefix("https://qifu.example")).status_code == 200


@both
def test_duplicates_have_one_effect(phones: Phones) -> None:
    """While the first is worked on and after it: one turn, one answer; asked again at once the same is answered again."""
    fields = phones.delivery.fields("o1", "text", MsgId=1, Content="想贷款")
    phones.person("o1").writes(phones.platform.time())
    first = phones.again("o1", fields)
    second = phones.again("o1", fields)
    assert first.seen is not None
    assert second.seen is not None
    assert first.seen.text == second.seen.text == "听到了：想贷款"
    assert phones.service.bot.texts == ["想贷款"]
    with phones.service.session(write=True) as session:
        session.exec(update(Inbound).values(done_at=utc_now() - inbox.REPEATED))
    assert phones.again("o1", fields).seen is None  # a replay long afterwards learns nothing


def test_same_event_twice_is_one(phones: Phones) -> None:
    fields = phones.delivery.fields("o1", "event", Event="CLICK", EventKey="say:我想贷款")
    phones.person("o1").acts(phones.platform.time())
    phones.again("o1", fields)
    phones.again("o1", fields)
    phones.again("o1", {**fields, "CreateTime": int(fields["CreateTime"]) + 7})
    assert phones.service.bot.texts == ["我想贷款", "我想贷款"]


def test_duplicate_after_success_is_success(hasty: Phones) -> None:
    fields = hasty.delivery.fields("o1", "text", MsgId=1, Content="想贷款")
    hasty.person("o1").writes(hasty.platform.time())
    assert hasty.again("o1", fields).seen is None
    assert hasty.again("o1", fields).seen is None
    hasty.release_bot()
    assert seen(hasty) == [(By.SERVICE, "想好了：想贷款")]
    assert len(hasty.service.bot.texts) == 1


def test_out_of_order_and_slow_each_once(hasty: Phones) -> None:
    """The second message overtakes the first; both are answered once, in the order in which they came."""
    later = hasty.delivery.fields("o1", "text", MsgId=9, Content="长沙的")
    sooner = {**hasty.delivery.fields("o1", "text", MsgId=8, Content="想贷款"), "CreateTime": 1}
    hasty.person("o1").writes(hasty.platform.time())
    hasty.again("o1", later)
    hasty.again("o1", sooner)
    hasty.again("o1", later)
    hasty.release_bot()
    assert seen(hasty) == [(By.SERVICE, "想好了：长沙的"), (By.SERVICE, "想好了：想贷款")]


def test_attempts_that_overlap_get_the_same_answer(phones: Phones) -> None:
    """The platform hangs up on the first and asks again; whichever of the two takes the answer, the second has it."""
    phones.hold_bot(lambda body: turn(reply(f"想好了：{body['text']}")))
    person, fields = phones.person("o1"), phones.delivery.fields("o1", "text", MsgId=1, Content="想贷款")
    person.writes(phones.platform.time())

    async def run() -> list[Delivered]:
        first = asyncio.create_task(phones.delivery.bring(person, fields))
        while not phones.rows("o1"):
            await asyncio.sleep(0.01)
        second = asyncio.create_task(phones.delivery.bring(person, fields))
        await asyncio.sleep(0)
        phones.released.set()
        return [await first, await second]

    assert [one.seen.text for one in phones.run(run) if one.seen] == ["想好了：想贷款"] * 2
    assert len(phones.service.bot.texts) == 1


def test_what_the_quota_holds_back_comes_with_the_next_message(hasty: Phones) -> None:
    hasty.platform.fail(SEND, 45047)
    hasty.say("o1", "想贷款")
    hasty.release_bot()
    assert (seen(hasty), ways(hasty)) == ([], [(Stage.ANSWERED, Way.NEXT)])
    hasty.wechat.reception._seconds = UNHURRIED_SECONDS  # a busy machine must not make this one late as well
    hasty.say("o1", "长沙的")
    assert seen(hasty) == [(By.PASSIVE, "想好了：想贷款\n\n想好了：长沙的")]


def test_what_waits_goes_before_what_is_slow(hasty: Phones) -> None:
    hasty.platform.fail(SEND, 45047)
    hasty.say("o1", "想贷款")
    hasty.release_bot()
    hasty.hold_bot(lambda body: turn(reply(f"又想好了：{body['text']}")))
    hasty.say("o1", "长沙的")
    hasty.release_bot()
    assert seen(hasty) == [(By.SERVICE, "想好了：想贷款"), (By.SERVICE, "又想好了：长沙的")]


def test_nobody_is_sent_to_who_has_left(hasty: Phones) -> None:
    hasty.say("o1", "想贷款")
    hasty.person("o1").follows = False
    hasty.release_bot()
    assert (seen(hasty), ways(hasty)) == ([], [(Stage.DONE, Way.NONE)])


def test_permission_that_was_withdrawn_leaves_the_next_message(hasty: Phones) -> None:
    hasty.platform.rules.verified = False
    hasty.say("o1", "想贷款")
    hasty.release_bot()
    assert ways(hasty) == [(Stage.ANSWERED, Way.NEXT)]


def test_bot_that_is_down_is_told_and_the_message_kept(phones: Phones) -> None:
    phones.service.bot.is_up = False
    phones.say("o1", "想贷款")
    assert "已经收到" in phones.last("o1").text
    phones.service.bot.is_up = True
    phones.say("o1", "在吗")
    assert phones.last("o1").text == "听到了：想贷款\n\n听到了：在吗"


def test_human_who_has_taken_over_is_not_talked_over(phones: Phones) -> None:
    phones.service.bot.script = lambda _: turn(reply(" "))
    delivered = phones.say("o1", "还在吗")
    assert (delivered.seen, ways(phones)) == (None, [(Stage.DONE, Way.NONE)])


def test_service_that_is_broken_shows_the_platforms_own_line(open_account: OpenPhones) -> None:
    phones = open_account()
    phones.delivery._http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(500)), base_url="http://service"
    )
    assert phones.say("o1", "在吗").attempts == 3
    assert seen(phones) == [(By.FAULT, UNAVAILABLE)]


@both
def test_two_first_messages_at_once_make_one_person(phones: Phones) -> None:
    async def run() -> None:
        await asyncio.gather(*(phones.delivery.say("o1", f"第{n}句") for n in range(6)))

    phones.run(run)
    assert sorted(text for _, text in seen(phones)) == sorted(f"听到了：第{n}句" for n in range(6))
    with phones.service.session() as session:
        assert len(session.exec(select(Follower)).all()) == 1


def test_nobody_waits_for_the_end_of_a_long_queue(phones: Phones) -> None:
    """When turns take longer than the platform waits, success is said at once, while the bot has not even begun."""
    phones.hold_bot(lambda body: turn(reply(f"想好了：{body['text']}")))
    worker = phones.wechat.reception._worker
    usual, worker._pace_seconds = worker._pace_seconds, 2 * UNHURRIED_SECONDS
    assert phones.say("o1", "想贷款").seen is None
    assert ways(phones) == [(Stage.RECEIVED, Way.SERVICE)]
    phones.release_bot()
    assert seen(phones) == [(By.SERVICE, "想好了：想贷款")]
    assert usual < worker._pace_seconds < 2 * UNHURRIED_SECONDS  # the turn that was quick counts
    worker._pace_seconds = usual


def test_queue_is_reckoned_with(phones: Phones) -> None:
    """Eight turns at once, a third of a second each: a hundred waiting before it are four seconds."""
    worker = Worker(phones.service.state.database, lambda: phones.wechat.reception._worker._turns())
    worker._ahead = 100
    assert worker.expected_seconds() == pytest.approx((100 / 8 + 1) * 0.3)
