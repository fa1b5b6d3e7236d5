"""What people write to the customer service is fetched, answered in order, and comes to their screens once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from api.channels import texts
from api.channels.fake_wecom.guests import QUOTA
from api.channels.fake_wecom.platform import GET_TOKEN, SEND, SYNC, KfRules
from api.channels.wecom import incoming
from tests.api.channels.lobby import SITE, Lobby
from tests.api.channels.phone import KEY, OLD_KEY
from tests.api.channels.wechat.test_talk import LABEL, card
from tests.api.channels.wecom.conftest import OpenLobby
from tests.api.conftest import BACKENDS
from tests.api.fakes import reply, turn

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@both
def test_words_are_answered(lobby: Lobby) -> None:
    lobby.say("u1", "想贷款两百万")
    lobby.say("u2", "招人")
    lobby.say("u1", "长沙的")
    assert lobby.person("u1").texts == ["听到了：想贷款两百万", "听到了：长沙的"]
    assert lobby.person("u2").texts == ["听到了：招人"]
    assert [who for who, _ in lobby.messages("u1")] == ["user", "bot", "user", "bot"]
    assert lobby.platform.calls[GET_TOKEN] == 1


@both
def test_slow_bot_holds_up_neither_the_callback_nor_anybody_else(lobby: Lobby) -> None:
    lobby.hold_bot()
    lobby.say("u1", "第一句", "第二句", settle=False)
    assert lobby.person("u1").texts == []
    lobby.release_bot()
    assert lobby.person("u1").texts == ["想好了：第一句", "想好了：第二句"]


@both
def test_what_comes_twice_is_answered_once(lobby: Lobby) -> None:
    lobby.say("u1", "想贷款")
    lobby.platform.log.append(dict(lobby.platform.log[0]))
    for _ in range(3):
        lobby.call_back()
    assert lobby.person("u1").texts == ["听到了：想贷款"]
    assert lobby.service.bot.texts == ["想贷款"]


def test_a_page_out_of_order_is_read_in_the_order_of_sending(lobby: Lobby) -> None:
    now = int(lobby.platform.time())
    for text, age in (("第三", 1), ("第一", 30), ("第二", 20)):
        lobby.platform.wrote("u1", "text", {"content": text}, send_time=now - age)
    lobby.call_back()
    assert lobby.service.bot.texts == ["第一", "第二", "第三"]


def test_all_pages_are_read_also_empty_ones(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(page=2))
    for n in range(7):
        lobby.platform.wrote(f"u{n}", "text", {"content": f"第{n}位"})
    lobby.call_back()
    assert [cursor for cursor, _ in lobby.platform.synced] == ["", "c-2", "c-4", "c-6"]
    assert [lobby.person(f"u{n}").texts for n in range(7)] == [[f"听到了：第{n}位"] for n in range(7)]


def test_what_cannot_be_read_holds_up_nothing(lobby: Lobby) -> None:
    junk = [{}, {"msgid": 5}, {"msgid": "a", "msgtype": "text"}, {"msgid": "b", "msgtype": "text", "text": 7}]
    lobby.platform.log += [*junk, {"msgid": "c", "msgtype": "event", "event": {"event_type": "servicer_status_change"}}]
    lobby.platform.wrote("u1", "text", {"content": "想贷款"}, send_time="later")
    lobby.call_back()
    assert lobby.person("u1").texts == ["听到了：想贷款"]


@both
def test_ended_access_token_is_replaced_once(lobby: Lobby) -> None:
    lobby.say("u1", "一")
    lobby.platform.expire_tokens()
    lobby.say("u1", "二")
    assert lobby.person("u1").texts == ["听到了：一", "听到了：二"]
    assert lobby.platform.calls[GET_TOKEN] == 2


def test_ended_token_of_a_callback_is_left_out(lobby: Lobby) -> None:
    lobby.platform.wrote("u1", "text", {"content": "想贷款"})
    assert lobby.call_back(Token="of-yesterday").status_code == 200
    assert (lobby.platform.calls[SYNC], lobby.person("u1").texts) == (2, ["听到了：想贷款"])


def test_five_messages_then_the_next_waits_and_comes_first(lobby: Lobby) -> None:
    now = lobby.platform.time()
    lobby.say("u1", "零")
    lobby.person("u1").sent_since = 5
    lobby.platform.log.append({**lobby.platform.log[0], "msgid": "late", "text": {"content": "迟到"}})
    lobby.call_back()
    assert lobby.person("u1").texts == ["听到了：零"]
    assert lobby.sweep() == 0  # nothing is tried before he writes
    assert now <= lobby.platform.time()
    lobby.platform.ahead = 5
    lobby.say("u1", "在吗")
    assert lobby.person("u1").texts == ["听到了：零", "听到了：迟到", "听到了：在吗"]


def test_each_message_of_one_second_opens_the_count_anew(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform tells the moment of a message in whole seconds, and a quick talk has several in one."""
    at = lobby.platform.now()
    monkeypatch.setattr(lobby.platform, "now", lambda: at)
    for n in range(QUOTA + 2):
        lobby.say("u1", f"第{n}句")
    assert lobby.person("u1").texts == [f"听到了：第{n}句" for n in range(QUOTA + 2)]


def test_a_message_that_does_not_say_when_stands_in_no_ones_way(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as sent now, in whole seconds as all others: those of the same second are not before it."""
    at = int(lobby.platform.now()) + 0.9
    monkeypatch.setattr(lobby.platform, "now", lambda: at)
    monkeypatch.setattr(incoming, "utc_now", lambda: datetime.fromtimestamp(at, UTC))
    lobby.platform.wrote("u1", "text", {"content": "第0句"}, send_time="later")
    lobby.call_back()
    for n in range(1, QUOTA + 2):
        lobby.say("u1", f"第{n}句")
    assert lobby.person("u1").texts == [f"听到了：第{n}句" for n in range(QUOTA + 2)]


@pytest.mark.parametrize("code", [-1, 45009, 60020])
def test_busy_platform_is_tried_again(lobby: Lobby, code: int) -> None:
    lobby.platform.fail(SEND, code)
    lobby.say("u1", "想贷款")
    assert (lobby.person("u1").texts, lobby.sweep()) == ([], 0)
    lobby.pause()
    assert lobby.sweep() == 1
    assert lobby.person("u1").texts == ["听到了：想贷款"]


def test_who_comes_in_is_welcomed_once(lobby: Lobby) -> None:
    lobby.platform.enters("u1", scene="fair-2026")
    lobby.call_back()
    lobby.call_back()
    assert (lobby.person("u1").texts, lobby.guest("u1").scene) == ([texts.WELCOME], "fair-2026")
    assert lobby.service.bot.texts == []


def test_who_came_in_long_ago_is_not_greeted_now(lobby: Lobby) -> None:
    lobby.platform.enters("u1")["send_time"] -= 60
    lobby.call_back()
    assert lobby.person("u1").texts == []


@pytest.mark.parametrize(
    ("kind", "content", "kept", "told"),
    [
        ("image", {"media_id": "m1"}, "[图片] m1", texts.NO_PICTURE),
        ("voice", {"media_id": "m2"}, "[语音] m2", texts.NO_VOICE),
        ("file", {"media_id": "m3"}, "[文件] m3", texts.NO_FILE),
        ("link", {"title": "样例", "url": "https://a.example"}, "[链接] 样例 https://a.example", texts.NO_FILE),
        ("location", {"latitude": 1.0, "address": ""}, "[位置]", texts.NO_PLACE),
        ("hologram", {}, "[hologram]", texts.NO_FILE),
    ],
)
def test_what_has_no_words_is_kept_and_answered(
    lobby: Lobby, kind: str, content: dict[str, object], kept: str, told: str
) -> None:
    lobby.platform.wrote("u1", kind, content)
    lobby.call_back()
    assert (lobby.person("u1").texts, lobby.messages("u1")) == ([told], [("user", kept), ("bot", told)])
    assert lobby.service.bot.texts == []


def test_location_is_said_as_a_place(lobby: Lobby) -> None:
    lobby.platform.wrote("u1", "location", {"latitude": 28.3, "longitude": 112.8, "name": "样例", "address": LABEL})
    lobby.call_back()
    assert (lobby.service.bot.texts, lobby.guest("u1").region) == (["在湖南省长沙市望城区"], "430112")


def test_cards_come_with_the_page_of_all(lobby: Lobby) -> None:
    items = [card(n) for n in range(1, 6)]
    lobby.service.bot.script = lambda _: turn(reply("您看哪个合适？", asks="choose", items=items))
    lobby.say("u1", "想贷款")
    told, link = lobby.person("u1").texts[0].rsplit("\n", 1)
    assert told.startswith("为您找到5项，点开看全部\n1. 样例服务1\n2. 样例服务2\n3. 样例服务3\n您看哪个合适？")
    page = lobby.service.client.get(link.removeprefix(SITE))
    assert page.status_code == 200
    assert all(f"样例服务{n}" in page.text for n in range(1, 6))
    assert lobby.service.client.get(link.removeprefix(SITE)[:-1] + "x").status_code == 404
    assert lobby.service.client.get(link.removeprefix(SITE).replace("/kf/", "/")).status_code == 404


def test_key_is_replaced_without_a_message_lost(open_service: OpenLobby) -> None:
    rules = KfRules(aes_key=OLD_KEY)
    lobby = open_service(rules, wecom_aes_key=SecretStr(KEY), wecom_aes_key_previous=SecretStr(OLD_KEY))
    lobby.say("u1", "换密钥的时候")
    assert lobby.person("u1").texts == ["听到了：换密钥的时候"]
