"""What a message says beside who speaks and from where."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FRAME = re.compile(r"我们?|咱们?|这边|联系人|名字|姓名|称呼|电话|手机号?|号码|免贵|姓|名?叫|是|找|打")
_SIGNS = re.compile(r"[\W_]")


def beside(text: str, told: Iterable[str]) -> str:
    """Return a text without what was told of who and where, the words that frame it, and signs.

    :param told: Names, numbers and places as they stand in the text.
    """
    for part in sorted(filter(None, told), key=len, reverse=True):
        text = text.replace(part, " ")
    return _SIGNS.sub("", _FRAME.sub("", text))
