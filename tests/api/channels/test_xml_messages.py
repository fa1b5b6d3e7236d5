"""XML is read without its traps and written so that no text breaks out of its field."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.crypto import UnreadableMessageError
from api.channels.xml_messages import (
    MOST_BYTES,
    NO_XML,
    Article,
    cdata,
    envelope,
    news_reply,
    read_fields,
    text_reply,
    write_fields,
)
from api.errors import TooLargeError

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)
OUTSIDE = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>'


def test_fields_by_name() -> None:
    body = "<xml><ToUserName><![CDATA[gh_样例]]></ToUserName><CreateTime>1</CreateTime><Content> 贷款 </Content></xml>"
    assert read_fields(body.encode()) == {"ToUserName": "gh_样例", "CreateTime": "1", "Content": "贷款"}


def test_nested_fields_are_left_out() -> None:
    body = b"<xml><Event>scancode_push</Event><ScanCodeInfo><ScanType>qrcode</ScanType></ScanCodeInfo><A/></xml>"
    assert read_fields(body) == {"Event": "scancode_push", "A": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<xml>",
        b"<html></html>",
        b"<xml><a></xml>",
        BOMB.encode(),
        OUTSIDE.encode(),
        b"<!DOCTYPE xml><xml><a>1</a></xml>",
        b'<?xml version="1.0" encoding="no-such-code"?><xml><a>1</a></xml>',
        b"<xml>\xff\xfe</xml>",
        b"\x00" * 100,
        b"<xml>" + b"<a>1</a>" * 61 + b"</xml>",
    ],
)
def test_what_is_no_message(body: bytes) -> None:
    with pytest.raises(UnreadableMessageError):
        read_fields(body)


def test_deep_nesting_ends_well() -> None:
    assert read_fields(b"<xml>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</xml>") == {}


def test_longer_than_any_message() -> None:
    with pytest.raises(TooLargeError, match="64 KB"):
        read_fields(b"<xml>" + b" " * MOST_BYTES + b"</xml>")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(UnreadableMessageError):
        read_fields(b"<xml><Content>" + body + b"</Content></xml>")


@given(st.text(max_size=300))
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    body = text_reply("openid", "gh_1", 1, text)
    fields = read_fields(body.encode())
    assert fields["Content"] == NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


def test_end_of_cdata_is_split() -> None:
    assert cdata("a]]>b") == "<![CDATA[a]]]]><![CDATA[>b]]>"
    assert read_fields(f"<xml><a>{cdata(']]>]]>')}</a></xml>".encode()) == {"a": "]]>]]>"}


def test_reply_swaps_nothing_by_itself() -> None:
    assert text_reply("o1", "gh_1", 7, "好") == (
        "<xml><ToUserName><![CDATA[o1]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName>"
        "<CreateTime>7</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[好]]></Content></xml>"
    )


def test_news_is_one_article() -> None:
    body = news_reply("o1", "gh_1", 7, Article("题", "说明 ]]>", "https://qifu.example/m/1?a=1&b=2"))
    assert body.count("<item>") == 1
    assert "<ArticleCount>1</ArticleCount>" in body
    assert "<Url><![CDATA[https://qifu.example/m/1?a=1&b=2]]></Url>" in body
    assert read_fields(body.encode())["MsgType"] == "news"


def test_envelope_and_bare_numbers() -> None:
    assert read_fields(envelope("AAA=", "sig", 12, "nonce").encode()) == {
        "Encrypt": "AAA=",
        "MsgSignature": "sig",
        "TimeStamp": "12",
        "Nonce": "nonce",
    }
    assert write_fields({"a": 1}) == "<xml><a>1</a></xml>"
