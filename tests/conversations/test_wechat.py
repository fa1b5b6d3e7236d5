"""A whole story on the phone, through the real stack: followed, asked, matched, chosen, asked after, unfollowed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from api.channels import texts
from api.channels.fake_wechat.people import By
from tests.conversations.fake_wechat import FakeWeChat, running
from tests.conversations.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture
def wechat(stack: Stack) -> Iterator[FakeWeChat]:
    """Return the platform around the shared stack."""
    with running(stack.wechat_port, stack.url) as fake:
        yield fake


def test_story_on_the_phone(stack: Stack, wechat: FakeWeChat) -> None:
    assert wechat.run(wechat.delivery.check_address)
    wechat.event("o-story", "subscribe", "qrscene_sample")
    assert wechat.platform.person("o-story").texts == [texts.WELCOME]
    wechat.send("o-story", "voice", MediaId="m", Recognition="我们厂想贷款三百万周转，没有抵押物。")
    wechat.send("o-story", "location", Location_X="28.3", Location_Y="112.8", Label="湖南省长沙市望城区样例路1号")
    asked = wechat.say("o-story", "姓李，13812340052")
    assert "望城" in asked.text
    cards = wechat.say("o-story", "对，提交")
    assert cards.kind == "news"
    page = stack.http.get(cards.url)
    assert page.status_code == 200
    assert "符合" in page.text
    assert "1. " in cards.text
    chosen = wechat.say("o-story", "1")
    assert "XQ2026" in chosen.text
    assert "XQ2026" in wechat.say("o-story", "进度怎么样了").text
    wechat.event("o-story", "unsubscribe")
    assert stack.http.get(cards.url).status_code == 404
    assert {seen.by for seen in wechat.platform.person("o-story").seen} <= {By.PASSIVE, By.SERVICE}


def test_many_at_once_between_two_processes(stack: Stack, wechat: FakeWeChat) -> None:
    """Each delivery comes twice at once, to whichever process takes it: one turn, one answer."""
    people = [wechat.platform.person(f"o-many-{n}") for n in range(10)]

    async def twice(openid: str) -> None:
        wechat.platform.person(openid).writes(wechat.platform.time())
        fields = wechat.delivery.fields(openid, "text", MsgId=wechat.delivery.number(), Content="想找人代账")
        await asyncio.gather(*(wechat.delivery.bring(wechat.platform.person(openid), fields) for _ in range(2)))

    async def run() -> None:
        await asyncio.gather(*(twice(person.openid) for person in people))
        for _ in range(600):
            if all(person.seen for person in people):
                return
            await asyncio.sleep(0.1)

    wechat.run(run)
    for person in people:
        assert len(set(person.texts)) == 1, person.texts
        passive = [seen for seen in person.seen if seen.by is By.PASSIVE]
        assert len(person.seen) == 1 or len(passive) == len(person.seen)  # an attempt repeated gets the same again
