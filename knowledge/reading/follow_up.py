"""Questions that leave their subject out, so that they are about what was answered before."""

from __future__ import annotations

import re

LONGEST = 14  # characters; a longer question names its own subject
_LEAD = r"^\W*(?:哦|嗯|好的?|那么?|这个|它|还有|另外|请问|如果|要是|像我们|我们)*[，,]?"
_HOW = (
    r"(?:(?:要|需要|得)?(?:准备|交|带|提供)?(?:什么|哪些)(?:材料|资料|手续|证件|流程)|(?:怎么|如何|咋|去?哪(?:里|儿)?|在哪|找谁)(?:去)?"
    r"(?:申请|申报|办理?|报|弄|领|交|操作)?|(?:申请|办理|申报)(?:流程|步骤|材料))"
)
_WHO = (
    r"(?:(?:有|要|需要)?(?:什么|哪些)?(?:条件|要求|门槛)"
    r"|(?:哪些|什么样的?)(?:企业|人|公司)?(?:能|可以)(?:申请|享受|报|拿))"
)
_REST = (
    r"(?:(?:要|得|需要|大概)*(?:多少钱|多久|多长时间|几天)|什么时候(?:截止|到期|开始)?|截止(?:到)?(?:什么时候|哪天)|有效期(?:呢|多久)?|到什么时候"
    r"|(?:个体户?|个体工商户|小规模|一般纳税人|外地|外省|新公司|小公司|小厂|我们这种|去年成立的)?(?:也)?(?:能不能|可不可以|可以|能|算不算|行不行|行)"
    r"(?:享受|申请|用|报|拿|办|退|领|补|减|免|查|改|交|开|转)?|为什么|是真的吗|确定吗)"
)
_TAIL = r"(?:吗|呢|啊|呀|的|么|不|了|吧)*\W*$"
_FOLLOWING = re.compile(f"{_LEAD}(?:{_HOW}|{_WHO}|{_REST}){_TAIL}")
# The same question, asked of something else: 那科技型中小企业呢, 制造业也是这个数吗.
_OF_ANOTHER = re.compile(
    r"^\W*那?(?:如果|要是|像|换成)?(?P<this>[^，,。？?]{2,12}?)(?:的话)?(?:呢\W*$|也(?:是|按|算|一样|适用|享受|有)[^，,。]{0,6}(?:吗|么|不|啊)\W*$)"
)
_YES = re.compile(r"^\W*(?:(?:那|也|都|就)*(?:可以|能|行))(?:的|了|吧|啊|呀)*[^？?\w]*$")  # consents, and asks nothing
_ASKS_HOW = re.compile(_HOW)
_ASKS_WHO = re.compile(_WHO)


def is_follow_up(text: str) -> bool:
    """Return whether a question cannot stand alone."""
    asks = _FOLLOWING.match(text) or _OF_ANOTHER.match(text)
    return len(text) <= LONGEST and bool(asks) and not _YES.match(text)


def of_another(text: str) -> str | None:
    """Return of what else the question before is asked (300万以上呢), None if it is not."""
    found = _OF_ANOTHER.match(text) if len(text) <= LONGEST and not _FOLLOWING.match(text) else None
    return found["this"] if found else None


def asks_how(text: str) -> bool:
    """Return whether papers, place or steps are asked for."""
    return bool(_ASKS_HOW.search(text))


def asks_who(text: str) -> bool:
    """Return whether conditions are asked for."""
    return bool(_ASKS_WHO.search(text))
