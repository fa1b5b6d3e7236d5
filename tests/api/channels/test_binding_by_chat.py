"""“绑定手机号” said on any channel: the service says where; WeChat gets a link to a page of its own for half an hour."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from api import clock
from api.clock import utc_now
from api.conversations import binding_links, binding_wish
from api.conversations.models import Message, Speaker
from api.limiter import Limiter
from tests.api.channels.phone import Phones
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn
from tests.api.identity_parts import ask, bindings, fresh_phone, sent, told, verify

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
LINK = re.compile(r"https://qifu\.example(/bind/\S+)")


@pytest.fixture
def visitor(service: Service) -> TestClient:
    service.state.limiter = Limiter()
    return TestClient(service.app, raise_server_exceptions=False)


def page_of(service: Service) -> tuple[tuple[str, dict[str, str]], str]:
    """Return a conversation and the address of its page."""
    talk = service.open("wechat")
    return talk, f"/bind/{binding_links.token_of(service.state.secret, talk[0])}"


def test_from_the_official_account_to_the_bound_number(phones: Phones) -> None:
    phones.service.state.limiter = Limiter()
    phone, service = fresh_phone(), phones.service
    elsewhere = service.open()
    mine = service.submit(elsewhere[0])["case_no"]
    phones.say("o-binds", "绑定手机号")
    found = LINK.search(phones.last("o-binds").text)
    assert found, phones.last("o-binds").text
    assert service.bot.messages == []  # no turn of the bot
    path, visitor = found[1], TestClient(service.app)
    assert "获取验证码" in visitor.get(path).text
    page = visitor.post(f"{path}/codes", data={"phone": phone})
    assert (page.status_code, f"{phone[:3]}****{phone[-4:]}" in page.text) == (200, True)
    talk = (phones.conversation_id("o-binds"), {})
    done = visitor.post(path, data={"code": sent(service, talk)})
    assert f"已绑定 {phone[:3]}****{phone[-4:]}" in done.text
    assert phone not in done.text
    (bound,) = bindings(service, talk)
    assert (bound.channel, bound.how.value) == ("wechat", "code")
    assert told(service, talk) == []
    assert ask(service, elsewhere, phone).status_code == 429  # one number is sent one code a minute, whoever asks
    verify(service, elsewhere, phone)
    assert told(service, talk) == [mine]
    phones.event("o-binds", "unsubscribe")
    assert bindings(service, talk) == []
    assert visitor.get(path).status_code == 404


def test_the_open_question_stays_open(service: Service) -> None:
    talk = service.open()
    service.bot.script = lambda _: turn(
        reply("在哪个县区？", asks="region", options=[{"title": "望城区", "payload": "望城区"}]), need="想贷款"
    )
    service.say(talk, "想贷款")
    answer = service.say(talk, " 我要绑定手机号！", "m-1").json()
    assert answer["intent"]["name"] == "ask_bot"
    assert answer["slots"] == {"need": "想贷款"}
    (one,) = answer["replies"]
    assert one["text"] == binding_wish.ON_PAGE
    assert (one["asks"], [option["title"] for option in one["options"]]) == ("region", ["望城区"])
    assert service.say(talk, "我要绑定手机号！", "m-1").json() == answer  # the same message has one effect
    service.say(talk, "1")
    assert service.bot.messages[-1]["metadata"]["asked"] == "region"
    assert service.bot.texts[-1] == "望城区"
    assert len(service.bot.messages) == 2


@pytest.mark.parametrize(
    "text", ["绑定手机", "绑定手机号", "帮我绑定一下手机号", "解绑手机号。", "解除绑定", "我想更换绑定的手机号"]
)
def test_what_wants_it(service: Service, text: str) -> None:
    assert service.say(service.open(), text).json()["replies"][0]["text"] == binding_wish.ON_PAGE


@pytest.mark.parametrize(
    "text", ["手机号13812345678", "绑定手机号以后贷款能快点吗", "我想做手机", "银行要我绑定手机，怎么办"]
)
def test_what_does_not(service: Service, text: str) -> None:
    service.say(service.open(), text)
    assert service.bot.texts == [text]


def test_where_the_service_does_not_know_its_own_address(service: Service) -> None:
    for channel in ("wechat", "wecom", "api", "hotline"):
        answer = service.say(service.open(channel), "绑定手机号").json()
        assert answer["replies"][0]["text"] == binding_wish.BY_AGENT


def test_a_link_is_good_for_half_an_hour_and_for_one_conversation(service: Service, visitor: TestClient) -> None:
    talk, path = page_of(service)
    assert visitor.get(path).status_code == 200
    assert visitor.get(path).headers["referrer-policy"] == "no-referrer"
    assert visitor.get(path).headers["cache-control"] == "no-store"
    other = service.open()[0]
    for forged in (path[:-1] + ("0" if path[-1] != "0" else "1"), path.replace(talk[0], other), "/bind/x", f"{path}x"):
        assert visitor.get(forged).status_code == 404
        assert visitor.post(forged, data={"code": "123456"}).status_code == 404
        assert visitor.post(f"{forged}/codes", data={"phone": fresh_phone()}).status_code == 404
        assert visitor.post(f"{forged}/removal", data={}).status_code == 404
    with clock.at(utc_now() - binding_links.VALID - timedelta(seconds=2)):
        old = binding_links.token_of(service.state.secret, talk[0])
    gone = visitor.get(f"/bind/{old}")
    assert gone.status_code == 404
    assert "链接不对或已过期" in gone.text


def test_what_goes_wrong_on_the_page(service: Service, visitor: TestClient) -> None:
    talk, path = page_of(service)
    phone = fresh_phone()
    wrong = visitor.post(f"{path}/codes", data={"phone": "0731-84123456"})
    assert (wrong.status_code, "11位" in wrong.text) == (422, True)
    assert visitor.post(f"{path}/codes", data={"phone": phone}).status_code == 200
    again = visitor.post(f"{path}/codes", data={"phone": phone})
    assert (again.status_code, "Retry-After" in again.headers) == (429, True)
    assert "短信里的6位验证码" in again.text  # the code that is on its way may still be handed in
    assert visitor.post(path, data={"code": "12"}).status_code == 422
    code = sent(service, talk)
    bad = visitor.post(path, data={"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (bad.status_code, "还可以再试 4 次" in bad.text) == (422, True)
    assert visitor.post(path, data={"code": code}).status_code == 200
    assert visitor.post(path, data={"code": code}).status_code == 409
    taken = visitor.post(f"{path}/codes", data={"phone": fresh_phone()})
    assert (taken.status_code, "先解除绑定" in taken.text) == (409, True)
    free = visitor.post(f"{path}/removal", data={})
    assert (free.status_code, "获取验证码" in free.text) == (200, True)
    assert [one.unbound_by for one in bindings(service, talk)] == ["enterprise"]


def test_what_was_said_stands_in_the_transcript_once(service: Service) -> None:
    talk = service.open()
    for _ in range(2):
        service.say(talk, "绑定手机号", "m-1")
    with service.session() as session:
        query = select(Message.speaker).where(Message.conversation_id == talk[0]).order_by(col(Message.id))
        said: Any = session.exec(query).all()
    assert said == [Speaker.USER, Speaker.BOT]
