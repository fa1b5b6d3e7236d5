"""What a reply does whatever its words are about: agree, refuse, correct, ask back, start something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Questions for one value, with the slots that answer them.
FACTS: dict[str, tuple[str, ...]] = {
    "region": ("region", "region_ambiguous"),
    "contact": ("contact", "phone"),
    "phone": ("phone",),
    "amount": ("amount_cny", "amount"),
    "deadline": ("deadline", "urgent"),
    "headcount": ("headcount",),
    "industry": ("industry",),
    "company": ("company",),
}
_HUMAN = re.compile(
    r"(?<!不要)(?<!不用)(?<!不想)(?<!不必)(?<!别)(?:转人工|转接?(?:坐席|座席|客服|真人)|人工(?:客服|坐席|座席)"
    r"|(?:找|要|换|叫|来)个?(?:真人|活人))|^\W*人工(?:服务)?\W*$"
)
_CORRECTION = re.compile(
    r"改(成|为|一下|下)|写错|打错|说错|记错|搞错|填错|错了|不对|不是.{1,12}[是，,]|应该是|更正|换成"
)
_REFUSAL = re.compile(
    r"匿名|不方便|不便|不(?:想|愿意?|会|能|肯)(?:留|说|给|讲|透露|提供|告诉|评|打分|填|写)|^\W*(?:我|就|先|暂时?|还是)?不"
    r"(?:想|留|给|说|讲|填|评|愿意?|告诉|提供|清楚|知道|晓得|确定|用|必|要|需要)(?:了|吧|啊|的|你|留|说|给|电话|名字|评)*\W*$"
    r"|就?不(?:留|给|提供|透露|填|评价?|打分)(?:了|吧|电话|手机|名字|$)|保密|隐私|跳过|略过|拒绝|免了|无可奉告|没想好|没定|说不准|没有?手机|没有?电话"
    r"|^\W*(?:没有|没得|冇得|没)(?:了|啦|别的)?(?:，?就这些)?(?:了)?\W*$"
)
_AGREE = re.compile(
    r"^\W*(?:(?:嗯+|恩+|哦|好|噢)\W*)?(?:对+|对的|对头|是|是的|是滴|没错|不错|正确|都对|全对|可以|可以的|没问题|没毛病|好|好的|好嘞|嗯+|恩+|确认|确定|无误"
    r"|行|中|要得|得行|ok|okk|yes|(?:就)?(?:直接)?提交(?:吧)?|就这样|信息(?:都|全)?(?:没错|对|正确|无误))(?:了|的|吧|啊|呀|咯|哒)*"
    r"(?:\W+(?:对的?|是的?|没错|没问题|提交吧?|可以|就这样吧?|都对|确认|谢谢|就这么办|没改的))*\W*$",
    re.IGNORECASE,
)
_INQUIRY = re.compile(r"[？?]|吗|多久|为什么|为啥|干嘛|干什么|做什么用|凭什么|怎么|有没有|能不能|是不是")
_ANOTHER = re.compile(
    r"(?:还|另外|对了|顺便|再帮|除此之外)[^没不]{0,6}(?:想|需要|要|得)(?!.{0,3}[改等])"
    r"|(?:另外|还有)(?:一|个|件).{0,2}(?:事|需求)"
)
_WANT = re.compile(r"想|需要|急需|[^不]要(?!求)|^要|求|找|请|帮|办|贷|招|申请|缺|怎么|如何|有没有|能不能|差")
_JUDGEMENT = re.compile(r"满意|好评|差评|不错|很好|挺好|蛮好|还行|还可以|一般|凑合|太差|很差|糟糕|给力")
_SLOT_NAME = re.compile(
    r"电话|手机|号码|联系人|名字|姓名|称呼|地区|地方|地址|城市|金额|数额|钱|预算|时间|日期|期限|人数|行业|公司|企业|需求|类别"
)


def wants_human(text: str) -> bool:
    """Return whether a person is asked for in so many words."""
    return bool(_HUMAN.search(text))


def corrects(text: str) -> bool:
    """Return whether a value is said to be wrong or to be replaced."""
    return bool(_CORRECTION.search(text))


def refuses(text: str) -> bool:
    """Return whether an answer is refused or not known."""
    return bool(_REFUSAL.search(text))


def agrees(text: str) -> bool:
    """Return whether the reply is a plain yes and nothing else."""
    return bool(_AGREE.match(text))


def inquires(text: str) -> bool:
    """Return whether the reply asks something back."""
    return bool(_INQUIRY.search(text))


def states_another_need(text: str) -> bool:
    """Return whether the reply brings up something further that is wanted."""
    return bool(_ANOTHER.search(text)) and not corrects(text)


def wants(text: str) -> bool:
    """Return whether something is wanted, in whatever words."""
    return bool(_WANT.search(text))


def judges(text: str) -> bool:
    """Return whether the reply says how good something was."""
    return bool(_JUDGEMENT.search(text))


def names_slot(text: str) -> bool:
    """Return whether one of the summary's lines is named."""
    return bool(_SLOT_NAME.search(text))


def answered(asked: str | None, slots: Mapping[str, Any]) -> bool:
    """Return whether what was asked is among the values found."""
    return any(name in slots for name in FACTS.get(asked or "", ()))
