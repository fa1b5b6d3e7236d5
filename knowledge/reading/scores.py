"""How many stars a remark gives."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_LOWEST = re.compile(r"最低|零分|一星差评|垫底")
_HIGHEST = re.compile(r"满分|最高分|打满")
_STARS = re.compile(r"(?<![\d十百])([1-5一二两三四五])\s*(?:分(?!钟|之|店|公司|别|期)|颗?星(?!期)|个星(?!期))")
_BARE = re.compile(r"^[\W_]*([1-5一二两三四五])[\W_]*$")


def read_score(text: str) -> int | None:
    """Return 1 to 5, or None if the text gives no score."""
    if _LOWEST.search(text):
        return 1
    if _HIGHEST.search(text):
        return 5
    found = _STARS.search(text) or _BARE.match(text)
    if not found:
        return None
    digit = found.group(1)
    return int(digit) if digit.isdigit() else _DIGITS[digit]
