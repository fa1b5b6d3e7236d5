"""What a question about the platform itself is about, so that it gets its own answer and not the whole leaflet."""

from __future__ import annotations

import re

_TOPICS = (
    (
        "privacy",
        r"保密|隐私|泄露|泄漏|骚扰|(?:信息|资料|电话|号码|数据).{0,8}(?:卖|给别人|公开|外传|安全|用来|干什么|干嘛|做什么)"
        r"|(?:为什么|为啥|凭什么|干嘛|干吗)(?:还)?(?:要|问|留|填|给)(?:我的?)?(?:电话|手机|号码|名字|姓名|联系方式)|要(?:我的?)?(?:电话|手机号?|号码)(?:干|做|有什么)"
        r"|(?:电话|手机号?|信息|资料).{0,6}(?:给谁|谁能看|看得到)|会不会(?:有人)?(?:乱)?(?:打|给我打)",
    ),
    (
        "fee",
        r"收(?:不收|多少|什么|我)?(?:费|钱)|要钱|花钱|多少钱|免费|价格|贵不贵|(?:机构|他们).{0,4}收多少|中介费|提成|回扣",
    ),
    (
        "hours",
        r"几点|上班|下班|周末|周六|周日|星期[六天日]|节假日|晚上|中午|24小时|二十四小时|休息|什么时候(?:有人|在)|(?:现在|今天|明天)有人",
    ),
    ("visit", r"上门|现场(?:看|来)|来(?:我们)?(?:厂|公司|店)"),
    (
        "place",
        r"(?:在|去)(?:哪|什么地方)|哪里(?:办公|有)|地址|办公地点|办公室|怎么(?:走|去|过去)|有没有(?:门店|柜台|窗口|办事处)|线下",
    ),
    ("pace", r"多久|几天|多长时间|什么时候(?:能|可以|会)?(?:有|给|回|联系|办|好|结果)|快不快|最快"),
    (
        "scope",
        r"(?:能|可以|会|都)(?:帮)?(?:我)?(?:办|做|干|解决|管)(?:些)?(?:什么|哪些|啥)|管(?:些)?(?:什么|啥|哪些)|有(?:什么|哪些|啥)(?:用|功能|服务|业务)|怎么用",
    ),
)
TOPICS = tuple(name for name, _ in _TOPICS)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _TOPICS)


def topic(text: str) -> str | None:
    """Return ``privacy``, ``fee``, ``hours``, ``visit``, ``place``, ``pace`` or ``scope``; None for anything else."""
    return next((name for name, pattern in _COMPILED if pattern.search(text)), None)
