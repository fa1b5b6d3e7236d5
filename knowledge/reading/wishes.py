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
# Who does such work, and of which categories; None of any. Who names a matter beside (找个律师看合同) states a need.
PROFESSIONS: dict[str, tuple[str, ...] | None] = {
    "律师": ("legal",),
    "法务": ("legal",),
    "代理师": ("legal", "tech"),
    "会计师": ("gov_agency", "management"),
    "会计": ("gov_agency", "management"),
    "税务师": ("gov_agency",),
    "审计师": ("gov_agency",),
    "评估师": ("finance", "gov_agency"),
    "工程师": ("tech", "it", "management"),
    "设计师": ("tech", "market"),
    "讲师": ("hr", "management", "startup"),
    "培训师": ("hr", "management"),
    "咨询师": ("management", "hr"),
    "导师": ("startup", "management", "market"),
    "教授": ("tech", "management"),
    "技师": ("tech", "hr"),
    "师傅": None,
    "行家": None,
}
_WHO = re.compile(
    r"^\W*(?:那么?|请问|[你您]们?|这[里儿边]|里面|还|也|另外|顺便|我|想|要|就|帮|给|看看)*(?:有没有|有无|有|能不能|可不可以|可以|能)?(?:再)?(?:找|请|推荐|介绍|安排|派)?"
    rf"(?:一?[个位名])?(?:好|本地|当地|专业|靠谱|懂行|资深|厉害|的|点)*(?P<who>{'|'.join(PROFESSIONS)})"
    r"(?:可以|能)?(?:的|找|请|推荐|介绍|上门|看看|聊聊|问问|咨询|帮忙)?(?:吗|么|嘛|没有?|呢|啊|不|吧)?\W*$"
)
_ASKS = re.compile(r"只|有没有|有什么|有吗|吗|要|找|想|看|推荐|介绍|换|给我|能不能|最好|的$")
LONGEST = 18  # characters; more than these is a need or a question of its own
LABELS = {"expert": "专家", "policy": "政策", "institution": "机构"}


@dataclass(frozen=True)
class Wish:
    """What the list should be narrowed to.

    :param kind: ``expert``, ``policy`` or ``institution``; None for all.
    :param who: The profession that is asked for (律师), of experts; None for all of them.
    """

    free: bool = False
    near: bool = False
    kind: str | None = None
    who: str | None = None

    @property
    def label(self) -> str:
        """The wish in the words of the answer: 免费的, 本地的专家."""
        traits = "、".join(word for word, holds in (("免费", self.free), ("本地", self.near)) if holds)
        return (f"{traits}的" if traits else "") + (self.who or LABELS.get(self.kind or "", ""))

    def may_be_of(self, category: str | None) -> bool:
        """Return whether whoever is asked for may belong to a need of a category, as far as his profession says."""
        of = PROFESSIONS.get(self.who or "")
        return of is None or category is None or category in of


def read_wish(text: str) -> Wish | None:
    """Return what a short reply wants to see instead, or None."""
    if len(text) > LONGEST or not _ASKS.search(text):
        return None
    kind = next((name for name, words in _KINDS if words.search(text)), None)
    who = _WHO.match(text)
    wish = Wish(
        bool(_FREE.search(text)), bool(_NEAR.search(text)), "expert" if who else kind, who["who"] if who else None
    )
    return wish if wish != Wish() else None
