"""What a question of the bot asks for, read from its words where its name is not told."""

from __future__ import annotations

import re

_CUES = (
    ("rate", r"打分|打几分|评价|满意"),
    ("choose", r"回(复)?序号|选哪|想要哪|您要哪|请选择"),
    ("confirm", r"对吗|对不对|是否正确|核对|确认无误|信息都对|没问题"),
    ("which_wrong", r"哪一项不对|哪里不对|改哪"),
    ("contact", r"怎么称呼|贵姓|联系人|联系方式"),
    ("phone", r"电话|手机号|号码"),
    ("region", r"哪个(市|县|区|地方|城市)|哪个市州|在哪里|所在地|地区|哪里的"),
    ("amount", r"多少(钱|资金)|金额|预算|额度|多大资金"),
    ("headcount", r"多少人|几个人|人数"),
    ("deadline", r"什么时候|多久|时间要求|期限"),
    ("industry", r"行业|做什么的|哪一行"),
    ("company", r"企业名称|公司名|全称"),
    ("need", r"什么(事|需要|需求|帮助)|办什么|解决什么"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _CUES)
_ASKING = re.compile(r"[？?]|请|哪|多少|怎么称呼|打分|评价")


def read_question(text: str) -> str | None:
    """Return what ``text`` asks for (``region``, ``confirm`` ...), or None if it asks nothing known."""
    if not _ASKING.search(text):
        return None
    return next((name for name, cue in _COMPILED if cue.search(text)), None)
