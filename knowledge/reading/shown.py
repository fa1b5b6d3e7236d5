"""What is said of offers that are or were shown, beside choosing one: asked about, put off, exchanged."""

from __future__ import annotations

import re

_ABOUT = re.compile(
    r"为什么|为啥|凭什么|联系方式|地址|靠谱|怎么样|怎样|好不好|行不行|可不可靠|可靠|正规|多少钱|收费|贵不贵|便宜吗|电话|在哪|哪里|多久|几天|什么时候|要什么|有什么|是干什么|做什么|资质|评价|口碑|成功率|保证|详细|介绍"
)
_ASKING = re.compile(
    r"[？?]|吗|么|呢|怎|什么|多少|几|哪|靠谱不|不行|行不|好不|贵不|可不|为啥|详细|介绍|(?:给|发|告诉)我"
)
_COMPARES = re.compile(
    r"区别|不同|差别|哪(?:个|家|一个|一家).{0,4}(?:好|靠谱|便宜|近|快|合适|划算|专业)|怎么选|推荐哪|选哪|该选|帮我(?:选|挑)"
)
_THINKS = re.compile(
    r"(?:再|先|要|得|回去|好好)?(?:考虑|想想|想一想|琢磨|商量|合计|比较|对比)(?:考虑|一下|下|看|看看|几天|再说|吧)*|(?:过|等)(?:两|几)?天再|不急|先放"
)
_INSTEAD = re.compile(
    r"(?:打|选|点|按)错了?[，,\s]*(?:我)?(?:只|是|就)?要|只要(?:第|\d|[一二三四五六七八九]个)"
    r"|换(?:成|为|第|个第|这|那|选|到)|改(?:选|成|要|为)|(?:不要|不选)(?:这|那|前|刚才|原来|第)|重(?:新)?选"
)
_OTHER = re.compile(
    r"换一?(?:家|个|批|位)|(?<!没)(?<!没有)(?:别|其[他它])的(?!不|没|事|就|了|话)|还有没有|有没有(?:别|其)|重(?:新)?(?:选|找|推荐|匹配)|再(?:推荐|找|看看)"
)


def asks_about(text: str) -> bool:
    """Return whether a reply asks something of what is shown, and so chooses nothing yet (第一个靠谱吗)."""
    return compares(text) or bool(_ABOUT.search(text) and _ASKING.search(text))


def compares(text: str) -> bool:
    """Return whether a reply asks how those shown differ, or which is best."""
    return bool(_COMPARES.search(text))


def thinks_over(text: str) -> bool:
    """Return whether a reply only puts the choice off (我再想想)."""
    return bool(_THINKS.search(text)) and not re.search(r"都不|不要|不合适|算了|取消|撤", text)


def instead(text: str) -> bool:
    """Return whether what is chosen now takes the place of what was chosen (换第二个)."""
    return bool(_INSTEAD.search(text))


def wants_other(text: str) -> bool:
    """Return whether somebody else than the one chosen is asked for (能不能换一家)."""
    return bool(_OTHER.search(text))
