"""Whether a message says more exactly what is needed, though it states no need of its own (主要是缺钱, 五个焊工)."""

from __future__ import annotations

import re

from knowledge.reading import person_names
from knowledge.reading.numerals import read_numerals

FULL_NAME = 3
A_FEW, WAN = 10, 10_000
_WITHHOLDS = re.compile(r"^\W*(?:我|就|先|都|还是)*(?:不(?:想|愿意?|方便)?(?:留|说|给|讲|填)(?:了|吧|啊|的)?|保密)\W*$")
_AFTER_ALL = re.compile(
    r"(?:还是|^\W*(?:不对|错了|(?:说|写|搞|弄|记)错了?|数(?:量|字|目)?不对)[，,、\s]*(?:我?们?(?:其实|应该|一共|总共)?(?:是|要|招|为)?|改(?:成|为)))"
    r"\s*(?P<number>\d{1,9})\s*(?P<unit>[个名位人万])(?:人|元|块)?(?:吧|算了|好了|才对)?\W*$"
)
_SAID_WRONG = re.compile(
    r"不是\s*(?P<old>\d{1,9})\s*(?:个|名|位|人|万|万元|块|元)*[，,、\s]*(?:而|应该)?(?:是|要|改成|改为)\s*(?P<new>\d{1,9})(?!\d)|(?<!\d)(?P<old_2>\d{1,9})\s*(?:个|名|位|人|万)*[，,\s]*(?:改成|改为|换成|变成)\s*(?P<new_2>\d{1,9})(?!\d)"
)
_NO_NAME = re.compile(
    r"[的是我你他们这那有在做开办要想了吗呢县市区镇乡村街路省州厂店家公司人民员工企业单位一不么给和与或就没园随便都可行好说吧啊呀]"
)
_EXACTLY = re.compile(
    r"^\W*(?:嗯|哦|呃|那个|我们?|这边)*(?:主要|关键|其实|说白了|具体|准确(?:地)?说|就是|重点|最(?:急|要紧|缺|想)|急的|先解决|首先)(?:的)?(?:是|就是|来说|上)?"
)
_CONTRAST = re.compile(
    r"^(?:我们?)?(?:不要|不是要?|不想要?|不用|不找|不办|不做)[^，,。]{1,12}?"
    r"(?:[，,、\s]+(?:我们?)?(?:而)?(?:是(?:要|想)?|(?P<lead>要|想要?|找|办|做))|(?:而?是)?(?P<joined>要|想要))"
    r"(?P<wanted>[^，,。]{2,40})[。！!]?$"
)
# The need said before was the wrong one (不对，是想找投资).
_RATHER = re.compile(
    r"^\W*(?:不对|不是|错了|(?:说|搞|弄|打)错了?)[，,、\s]+(?:我们?)?(?:其实|应该)?是?(?P<lead>想要?|要|找|办|做)(?!改|转人工)"
    r"(?P<wanted>[^，,。\d]{2,40})[。！!]?$"
)
_CONTENT = re.compile(r"缺|差|要|想|找|办|贷|招|做|解决|申请|注册|检测|培训|没|资金|工人|技术|设备")
_NUMERAL = "[\\d零一二两三四五六七八九十百几来多]"
_COUNT = re.compile(rf"(?<!{_NUMERAL}){_NUMERAL}+(?:个|名|位|人|台|套|件)(?:左右|多)?")  # from where a number begins
_PEOPLE = re.compile(r"^[\u4e00-\u9fff]{2,8}$")
_EMPTY = re.compile(r"^(?:人|左右|多个?人?|上下|的|吧|就行|员工|工人|人吧|这样|差不多|大概|总共|一共|全厂)*$")


def refines(text: str, has_headcount: bool) -> bool:
    """Return whether a message adds to the need that is being taken.

    :param has_headcount: Whether a number of people was read in it; then what is left may be who they are.
    """
    led = _EXACTLY.match(text)
    if led and _CONTENT.search(text[led.end() :]):
        return True
    rest = re.sub(r"[\W_]", "", _COUNT.sub("", text)) if has_headcount else ""
    return bool(_PEOPLE.match(rest)) and not _EMPTY.match(rest)


def contrasted(text: str) -> str | None:
    """Return what is wanted instead of what is not (不要贷款，要股权融资) or of what was said first (不对，是想找投资).

    Only if that is all the message says.
    """
    found = _CONTRAST.match(text.strip())
    if found:
        return f"{found['lead'] or found['joined'] or '想'}{found['wanted']}"
    rather = _RATHER.match(text.strip())
    return f"{rather['lead']}{rather['wanted']}" if rather else None


def bare(text: str) -> str:
    """Return what a message adds, without what leads up to it."""
    rest = _EXACTLY.sub("", text).strip(" ，,。！!")
    return rest or text


def bare_name(text: str) -> str | None:
    """Return a full name that is all the message says (李建国, 欧阳文), where another thing was asked."""
    name = re.sub(r"[\W_]", "", text)
    single, compound = person_names.surnames()
    of_one = len(name) == FULL_NAME and name[0] in single and name[:2] not in compound
    of_two = len(name) in (FULL_NAME, FULL_NAME + 1) and name[:2] in compound
    return name if (of_one or of_two) and not _NO_NAME.search(name) else None


def surname(text: str) -> str | None:
    """Return a surname that is all the message says (徐)."""
    name = re.sub(r"[\W_]", "", text)
    single, compound = person_names.surnames()
    return name if (len(name) == 1 and name in single) or name in compound else None


def withholds(text: str) -> bool:
    """Return whether the message only says that something will not be told (不留)."""
    return bool(_WITHHOLDS.match(text))


def number_again(text: str) -> tuple[int, str] | None:
    """Return the number that is to stand after all, and what it counts (还是15个); None if none is."""
    found = _AFTER_ALL.search(_in_digits(text))
    return (int(found["number"]), found["unit"]) if found else None


def _in_digits(text: str) -> str:
    """Return the text with the plain numbers in it in digits; a few may be places in a list and stay."""
    for one in reversed(read_numerals(text)):
        if one.low is not None and one.low == one.high and one.low >= A_FEW and one.low == int(one.low):
            text = f"{text[: one.start]}{int(one.low)}{text[one.end :]}" if one.unit < WAN else text
    return text


def other_number(text: str) -> tuple[int, int] | None:
    """Return the number that is said to be wrong and the right one (不是15个是20个); None if none is."""
    found = _SAID_WRONG.search(_in_digits(text))
    if not found:
        return None
    return int(found["old"] or found["old_2"]), int(found["new"] or found["new_2"])
