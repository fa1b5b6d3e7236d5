"""What a message does while an appeal is taken down: answer, refuse, drop it, remark, or go astray."""

from __future__ import annotations

import re

DROPS = re.compile(
    r"算了|[不别](?:再)?(?:投诉|举报|反映|反应|登记|办|弄|说|搞|追究)了|^\W*(?:我?(?:要|想)?)(?:取消|撤销|撤回|放弃)"
    r"(?:吧|了|登记|投诉|诉求|这个|它)*\W*$"
)
DENIES = re.compile(r"(?:不|没|别|并非).{0,4}(?:投诉|举报)")
ASKS_BACK = re.compile(
    r"[？?]|吗\W*$|怎么样|什么(?:时候|意思|情况)|[干为凭]什么|有什么用|多久|为啥|凭什么|干嘛|几点|哪里|能不能告诉|在不在|有人在"
)
# 叫什么恒信咨询 names a firm that is remembered by half; it asks nothing.
NAMED_BY_HALF = re.compile(r"^\W*(?:(?:好像|大概|应该|可能|就|就是|名字)*(?:是|叫)(?:个|做|作)?什么)(?!\W*$)")
LED_TO = re.compile(r"^\W*(?:就是|应该是|好像是|主要是|是|就)(?=[\u4e00-\u9fff]{3})")
QUESTION = re.compile(r"[？?]\W*$|(?:吗|么|呢|没有|怎么样)\W*$|^\W*(?:请问|想问|问一?下|那?你们|平台)")
COURTESY = ("greet", "thanks", "goodbye", "chitchat", "affirm", "abuse")
DIGRESSION = ("ask_bot", "ask_policy", "check_progress", "out_of_scope", "unclear", "nlu_fallback", *COURTESY)
REMEDY = re.compile(
    r"退|赔|补偿|道歉|解决|处理|查处|处罚|整改|(?:尽|赶|抓)[快紧]|快点|马上|立刻|办下来|给我?(?:们)?(?:办|批|个)|说法|答复|回复|恢复|兑现|发放|把.{1,12}(?:发|给|还|改|办|批)|停止|取消|纠正|结清|付"
)
CORRECTED_OBJECT = re.compile(r"(?:反映对象|对象|单位|反映的|投诉的|告的)(?:应该)?(?:是|改成|改为|写成)")
CORRECTED_WISH = re.compile(r"^\W*(?:我?(?:的)?(?:希望|要求|诉求))(?:应该)?(?:是|改成|改为|写成)?[:：]?")
MERE_CORRECTION = re.compile(
    r"不对|不是|有错|错了|写错|说错|要改|改一下|改下|修改|改|一下|需要|有误|不行|没有|有|等等|等一下|我|要|想|还|再|的|了|啊|吧|不|否|地方|内容|信息"
)
LONGEST_BARE = 8
_BESIDES = re.compile(
    r"[，,。；;\s](?:另外|顺便|对了|此外|还有)[，,]?(?:我们?)?(?:也|还|再)*(?P<need>(?:想|要|需要|请|帮|给我(?:们)?(?:再)?找)[^。]{2,60})$"
)


def drops(text: str) -> bool:
    """Return whether the appeal is dropped, and not merely a thing wished to be undone (``取消保险``)."""
    return bool(DROPS.search(text)) or denies(text)


def denies(text: str) -> bool:
    """Return whether the message says that it is no complaint (我不是要投诉)."""
    return bool(DENIES.search(text))


def astray(text: str, intent: str, is_story: bool = False) -> bool:
    """Return whether the message leaves the open question; the intent alone is no proof of it.

    :param is_story: Whether the story was asked for, in which questions may stand.
    """
    if not re.search(r"[\u4e00-\u9fa5]", text):
        return True
    if REMEDY.search(text) or (is_story and intent not in DIGRESSION):
        return False
    return bool(ASKS_BACK.search(NAMED_BY_HALF.sub("", text))) or (intent in COURTESY and len(text) <= LONGEST_BARE)


def asks_or_greets(text: str, intent: str) -> bool:
    """Return whether the message is plainly a question or a courtesy; anything else is meant as an answer."""
    return bool(QUESTION.search(text)) or (intent in COURTESY and len(text) <= LONGEST_BARE)


def names_by_half(text: str) -> bool:
    """Return whether the message tells a name that is remembered by half."""
    return bool(NAMED_BY_HALF.search(text)) and not REMEDY.search(text)


def name_in(text: str) -> str:
    """Return the name of a body as it was said, without what leads up to it."""
    return LED_TO.sub("", NAMED_BY_HALF.sub("", text)).strip(" ，,。") or text


def remedies(text: str) -> bool:
    """Return whether a remedy is named."""
    return bool(REMEDY.search(text))


def corrects_object(text: str) -> bool:
    """Return whether whom it is against is said anew."""
    return bool(CORRECTED_OBJECT.search(text))


def corrected_wish(text: str) -> str | None:
    """Return the wish said anew."""
    found = CORRECTED_WISH.match(text)
    rest = text[found.end() :].strip("，,。 ") if found else ""
    return rest or None


def says_nothing_new(text: str) -> bool:
    """Return whether a message only says that something is wrong."""
    return len(re.sub(r"[\W_]", "", MERE_CORRECTION.sub("", text))) < 2


def told_apart(text: str) -> tuple[str, str | None]:
    """Return the story of a message and the need of one's own that is brought up beside it, None if none is."""
    found = _BESIDES.search(text)
    if not found or remedies(found["need"]) or re.match(r"要求|想(?:说|问|反映)|请(?:求|你们)", found["need"]):
        return text, None
    return text[: found.start()], re.sub(r"^(?:给|帮)我(?:们)?(?:再)?", "想", found["need"])
