"""The callback's door: who is let in, and what everybody else hears; never a 500, never more than a sentence."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.channels.crypto import CallbackCrypto
from api.channels.fake_wechat.platform import Rules
from api.channels.xml_messages import read_fields, write_fields
from api.errors import ConfigurationError
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.phone import KEY, OLD_KEY, Phones, account_settings
from tests.api.conftest import Service, make_settings, started
from tests.api.test_app import shape

PATH = "/wechat/callback"
BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)
FIELDS: dict[str, str | int] = {
    "ToUserName": "gh_sample",
    "FromUserName": "o1",
    "CreateTime": 1,
    "MsgType": "text",
    "Content": "在吗",
    "MsgId": 77,
}


@pytest.fixture
def sealed(open_account: OpenPhones) -> Phones:
    """Return a service whose account seals its messages."""
    return open_account(Rules(aes_key=KEY))


def post(phones: Phones, body: bytes | str, **query: str) -> Any:
    return phones.service.client.post(PATH, params=query, content=body)


def test_without_an_account_there_is_no_callback(service: Service) -> None:
    for answer in (service.client.get(PATH), service.client.post(PATH, content=b"<xml/>")):
        assert "QIFU_WECHAT_APPID" in shape(answer, 404, "NotFoundError")["detail"]


@pytest.mark.parametrize("missing", ["wechat_token", "wechat_secret", "public_url"])
def test_half_an_account_does_not_start(tmp_path: Any, missing: str) -> None:
    settings = account_settings(make_settings(tmp_path), Rules())
    empty = "" if missing == "public_url" else type(settings.wechat_token)("")
    with pytest.raises(ConfigurationError, match=f"QIFU_{missing.upper()}"):
        started(settings.model_copy(update={missing: empty}))


def test_address_is_checked_with_the_bare_word(phones: Phones) -> None:
    query = {**phones.delivery.query(), "echostr": "<b>12345</b>"}
    answer = phones.service.client.get(PATH, params=query)
    assert (answer.status_code, answer.text) == (200, "<b>12345</b>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("changes", [{"signature": "0" * 40}, {"signature": ""}, {"nonce": "x"}, {"timestamp": "1"}])
def test_whoever_does_not_know_the_token_is_refused(phones: Phones, changes: dict[str, str]) -> None:
    query = {**phones.delivery.query(), **changes}
    shape(phones.service.client.get(PATH, params={**query, "echostr": "1"}), 403, "SignatureError")
    shape(post(phones, write_fields(FIELDS), **query), 403, "SignatureError")
    shape(phones.service.client.post(PATH, content=write_fields(FIELDS)), 403, "SignatureError")
    assert phones.service.bot.texts == []


@pytest.mark.parametrize("age", [3600, -3600])
def test_old_signature_does_not_open_again(phones: Phones, age: int) -> None:
    timestamp = str(int(time.time()) - age)
    query = {"timestamp": timestamp, "nonce": "n", "signature": phones.delivery.crypto.signature(timestamp, "n")}
    assert "过期" in shape(post(phones, write_fields(FIELDS), **query), 403, "SignatureError")["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        BOMB.encode(),
        b"<!DOCTYPE xml SYSTEM 'http://a.example/x.dtd'><xml/>",
        b"<xml>\xff</xml>",
        write_fields({**FIELDS, "FromUserName": ""}).encode(),
        write_fields({**FIELDS, "MsgType": "x" * 200}).encode(),
        write_fields({**FIELDS, "FromUserName": "o" * 200}).encode(),
    ],
)
def test_what_is_no_message(phones: Phones, body: bytes) -> None:
    shape(post(phones, body, **phones.delivery.query()), 422, "UnreadableMessageError")


@pytest.mark.parametrize("size", [64_001, 900_000, 1_500_000])
def test_huge_body(phones: Phones, size: int) -> None:
    shape(post(phones, b"<xml>" + b"a" * size, **phones.delivery.query()), 413, "TooLargeError")


def test_long_query(phones: Phones) -> None:
    shape(phones.service.client.get(PATH, params={"echostr": "x" * 513}), 422, "ValidationError")


def test_plain_message_to_a_sealed_account(sealed: Phones) -> None:
    """A plain signature does not cover the body: whoever saw one could write what he likes."""
    answer = post(sealed, write_fields(FIELDS), **sealed.delivery.query())
    assert "加密" in shape(answer, 422, "UnreadableMessageError")["detail"]


def test_sealed_message_to_a_plain_account(phones: Phones) -> None:
    crypto = CallbackCrypto(phones.platform.rules.token, phones.platform.rules.appid, [KEY])
    text = crypto.seal(write_fields(FIELDS))
    answer = post(phones, write_fields({"Encrypt": text}), **phones.delivery.query(text))
    shape(answer, 422, "UnreadableMessageError")


@pytest.mark.parametrize(
    ("receiver", "key"), [("wx-another", KEY), ("", KEY), (Rules().appid, OLD_KEY), (Rules().appid + "x", KEY)]
)
def test_message_for_another_account_or_under_another_key(sealed: Phones, receiver: str, key: str) -> None:
    text = CallbackCrypto("any", receiver, [key]).seal(write_fields(FIELDS))
    answer = post(sealed, write_fields({"Encrypt": text}), **sealed.delivery.query(text))
    assert shape(answer, 422, "UnreadableMessageError")["detail"] == "消息读不懂。"


def test_plain_signature_does_not_open_a_sealed_message(sealed: Phones) -> None:
    text = sealed.delivery.crypto.seal(write_fields(FIELDS))
    query = {**sealed.delivery.query(text), "msg_signature": sealed.delivery.query()["signature"]}
    shape(post(sealed, write_fields({"Encrypt": text}), **query), 403, "SignatureError")


def test_of_both_bodies_only_the_sealed_one_is_believed(sealed: Phones) -> None:
    text = sealed.delivery.crypto.seal(write_fields(FIELDS))
    body = write_fields({**FIELDS, "Content": "转账", "Encrypt": text})
    assert post(sealed, body, **sealed.delivery.query(text)).status_code == 200
    assert sealed.service.bot.texts == ["在吗"]


def test_sealed_answer_shows_nothing_to_others(sealed: Phones) -> None:
    text = sealed.delivery.crypto.seal(write_fields(FIELDS))
    answer = post(sealed, write_fields({"Encrypt": text}), **sealed.delivery.query(text))
    assert "听到了" not in answer.text
    assert set(read_fields(answer.content)) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}


anything = st.one_of(
    st.binary(max_size=600),
    st.text(max_size=200).map(lambda t: t.encode(errors="replace")),
    st.text(max_size=80).map(lambda t: write_fields({**FIELDS, "Content": t, "MsgId": len(t)}).encode()),
    st.dictionaries(st.sampled_from(list(FIELDS)), st.text(max_size=150), max_size=6).map(
        lambda d: write_fields({**FIELDS, **d}).encode()
    ),
    st.sampled_from([BOMB.encode(), b"<xml>" + b"<a>" * 5000]),
)
relaxed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@relaxed
@given(
    body=anything,
    query=st.dictionaries(
        st.sampled_from(["signature", "timestamp", "nonce", "encrypt_type", "msg_signature", "echostr"]),
        st.text(max_size=60),
        max_size=6,
    ),
)
def test_fuzz_of_strangers(phones: Phones, body: bytes, query: dict[str, str]) -> None:
    """Nobody without the token gets further than the door."""
    query = {name: value.encode(errors="replace").decode() for name, value in query.items()}
    answer = post(phones, body, **query)
    assert answer.status_code in (403, 413, 422), answer.text
    assert set(answer.json()) == {"error", "detail"}
    assert "o1" not in answer.text
    assert phones.service.bot.texts == []


@relaxed
@given(body=anything)
def test_fuzz_of_signed_bodies(phones: Phones, body: bytes) -> None:
    """Whatever a signed body holds, it is taken or refused in words."""
    answer = post(phones, body, **phones.delivery.query())
    assert answer.status_code in (200, 422), answer.text
    assert "Traceback" not in answer.text


@relaxed
@given(body=anything, cut=st.integers(0, 40), flip=st.integers(0, 255), place=st.integers(0, 300))
def test_fuzz_of_sealed_bodies(sealed: Phones, body: bytes, cut: int, flip: int, place: int) -> None:
    """Sealed junk, wrong padding and cut blocks under a right signature end in the one sentence, or are taken."""
    phones = sealed
    raw = bytearray(base64.b64decode(phones.delivery.crypto.seal(body.decode(errors="replace"))))
    raw[place % len(raw)] ^= flip
    text = base64.b64encode(bytes(raw[: len(raw) - cut])).decode()
    answer = post(phones, write_fields({"Encrypt": text}), **phones.delivery.query(text))
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["detail"] == "消息读不懂。"


@relaxed
@given(times=st.lists(st.sampled_from([0, 1, 2]), min_size=2, max_size=6))
def test_fuzz_of_replays(phones: Phones, times: list[int]) -> None:
    """The same three deliveries in any order and number: each has one effect."""
    phones.service.bot.messages.clear()
    base = phones.delivery.number()
    for which in times:
        body = write_fields({**FIELDS, "MsgId": base * 10 + which, "Content": f"第{which}句"})
        assert post(phones, body, **phones.delivery.query()).status_code == 200
    assert sorted(phones.service.bot.texts) == [f"第{which}句" for which in sorted(set(times))]
