"""What people send reaches the conversation as words, and what it answers reaches their screens."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlmodel import select

from api.channels import texts
from api.channels.fake_wechat.people import By, Seen
from api.channels.fake_wechat.platform import Rules
from api.channels.wechat import followers
from api.channels.wechat.models import Follower
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import KEY, OLD_KEY, Phones
from tests.api.conftest import BACKENDS
from tests.api.fakes import reply, turn

LABEL = "湖南省长沙市望城区高塘岭街道样例路1号"


def seen(phones: Phones, openid: str = "o1") -> list[tuple[By, str]]:
    return [(one.by, one.text) for one in phones.person(openid).seen]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_words_are_answered_at_once(phones: Phones) -> None:
    delivered = phones.say("o1", "想贷款 ]]> 两百万")
    assert (delivered.attempts, seen(phones)) == (1, [(By.PASSIVE, "听到了：想贷款 ]]> 两百万")])
    phones.say("o1", "长沙的")
    phones.say("o2", "招人")
    assert phones.messages("o1") == [
        ("user", "想贷款 ]]> 两百万"),
        ("bot", "听到了：想贷款 ]]> 两百万"),
        ("user", "长沙的"),
        ("bot", "听到了：长沙的"),
    ]
    assert phones.conversation_id("o1") != phones.conversation_id("o2")


@pytest.mark.parametrize("rules", [Rules(), Rules(aes_key=KEY), Rules(aes_key=KEY, compatible=True)])
def test_every_mode_of_the_account(open_account: OpenPhones, rules: Rules) -> None:
    phones = open_account(rules)
    assert phones.run(phones.delivery.check_address)
    phones.say("o1", "想贷款")
    assert seen(phones) == [(By.PASSIVE, "听到了：想贷款")]


def test_key_is_replaced_without_a_message_lost(open_account: OpenPhones) -> None:
    """The platform still seals with the old key while the service already knows the new one; the answer is sealed alike."""
    phones = open_account(
        Rules(aes_key=OLD_KEY), wechat_aes_key=SecretStr(KEY), wechat_aes_key_previous=SecretStr(OLD_KEY)
    )
    phones.say("o1", "换密钥的时候")
    assert seen(phones) == [(By.PASSIVE, "听到了：换密钥的时候")]


def test_voice_with_words(phones: Phones) -> None:
    phones.send("o1", "voice", MediaId="m1", Format="amr", Recognition="我要找人代账。")
    assert phones.service.bot.texts == ["我要找人代账。"]


@pytest.mark.parametrize(
    ("kind", "fields", "kept", "told"),
    [
        ("voice", {"MediaId": "m1", "Recognition": ""}, "[语音] m1", texts.NO_VOICE),
        (
            "image",
            {"PicUrl": "https://pic.example/1", "MediaId": "m2"},
            "[图片] https://pic.example/1",
            texts.NO_PICTURE,
        ),
        ("video", {"MediaId": "m3"}, "[视频] m3", texts.NO_FILE),
        ("link", {"Title": "样例", "Url": "https://a.example"}, "[链接] 样例 https://a.example", texts.NO_FILE),
        ("location", {"Label": "", "Location_X": "1"}, "[位置]", texts.NO_PLACE),
        ("hologram", {}, "[hologram]", texts.NO_FILE),
    ],
)
def test_what_has_no_words_is_kept_and_answered(
    phones: Phones, kind: str, fields: dict[str, str], kept: str, told: str
) -> None:
    phones.send("o1", kind, **fields)
    assert seen(phones) == [(By.PASSIVE, told)]
    assert phones.messages("o1") == [("user", kept), ("bot", told)]
    assert phones.service.bot.texts == []


def test_open_question_stays_open_after_a_picture(phones: Phones) -> None:
    options = [{"title": "有抵押", "payload": "有抵押物"}, {"title": "没有", "payload": "没有抵押物"}]
    phones.service.bot.script = lambda _: turn(reply("有抵押物吗？", asks="collateral", options=options))
    phones.say("o1", "想贷款")
    assert phones.last("o1").text == "有抵押物吗？\n\n1. 有抵押\n2. 没有\n（回复序号就行）"
    phones.send("o1", "image", PicUrl="https://pic.example/1")
    phones.say("o1", "2")
    assert phones.service.bot.messages[-1]["text"] == "没有抵押物"
    assert phones.service.bot.messages[-1]["metadata"]["asked"] == "collateral"


def test_location_is_said_as_a_place(phones: Phones) -> None:
    phones.send("o1", "location", Location_X="28.3", Location_Y="112.8", Scale=16, Label=LABEL)
    assert phones.service.bot.texts == ["在湖南省长沙市望城区"]
    with phones.service.session() as session:
        follower = session.exec(select(Follower)).one()
    assert (follower.region, "28.3" in str(phones.rows("o1"))) == ("430112", False)


def test_following_is_welcomed_and_its_code_kept(phones: Phones) -> None:
    phones.event("o1", "subscribe", "qrscene_yuelu")
    assert seen(phones) == [(By.PASSIVE, texts.WELCOME)]
    phones.event("o1", "SCAN", "fair-2026")
    assert phones.last("o1").text == texts.SCANNED
    with phones.service.session() as session:
        follower = followers.get(session, followers.key_of("o1"))
    assert follower is not None
    assert (follower.scene, phones.service.bot.texts) == ("fair-2026", [])


def test_menu_says_what_its_key_says(phones: Phones) -> None:
    phones.event("o1", "CLICK", "say:我想贷款")
    assert (phones.service.bot.texts, seen(phones)) == (["我想贷款"], [(By.PASSIVE, "听到了：我想贷款")])


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "CLICK", "MASSSENDJOBFINISH", "something_new"])
def test_other_events_are_taken_silently(phones: Phones, event: str) -> None:
    delivered = phones.event("o1", event, "https://a.example", Latitude="28.1", Longitude="112.9")
    assert (delivered.attempts, delivered.seen, phones.service.bot.texts) == (1, None, [])
    assert "112.9" not in str(phones.rows("o1"))


def test_cards_become_one_article_to_the_page_of_all(phones: Phones) -> None:
    items = [card(n) for n in range(1, 6)]
    phones.service.bot.script = lambda _: turn(reply("找到这些，您看哪个合适？", asks="choose", items=items))
    phones.say("o1", "想贷款")
    bubble: Seen = phones.last("o1")
    assert (bubble.by, bubble.kind) == (By.PASSIVE, "news")
    assert bubble.text == (
        "为您找到5项，点开看全部\n1. 样例服务1\n2. 样例服务2\n3. 样例服务3\n找到这些，您看哪个合适？\n回复序号就能选，点开看详情。"
    )
    page = phones.service.client.get(bubble.url.removeprefix("https://qifu.example"))
    assert page.status_code == 200
    assert all(f"样例服务{n}" in page.text for n in range(1, 6))


def card(number: int) -> dict[str, object]:
    return {
        "item_id": f"S{number}",
        "kind": "service",
        "name": f"样例服务{number}",
        "provider": "样例机构",
        "score": 1.0 / number,
        "reasons": ["本地服务"],
        "criteria": [{"name": "服务地区", "verdict": "符合", "evidence": "长沙市"}],
        "facts": [{"label": "收费", "value": "免费"}],
        "number": number,
        "payload": f"选第{number}个",
    }
