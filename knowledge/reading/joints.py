"""Where a story that is told without a mark can be parted: before the words with which a speaker starts anew."""

from __future__ import annotations

import re

LONG = 60  # characters; hardly a clause that was meant as one is longer
_JOINT = re.compile(
    r"(?<![帮给替让跟和把对找请为被])(?=[我咱]们|我(?:这|是|姓|叫|现在|想|就|也|还|听))|(?=厂里|公司(?![的地名]))"
    r"|(?=现在|目前|眼下|今年|去年|前年|结果|所以|因为|但是|可是|不过|然后|另外|还有|对了|再就是|顺便|主要是|关键是|最(?:头疼|要紧|急|缺))"
    r"|(?<![就是还也不我们来又都很所])(?=想(?![不到着法])|需要|希望|打算)|(?=(?:就|就是|还|也)想)|(?<!我的)(?=(?:我的)?(?:联系)?(?:电话|手机))|(?<=[吗呢啊])"
)


def part(text: str, longest: int = LONG) -> list[str]:
    """Return a clause in parts of a few words each, which joined give it again; whole if it is no longer than usual."""
    if len(text) <= longest:
        return [text]
    cuts = [found.start() for found in _JOINT.finditer(text) if 0 < found.start() < len(text)]
    edges = [0, *cuts, len(text)]
    return [text[start:end] for start, end in zip(edges, edges[1:], strict=False) if start < end]
