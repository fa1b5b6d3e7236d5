"""Which figure a question asks for (比例多少, 奖多少钱, 几天内), and what says such a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"[\d.零一二两三四五六七八九十百千万半]+"
_SHARE = (
    r"[%％‰]|[百千万]分之|个(?:百分)?点|[零一二两三四五六七八九]成|[零一二两三四五六七八九\d.]折|零税率"
    r"|[零一二两三四五六七八九\d.]+倍"
)
_CUT = r"减半|减(?:按|征)|全额"  # says how much less, which answers only who asks for that
_MONEY = rf"{_NUMBER}\s*[多余]?(?:万|亿|千|百)?(?:人民币|美)?(?:元|块)"
_SPAN = rf"{_NUMBER}\s*个?(?:半)?(?:工作日|自然日|小时|天|日|周|星期|月|年|季度)|当场|当[天日]|长期有效"
_COUNT = rf"{_NUMBER}\s*(?:多|余)?(?:名|人|家|个|分(?!之)|次|项|件|台|种|平方米|级)"
_DAY = r"\d{1,2}月|[一二三四五六七八九十]月|月底|年底|[年季月]度?(?:终了|结束)|\d{4}年|届满|期满|到期"
# An entry that says who sets the figure, or that it differs, says all that can be said of it.
_SUM_DEPENDS = (
    r"(?:金额|标准|比例|费率|数额|额度)[^，,]{0,4}(?:由|按|不同)|不同[^，,]{1,10}(?:金额|标准|比例|费率|额度)不同"
)
_TIME_DEPENDS = r"(?:公示期|期限|时限)[^，,]{0,4}(?:由|按|不同)|不同[^，,]{1,10}(?:公示期|期限|时限)不同"
# What is asked for, in the order of reading: a fee may be told as a share, a share never as a sum.
_UNITS = {
    "share": (
        r"比例|占比|[税费利]率|征收率|几个点|多少个?点|税点|百分之[几多]|几折|几成",
        rf"{_SHARE}|{_SUM_DEPENDS}",
    ),
    "day": (
        r"(?:什么时候|啥时候|何时)(?:截止|到期|开始|申报|报|交|缴)|哪一?天|几号|几月|截止(?:日期|时间)|到什么时候",
        rf"{_DAY}|{_TIME_DEPENDS}",
    ),
    "span": (
        r"多久|多长时间|[几多]少?(?:个)?(?:工作日|天|日内|周|个?月|年)(?!龄)|时限",
        rf"{_SPAN}|{_TIME_DEPENDS}",
    ),
    "count": (r"多少人|几个人|几名|多少分|几个(?![月点人税])|多少(?:家|项|次|台|个(?!税))", _COUNT),
    "money": (
        r"多少钱|多少[万元块]|几[万千百块]|(?:奖|补|助|贴|罚|费|金|贷|额度|价)[励款用额]?(?:是|要|给|收|交|大概)?多少"
        r"|(?:[能可]以?)?(?:领|拿|贷|减|奖|补|罚)多少|多少(?:奖|补|罚|费)|什么价|收费标准",
        rf"{_MONEY}|{_SHARE}|{_SUM_DEPENDS}|免费|不收费|不要钱",
    ),
}
_OF_MONEY = ("share", "money")
# What the sum is for, where the question names it: an entry that speaks of none of these does not tell it.
_OF = (
    (r"奖|补[贴助]|资助|贴息|返还|补多少", r"奖|补|资助|贴息|返还|一次性给"),
    (r"罚|滞纳金", r"罚|滞纳金"),
    (r"费率", r"费率"),
    (r"官费|规费|年费|收费|费用?(?:是|要)?多少|工本|什么价", r"费|收|价|元"),
)
# Taxes, insurances and licences by their names: what is true of one is not true of another, however like the question.
_THINGS = (
    r"契税",
    r"车船税",
    r"土地使用税",
    r"消费税",
    r"关税",
    r"土地增值税",
    r"购置税",
    r"耕地占用税",
    r"资源税",
    r"烟叶税",
    r"环保税|环境保护税",
    r"个税|个人所得税|个人的?所得",
    r"附加税?|城建税|城市维护建设税",
    r"房产税",
    r"印花税",
    r"增值税|小规模|一般纳税人|开票|税点",
    r"出口退税",
    r"失业(?:保险|险|金)",
    r"医(?:保|疗保险)",
    r"养老(?:保险|金)?",
    r"生育(?:保险|险|津贴)",
    r"工伤",
    r"公积金",
    r"残(?:保|疾人就业保障)金",
    r"卫生许可",
    r"滞纳金",
)
_NAMED = tuple(re.compile(thing) for thing in _THINGS)
_ASKS_CUT = re.compile(r"减|免|优惠|补|贴")
_COMPILED = tuple((name, re.compile(asks), re.compile(told)) for name, (asks, told) in _UNITS.items())
_OBJECTS = tuple((re.compile(asks), re.compile(told)) for asks, told in _OF)
_ASKING = re.compile(
    r"(?:最[高低多少])?(?:是|要|给|收|交|能|按)*(?:多少|几|什么|多久|多长)[^，,。]{0,3}$|请问|现在|大概|一般"
)
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")


@dataclass(frozen=True)
class AskedFigure:
    """A figure that is asked for.

    :param told: What such a figure looks like. ``of``: what the passage that tells it speaks of, None where the
        question leaves it open. ``about``: the question without the words that only ask.
        ``things``: the taxes, insurances and licences it names.
    """

    told: re.Pattern[str]
    of: re.Pattern[str] | None
    about: str
    things: tuple[re.Pattern[str], ...] = ()

    def is_of(self, text: str) -> bool:
        """Return whether a text speaks of the thing that the question names, if it names one."""
        return not self.things or any(thing.search(text) for thing in self.things)

    def passages(self, text: str) -> list[str]:
        """Return the sentences of a text that tell such a figure."""
        return [one for one in _SENTENCE.findall(text) if self._tells(one)]

    def _tells(self, sentence: str) -> bool:
        return bool(self.told.search(sentence)) and (self.of is None or bool(self.of.search(sentence)))


def asked_figure(text: str) -> AskedFigure | None:
    """Return which figure a question asks for; None where it asks for none, or for what is no plain figure."""
    for name, asks, told in _COMPILED:
        if asks.search(text):
            if name in _OF_MONEY and _ASKS_CUT.search(text):
                told = re.compile(f"{told.pattern}|{_CUT}")
            of = next((of for wanted, of in _OBJECTS if wanted.search(text)), None) if name in _OF_MONEY else None
            things = tuple(thing for thing in _NAMED if thing.search(text))
            return AskedFigure(told, of, _ASKING.sub("", text), things)
    return None
