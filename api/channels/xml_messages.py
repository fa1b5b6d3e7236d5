"""The XML in which WeChat and WeCom write: read without any of XML's traps, written so that nothing breaks out.

Source: docs/decisions/0020-wechat.md
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from api.channels.crypto import UnreadableMessageError
from api.errors import TooLargeError

MOST_BYTES = 64_000  # the longest text a person can send is some 2,000 characters
MOST_FIELDS = 60
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Article:
    """One article of a news message."""

    title: str
    description: str
    url: str


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of a flat message by name; what is nested in a field is left out.

    :raises TooLargeError: If the body is longer than any message.
    :raises UnreadableMessageError: If it is not XML, or carries a document type.
    """
    if len(body) > MOST_BYTES:
        raise TooLargeError(f"消息太长，最多 {MOST_BYTES // 1000} KB。")
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableMessageError("消息读不懂。") from error
    if root.tag != "xml" or len(root) > MOST_FIELDS:
        raise UnreadableMessageError("消息读不懂。")
    return {field.tag: (field.text or "").strip() for field in root if not len(field)}


def write_fields(fields: Mapping[str, str | int]) -> str:
    """Return a flat message; numbers stand bare, texts in CDATA."""
    return f"<xml>{_written(fields)}</xml>"


def text_reply(to: str, sender: str, created: int, text: str) -> str:
    """Return an answer of words.

    :param to: The openid it goes to.
    :param sender: The account's own id, to which the message came.
    :param created: Seconds since 1970.
    """
    return write_fields(
        {"ToUserName": to, "FromUserName": sender, "CreateTime": created, "MsgType": "text", "Content": text}
    )


def news_reply(to: str, sender: str, created: int, article: Article) -> str:
    """Return an answer of one article; after a message of a person no more than one is allowed."""
    head: dict[str, str | int] = {
        "ToUserName": to,
        "FromUserName": sender,
        "CreateTime": created,
        "MsgType": "news",
        "ArticleCount": 1,
    }
    item = {"Title": article.title, "Description": article.description, "PicUrl": "", "Url": article.url}
    return f"<xml>{_written(head)}<Articles><item>{_written(item)}</item></Articles></xml>"


def envelope(sealed: str, signature: str, timestamp: int, nonce: str) -> str:
    """Return the outer message around a sealed answer."""
    return write_fields({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce})


def cdata(text: str) -> str:
    """Return a text as CDATA that it cannot end, without the characters XML does not know."""
    return f"<![CDATA[{NO_XML.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _written(fields: Mapping[str, str | int]) -> str:
    return "".join(
        f"<{name}>{value if isinstance(value, int) else cdata(value)}</{name}>" for name, value in fields.items()
    )
