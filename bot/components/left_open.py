"""What a short reply leaves open or goes on to, that sounds like a plain yes or no."""

from __future__ import annotations

import re

from bot.components import answers

_SUBMITS = re.compile(
    r"^\W*(?:(?:就|先|都|那|你|直接|赶紧|快点?|帮我|给我|这样|好|可以|行|了|吧)[，,\s]*)*(?:提交|登记|上报|下单)(?:吧|了|就行|就好|就可以|上去|一下)*\W*$"
)
_KNOWS_NOTHING = re.compile(r"不(?:知道|晓得|清楚|懂)(?!.{0,3}(?:电话|号码|手机)).{2,}")
_WANTS_DONE = re.compile(r"(?:搞|做|办|弄|找|请|招|贷|上)(?:一?[个下])?[^，,。吧了定好]{2,8}吧?\W*$")


def submits(text: str) -> bool:
    """Return whether the reply wants it recorded as it stands (提交, 先登记吧): what was asked is left open."""
    return bool(_SUBMITS.match(text))


def knows_nothing(text: str) -> bool:
    """Return whether the reply has no idea of something, beside what was asked (不知道搞哪样)."""
    return bool(_KNOWS_NOTHING.search(text))


def wants_done(text: str) -> bool:
    """Return whether the reply ends with something to be done, and is no plain yes (那就搞推广吧)."""
    return bool(_WANTS_DONE.search(text)) and not answers.agrees(text)
