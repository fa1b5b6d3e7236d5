"""Whether somebody wants no more text messages."""

from __future__ import annotations

import re

from knowledge.reading.normalise import normalise

# A word that is said alone: what providers and the law have taught everybody to send back.
_ALONE = re.compile(
    r"^\W*(?:请?回复?)?(?:td|t|stop|unsubscribe|退订|取消短信)(?:短信|退订)?(?:了|吧|谢谢)?\W*$", re.IGNORECASE
)
# Something else may be called off with the same word: a booking, a room.
_NAMED = re.compile(
    r"退订(?:掉|了|吧|啊)*(?:你们的?|这些?|这种)?(?:短信|消息|信息|服务)?(?:\W|$)|退订(?:你们的?|这些?)?短信"
)
_SENT = r"(?:短信|消息|信息|验证码|广告|通知|东西|微信)"
_NO_MORE = re.compile(
    rf"(?:不要|不用|不想|不许|不准|别|甭|勿|停止|取消|拒绝?|谢绝)(?:再|老是?|总是?|一直|继续)*(?:给?我|向我|往我[^，,。]{{0,6}})?"
    rf"(?:再|老|总)?(?:发送?|推送?|群发|接?收(?:到)?)(?:这种|这些|这类|你们的?|了|任何)*(?:{_SENT})?(?:过来|来|给我)?(?:了|啦|行不行|好不好)?(?:\W|$)"
)


def wants_no_more(text: str) -> bool:
    """Return whether a text message asks for no more of them.

    >>> [wants_no_more(text) for text in ("TD", "请不要再给我发短信了", "退订金什么时候到", "不要发票")]
    [True, True, False, False]
    """
    plain = normalise(text)
    return any(pattern.search(plain) for pattern in (_ALONE, _NAMED, _NO_MORE))
