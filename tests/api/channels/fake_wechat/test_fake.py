"""The fake is strict: what the real platform would not take or show, it does not either."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.channels.crypto import CallbackCrypto
from api.channels.fake_wechat.delivery import UNAVAILABLE, Delivered, Delivery
from api.channels.fake_wechat.people import By
from api.channels.fake_wechat.platform import SEND, TEMPLATE, FakePlatform, Rules
from api.channels.fake_wechat.server import create_api, create_app
from api.channels.xml_messages import Article, envelope, news_reply, text_reply

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture
def platform() -> FakePlatform:
    """Return a platform whose time stands still, with one person who has just written."""
    made = FakePlatform(Rules(), now=lambda: 1_000_000.0)
    made.person("o1").writes(made.time())
    return made


def token_of(platform: FakePlatform, **changes: object) -> dict[str, Any]:
    return platform.give_token({"appid": platform.rules.appid, "secret": platform.rules.secret, **changes})


def letter(content: str = "好", **changes: object) -> bytes:
    body = {"touser": "o1", "msgtype": "text", "text": {"content": content}, **changes}
    return json.dumps(body, ensure_ascii=False).encode()


def code(platform: FakePlatform, body: bytes, path: str = SEND) -> int:
    return int(platform.call(path, token_of(platform)["access_token"], body)["errcode"])


def test_token_stays_until_it_is_forced_or_ends(platform: FakePlatform) -> None:
    first = token_of(platform)["access_token"]
    assert token_of(platform)["access_token"] == first
    second = token_of(platform, force_refresh=True)["access_token"]
    assert second != first
    assert platform.call(SEND, first, letter())["errcode"] == 40001
    platform.ahead = platform.rules.token_seconds + 1
    assert platform.call(SEND, second, letter())["errcode"] == 42001
    assert token_of(platform)["access_token"] != second


@pytest.mark.parametrize(("changes", "expected"), [({"appid": "x"}, 40013), ({"secret": "x"}, 40125)])
def test_wrong_credentials(platform: FakePlatform, changes: dict[str, str], expected: int) -> None:
    assert token_of(platform, **changes)["errcode"] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (letter(), 0),
        (b"junk", 47001),
        (json.dumps({"touser": "o1", "msgtype": "text", "text": {"content": "好"}}).encode(), 40033),
        (letter(""), 44004),
        (letter("长" * 683), 45002),
        (letter(touser="nobody"), 40003),
        (letter(msgtype="msgmenu"), 40200),
        (letter(msgtype="dance"), 40008),
        (letter(msgtype="news", news={"articles": [{}, {}]}), 45008),
        (letter(msgtype="news", news={"articles": [{"title": "题"}]}), 0),
    ],
)
def test_what_is_taken(platform: FakePlatform, body: bytes, expected: int) -> None:
    assert code(platform, body) == expected
    assert len(platform.person("o1").seen) == (expected == 0)


def test_quotas(platform: FakePlatform) -> None:
    assert [code(platform, letter()) for _ in range(6)] == [0] * 5 + [45047]
    platform.person("o1").acts(platform.time())
    assert [code(platform, letter()) for _ in range(4)] == [0] * 3 + [45047]
    platform.ahead = 48 * 3600 + 1
    assert code(platform, letter()) == 45015
    platform.person("o1").follows = False
    assert code(platform, letter()) == 43004


def test_permissions_and_limits(platform: FakePlatform) -> None:
    platform.rules.verified = False
    assert code(platform, letter()) == 48001
    platform.rules.verified, platform.rules.daily_limit = True, 1
    assert code(platform, letter()) == 45009
    platform.rules.daily_limit, token = 100, token_of(platform)["access_token"]
    platform.rules.ip_is_listed = False
    assert platform.call(SEND, token, letter())["errcode"] == 40164
    assert token_of(platform)["errcode"] == 40164


def test_templates(platform: FakePlatform) -> None:
    data = {"thing1": {"value": "样例"}, "time2": {"value": "2026年11月23日"}}
    asked = {"touser": "o1", "template_id": "sample-template", "data": data, "client_msg_id": "own-1"}

    def send(**changes: object) -> int:
        return code(platform, json.dumps({**asked, **changes}, ensure_ascii=False).encode(), TEMPLATE)

    assert [send(), send(template_id="x"), send(data={}), send(touser="x")] == [0, 40037, 47003, 40003]
    assert [send(), len(platform.person("o1").seen)] == [0, 1]  # the sender's own number: shown once
    assert [send(url="ftp://x"), send(client_msg_id="不行")] == [40048, 47003]
    platform.person("o1").follows = False
    assert send() == 43004


@pytest.mark.parametrize(
    "data",
    [
        {"thing1": {"value": "样例"}},
        {"thing1": {"value": "样例"}, "time2": {"value": "下周"}},
        {"thing1": {"value": "一" * 21}, "time2": {"value": "10:00"}},
        {"thing1": {"value": ""}, "time2": {"value": "10:00"}},
        {"thing1": "样例", "time2": {"value": "10:00"}},
        {"thing1": {"value": "样例"}, "time2": {"value": "10:00"}, "thing3": {"value": "多"}},
    ],
)
def test_fields_of_a_template_are_held_to_their_kinds(platform: FakePlatform, data: object) -> None:
    asked = {"touser": "o1", "template_id": "sample-template", "data": data}
    assert code(platform, json.dumps(asked, ensure_ascii=False).encode(), TEMPLATE) == 47003


def say(rules: Rules, answer: Callable[[Delivery], str | bytes], status: int = 200) -> tuple[Delivered, FakePlatform]:
    """Have a person write to an account that always answers so."""
    platform = FakePlatform(rules)

    async def run() -> Delivered:
        transport = httpx.MockTransport(lambda _: httpx.Response(status, content=answer(delivery)))
        async with httpx.AsyncClient(transport=transport, base_url="http://account") as http:
            delivery = Delivery(platform, http)
            return await delivery.say("o1", "在吗")

    return asyncio.run(run()), platform


def right(rules: Rules) -> str:
    return text_reply("o1", rules.account, 1, "在的")


@pytest.mark.parametrize("answer", ["success", ""])
def test_success_is_silence(answer: str) -> None:
    delivered, platform = say(Rules(), lambda _: answer)
    assert (delivered, platform.person("o1").seen) == (Delivered(1, None), [])


@pytest.mark.parametrize(
    "answer",
    [
        '"success"',
        "<html>",
        '{"errcode": 0}',
        text_reply("gh_sample", "o1", 1, "没有对调"),
        text_reply("o1", "gh_sample", 1, ""),
        text_reply("o1", "gh_sample", 1, "长" * 700),
        news_reply("o1", "gh_sample", 1, Article("a", "b", "c")).replace("</Articles>", "<item></item></Articles>"),
        text_reply("o1", "gh_sample", 1, "好").replace("text", "dance"),
    ],
)
def test_junk_shows_the_platforms_own_line(answer: str) -> None:
    delivered, platform = say(Rules(), lambda _: answer)
    assert delivered.attempts == 1
    assert [(one.by, one.text) for one in platform.person("o1").seen] == [(By.FAULT, UNAVAILABLE)]


def test_error_is_tried_three_times() -> None:
    delivered, platform = say(Rules(), lambda _: "success", status=502)
    assert (delivered.attempts, platform.person("o1").texts) == (3, [UNAVAILABLE])


def test_sealed_account_must_answer_sealed() -> None:
    rules = Rules(aes_key=KEY)

    def sealed(delivery: Delivery, token: str = rules.token) -> str:
        crypto = CallbackCrypto(token, rules.appid, [KEY])
        text = crypto.seal(right(rules))
        return envelope(text, crypto.signature("1", "n", text), 1, "n")

    assert say(rules, sealed)[1].person("o1").texts == ["在的"]
    assert say(rules, lambda _: right(rules))[1].person("o1").texts == [UNAVAILABLE]
    assert say(rules, lambda d: sealed(d, "another token"))[1].person("o1").texts == [UNAVAILABLE]
    assert say(rules, lambda _: "success")[1].person("o1").texts == []


def test_slow_account_is_cut_and_asked_again() -> None:
    """Twice it does not answer in time, the third time it does."""
    platform, times = FakePlatform(Rules(cut_seconds=0.5)), []

    async def slow(_: httpx.Request) -> httpx.Response:
        times.append(1)
        if len(times) < 3:
            await asyncio.Event().wait()
        return httpx.Response(200, text=right(platform.rules))

    async def run() -> Delivered:
        async with httpx.AsyncClient(transport=httpx.MockTransport(slow), base_url="http://account") as http:
            return await Delivery(platform, http).say("o1", "在吗")

    assert asyncio.run(run()).attempts == 3
    assert platform.person("o1").texts == ["在的"]


def test_api_over_http(platform: FakePlatform) -> None:
    client = TestClient(create_api(platform))
    asked = {"appid": platform.rules.appid, "secret": platform.rules.secret, "grant_type": "client_credential"}
    token = client.post("/cgi-bin/stable_token", json=asked).json()["access_token"]
    assert client.post("/cgi-bin/stable_token", content=b"junk").json()["errcode"] == 40013
    assert client.post(SEND, params={"access_token": token}, content=letter()).json()["errcode"] == 0
    assert client.post(SEND, content=letter()).json()["errcode"] == 40001


def test_page_of_the_phone() -> None:
    """What a person does on the page arrives, and what he sees is shown."""
    platform = FakePlatform(Rules())
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, text=text_reply("o-sample-visitor", "gh_sample", 1, "<在的>"))
    )
    delivery = Delivery(platform, httpx.AsyncClient(transport=transport, base_url="http://account"))
    client = TestClient(create_app(platform, delivery))
    platform.menu = {
        "button": [{"name": "找服务", "sub_button": [{"name": "贷款", "type": "click", "key": "say:贷款"}]}]
    }
    assert "贷款" in client.get("/").text
    for what in ("say", "voice", "place", "picture", "click", "follow", "unfollow", "nothing"):
        assert client.post("/do", data={"what": what, "text": "在吗", "key": "say:贷款"}).status_code == 200
    screen = client.get("/screen").text
    assert screen.count("&lt;在的&gt;") == 7
    assert "在吗" in screen
