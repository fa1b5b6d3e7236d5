"""Callbacks are opened as the platform's own samples say, and only by whom they were meant for."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.crypto import CallbackCrypto, SignatureError, UnreadableMessageError
from api.channels.xml_messages import read_fields
from api.errors import ConfigurationError

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
MESSAGE, CHECK = VECTORS["official_account_message"], VECTORS["wecom_url_check"]
KEY, OLD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
APPID = "wx0000000000000样例"


def of(vector: dict[str, str], receiver: str) -> CallbackCrypto:
    return CallbackCrypto(vector["token"], vector[receiver], [vector["encoding_aes_key"]])


def test_official_message() -> None:
    crypto = of(MESSAGE, "appid")
    crypto.verify(MESSAGE["msg_signature"], MESSAGE["timestamp"], MESSAGE["nonce"], MESSAGE["encrypt"])
    fields = read_fields(crypto.open(MESSAGE["encrypt"]).text)
    assert {name: fields[name] for name in MESSAGE["expect"]} == MESSAGE["expect"]


def test_official_url_check() -> None:
    crypto = of(CHECK, "corpid")
    crypto.verify(CHECK["msg_signature"], CHECK["timestamp"], CHECK["nonce"], CHECK["echostr"])
    assert crypto.open(CHECK["echostr"]).text.decode() == CHECK["expect"]


@pytest.mark.parametrize("signature", ["", "5d197aaffba7e9b25a30732f161a50dee96bd5fb", "签名", "\ud800", "a" * 10_000])
def test_wrong_signature(signature: str) -> None:
    with pytest.raises(SignatureError):
        of(MESSAGE, "appid").verify(signature, MESSAGE["timestamp"], MESSAGE["nonce"], MESSAGE["encrypt"])


@given(st.text(max_size=3000))
def test_what_is_sealed_is_opened(text: str) -> None:
    crypto = CallbackCrypto("token", APPID, [KEY])
    text = text.encode(errors="replace").decode()
    assert crypto.open(crypto.seal(text)).text.decode() == text
    assert len(base64.b64decode(crypto.seal(text))) % 32 == 0


def test_equal_messages_are_sealed_differently() -> None:
    crypto = CallbackCrypto("token", APPID, [KEY])
    assert crypto.seal("好") != crypto.seal("好")


def test_key_before_the_current_one_still_opens_and_seals_the_answer() -> None:
    before, now = CallbackCrypto("token", APPID, [OLD_KEY]), CallbackCrypto("token", APPID, [KEY, OLD_KEY])
    opened = now.open(before.seal("换密钥的时候"))
    assert before.open(now.seal("答复", opened.key)).text.decode() == "答复"
    with pytest.raises(UnreadableMessageError):
        before.open(now.seal("用新密钥"))


def test_message_for_another_account_is_refused() -> None:
    with pytest.raises(UnreadableMessageError, match=r"^消息读不懂。$"):
        CallbackCrypto("token", APPID, [KEY]).open(CallbackCrypto("token", "wx-another", [KEY]).seal("好"))


@given(st.one_of(st.text(max_size=200), st.binary(max_size=400).map(lambda data: base64.b64encode(data).decode())))
def test_junk_is_refused_in_one_sentence(sealed: str) -> None:
    with pytest.raises(UnreadableMessageError, match=r"^消息读不懂。$"):
        CallbackCrypto("token", APPID, [KEY]).open(sealed)


@given(st.integers(0, 100), st.integers(0, 255))
def test_changed_bytes_never_end_in_another_error(place: int, value: int) -> None:
    crypto = CallbackCrypto("token", APPID, [KEY])
    data = bytearray(base64.b64decode(crypto.seal("样例消息" * 5)))
    data[place % len(data)] = value
    with suppress(UnreadableMessageError):
        crypto.open(base64.b64encode(data).decode())


@pytest.mark.parametrize("key", ["short", KEY + "x", "!" * 43, "密" * 43])
def test_key_that_is_none(key: str) -> None:
    with pytest.raises(ConfigurationError, match="43"):
        CallbackCrypto("token", APPID, [key])


def test_without_a_key_nothing_is_opened_or_sealed() -> None:
    crypto = CallbackCrypto("token", APPID, ["", ""])
    assert not crypto.has_key
    with pytest.raises(UnreadableMessageError):
        crypto.open(MESSAGE["encrypt"])
    with pytest.raises(ConfigurationError, match="EncodingAESKey"):
        crypto.seal("好")
