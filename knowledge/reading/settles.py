"""A reply that settles on one way and gives the matter over with 算了: 你帮我找个人办算了."""

from __future__ import annotations

import re

_GIVES_OVER = re.compile(
    r"(?:[帮替]我|给我|直接|干脆|索性|[找请叫]一?[个家]|交给)[^，,。不别没]{0,10}"
    r"(?:办|做|弄|搞|找|招|贷|请|报|写|跑|注册|申请|定|选|处理|打理|代办|代理)(?:了|掉|下来|一下)?算了(?:吧|啊|咯)?\W*$"
)
_GIVES_UP = re.compile(r"不(?:想|要|用|办|弄|搞|做|找|招|贷)|别|懒得|没(?:意思|必要|用)")


def gives_over(text: str) -> bool:
    """Return whether 算了 settles the matter by somebody doing it, and drops nothing.

    >>> [gives_over(text) for text in ("干脆请一家来弄算了", "不找人办了算了", "算了")]
    [True, False, False]
    """
    return bool(_GIVES_OVER.search(text)) and not _GIVES_UP.search(text)
