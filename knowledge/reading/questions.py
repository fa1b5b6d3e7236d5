"""What a question asks for, read from its words where its name is not told.

Agents and other programs send the sentence before the message; it need not be one of our own bot. A question for
something that no slot holds is a ``detail``, one that asks whether something may be done is a ``consent``.
"""

from __future__ import annotations

import re

_CUES = (
    ("rate", r"打分|打几分|评价|满意"),
    (
        "choose",
        r"回(复)?序号|选哪|想要哪|您要哪|请选择|(?:为您|给您|帮您)(?:找到|匹配到?|推荐)|最(?:符合|合适|匹配)的(?:是|有)",
    ),
    (
        "consent",
        r"是否(?:同意|需要|愿意|接受|可以)|(?:需|想)?要不要|需要(?:我们?|为您|帮您|给您)|(?:可以|行|好)(?:吗|嘛|么|不(?:可以|行|好)?)[？?]|愿意|方便的话",
    ),
    ("confirm", r"对吗|对不对|是否正确|核对|确认无误|信息都对|没问题"),
    ("which_wrong", r"哪一项不对|哪里不对|改哪"),
    ("appeal_object", r"(?:反映|投诉|涉及|针对)的?(?:是|对象)?.{0,4}(?:哪|谁|单位|部门)"),
    ("appeal_expect", r"希望.{0,6}(?:怎么|如何)(?:解决|处理)|您的诉求是"),
    ("appeal_time", r"什么时候(?:发生|的事)|事情.{0,6}什么时候"),
    ("appeal_detail", r"怎么回事|经过|(?:具体|详细)(?:说|讲|描述).{0,4}(?:情况|事情)"),
    ("contact", r"怎么称呼|贵姓|联系人|联系方式"),
    ("phone", r"电话|手机号|号码"),
    ("region", r"哪个(市|县|区|地方|城市)|哪个市州|在哪里|所在地|地区|哪里的"),
    ("detail", r"(?:营业额|营收|销售额|产值|面积|成立|注册资本|纳税)"),
    ("amount", r"多少(钱|资金)|金额|预算|额度|多大资金"),
    ("headcount", r"多少人|几个人|人数"),
    ("deadline", r"什么时候|多久|时间要求|期限"),
    ("industry", r"行业|做什么的|哪一行"),
    ("company", r"企业名称|公司名|全称"),
    ("need", r"什么(?:可以|能)?(?:帮|事|业务|服务|需要|需求|帮助)|办理?什么|解决什么|需要(?:些|点)?什么[？?]"),
    ("detail", r"[？?]|请问|能否|能不能"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _CUES)
_ASKING = re.compile(r"[？?]|请|哪|多少|怎么称呼|打分|评价|序号|选择|为您(?:找到|匹配|推荐)|最(?:符合|合适|匹配)的")


def read_question(text: str) -> str | None:
    """Return what ``text`` asks for (``region``, ``confirm`` ...), or None if it asks nothing known."""
    if not _ASKING.search(text):
        return None
    return next((name for name, cue in _COMPILED if cue.search(text)), None)
