"""Whether the words ask to be called."""

from __future__ import annotations

import re

LONGEST = 30  # characters; more is an account of something
_CALL = re.compile(
    r"回(?:个|我)?(?:一?个)?电|(?:打|来|通)(?:个|一个)?电话|打(?:给|过来|我)|给我.{0,6}(?:电话|打)|(?:联系|联络)(?:下|一下)?我|回访"
    r"|致电|电话(?:联系|沟通|里?说)|^\W*电话(?:吧|就行|就好)?\W*$"
)
_YES = re.compile(r"^\W*(?:那|就|那就|还是)?(?:要的?|需要|打吧?|回吧?|麻烦了?)(?:吧|啊|呀|的)?\W*$")
_NOT = re.compile(r"(?:不|别|没|甭|勿).{0,6}(?:打|回|联系|电|访)|打.{0,4}(?:没用|不通|没人)")
_ASKS = re.compile(r"怎么|多少|几点|什么|何时|哪|谁|为啥|是不是|有没有")


def wants_call(text: str) -> bool:
    """Return whether a call is asked for, which neither refuses one nor asks for a number or an hour."""
    words = len(text) <= LONGEST and (_CALL.search(text) or _YES.match(text))
    return bool(words) and not (_NOT.search(text) or _ASKS.search(text))
