"""What a reply to a list asks the list to be: free, near, of one kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOT = r"(?<!不要)(?<!不用)(?<!不想要)(?<!不找)(?<!别)(?<!不是)"
_FREE = re.compile(r"(?<!不)免费|公益|不要钱|不收费|不收钱|不花钱|零收费")
_NEAR = re.compile(r"附近|近(?:一?点|些)?的|离.{0,6}近|本地|当地|本[市县区]|家门口|[市县区]里?的(?:有没有|吗)")
_KINDS = (
    ("expert", re.compile(_NOT + r"(?:专家|老师|顾问)")),
    ("policy", re.compile(_NOT + r"(?:政策|补贴|补助|奖补|奖励|扶持)")),
    ("institution", re.compile(_NOT + r"(?:机构|公司)")),
)
_ASKS = re.compile(r"只|有没有|有什么|有吗|吗|要|找|想|看|推荐|换|给我|能不能|最好|的$")
LONGEST = 18  # characters; more than these is a need or a question of its own
LABELS = {"expert": "专家", "policy": "政策", "institution": "机构"}


@dataclass(frozen=True)
class Wish:
    """What the list should be narrowed to.

    :param kind: ``expert``, ``policy`` or ``institution``; None for all.
    """

    free: bool = False
    near: bool = False
    kind: str | None = None

    @property
    def label(self) -> str:
        """The wish in the words of the answer: 免费的, 本地的专家."""
        traits = "、".join(word for word, holds in (("免费", self.free), ("本地", self.near)) if holds)
        return (f"{traits}的" if traits else "") + LABELS.get(self.kind or "", "")


def read_wish(text: str) -> Wish | None:
    """Return what a short reply wants to see instead, or None."""
    if len(text) > LONGEST or not _ASKS.search(text):
        return None
    kind = next((name for name, words in _KINDS if words.search(text)), None)
    wish = Wish(bool(_FREE.search(text)), bool(_NEAR.search(text)), kind)
    return wish if wish != Wish() else None
