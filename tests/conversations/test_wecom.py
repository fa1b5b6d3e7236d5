"""Whole stories at the customer service, through the real stack: asked, matched, chosen, asked after, a person wanted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from api.channels import texts
from tests.conversations.fake_wecom import FakeService, running
from tests.conversations.served import wait_for
from tests.conversations.stack import Stack

pytestmark = pytest.mark.stack
PAGE = re.compile(r"https?://\S+/m/kf/\S+")


@pytest.fixture(scope="module")
def wecom(stack: Stack) -> Iterator[FakeService]:
    """Return the platform around the shared stack; one for all, for the stack has a cursor in what it keeps."""
    with running(stack.wecom_port, stack.url) as fake:
        yield fake


def test_story_at_the_customer_service(stack: Stack, wecom: FakeService) -> None:
    assert wecom.run(wecom.caller.check_address)
    assert wecom.enter("wm-story") == texts.WELCOME
    wecom.say("wm-story", "我们厂想贷款三百万周转，没有抵押物")
    place = {"latitude": 28.3, "longitude": 112.8, "name": "样例路1号", "address": "湖南省长沙市望城区样例路1号"}
    wecom.send("wm-story", "location", **place)
    assert "望城" in wecom.say("wm-story", "姓李，13812340054")
    cards = wecom.say("wm-story", "对，提交")
    found = PAGE.search(cards)
    assert found, cards
    page = stack.http.get(found[0])
    assert (page.status_code, "符合" in page.text) == (200, True)
    assert "XQ2026" in wecom.say("wm-story", "1")
    assert "XQ2026" in wecom.say("wm-story", "进度怎么样了")


def test_person_takes_over_and_gives_back(stack: Stack, wecom: FakeService) -> None:
    wecom.say("wm-desk", "招两个焊工，在株洲醴陵")
    assert "人工" in wecom.say("wm-desk", "转人工")
    agent = stack.agent_headers()
    waiting = stack.http.get("/api/v1/handovers", params={"limit": 100}, headers=agent).json()
    talk = next(one["conversation_id"] for one in waiting if one["channel"] == "wecom")
    for path, body in (("take", {}), ("messages", {"text": "您好，我是样例坐席", "client_message_id": "line-one"})):
        answer = stack.http.post(f"/api/v1/handovers/{talk}/{path}", json=body, headers=agent)
        assert answer.is_success, answer.text
    person = wecom.platform.person("wm-desk")
    wait_for(lambda: "您好，我是样例坐席" in person.texts)
    assert "您好，我是样例坐席" in person.texts
    seen = len(person.seen)
    wecom.platform.wrote("wm-desk", "text", {"content": "工资六千"})
    assert wecom.run(wecom.caller.call_back).status_code == 200
    whole = f"/api/v1/handovers/{talk}"
    wait_for(lambda: "工资六千" in stack.http.get(whole, headers=agent).text)
    assert "工资六千" in stack.http.get(whole, headers=agent).text
    assert len(person.seen) == seen  # the bot is silent while a person has the talk
    assert stack.http.post(f"{whole}/return", json={}, headers=agent).is_success
    assert wecom.say("wm-desk", "你们收费吗")


def test_many_at_once_between_two_processes(wecom: FakeService) -> None:
    """Each is told of by two callbacks, to whichever process takes them: one turn, one answer."""
    people = [wecom.platform.person(f"wm-many-{n}") for n in range(10)]

    async def run() -> None:
        for person in people:
            wecom.platform.wrote(person.external_userid, "text", {"content": "想找人代账"})
        await asyncio.gather(*(wecom.caller.call_back() for _ in range(2 * len(people))))

    wecom.run(run)
    wait_for(lambda: all(person.seen for person in people))
    assert [len(person.seen) for person in people] == [1] * len(people)
