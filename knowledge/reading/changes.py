"""What a later message does to the need that is being talked about: replaces it, adds another, or says it again."""

from __future__ import annotations

import re

_REPLACES = re.compile(
    r"算了|先?(?:放一?放|放放|搁一?搁|缓一?缓|不管|不急着?)|(?:改|换)(?:成|为|做|办|个)|(?:不要|不用|不想|不弄|不搞|不做|不办|不贷|不招)"
    r"[^，,。]{0,8}了|不是.{1,12}(?:，|,|而?是)|先(?:帮我?|给我?)(?:办|弄|找|搞|看|处理)|说错|搞错|弄错|更正|重新说"
)
_ADDS = re.compile(
    r"另外|此外|顺便|顺带|除此之外|还有(?:一|个|件|就是)|(?:还|也)(?:想|要|需要|得|缺)|再(?:帮|给|找|招|办|有|加)|对了|同时|第二(?:件|个)|两(?:件|个)事"
)
_NOT_ADDING = re.compile(r"还(?:是|没|不)|再(?:说|看看|想想)")
_WITHDRAWS = re.compile(r"撤(?:销|回|掉|单|了)|取消|作废|不办了|不弄了|不搞了|不做了|不需要了|不用办了|不想办了?")
_CORRECTED = re.compile(
    r"(?:需求|要办的事?|事情)[^，,。]{0,4}(?:写错|不对|错|改)[^是成为，,。]{0,3}[，,\s]*(?:改(?:成|为)|应该是|我要的?是|是|成|为)(.{2,60})"
    r"|(?:需求|要办的事?)(?:改成|改为|换成|应该是|是)(.{2,60})"
)
_WITHHOLDS = re.compile(
    r"(?:不|别|先不|就不)(?:想|方便|便|愿意?|肯)?(?:留|给|说|填|要我?的?)(?:我的?)?(?:电话|手机|号码|联系方式)|(?:电话|手机号?|号码|联系方式)(?:就|先|我|都|也|暂时|现在){0,3}不(?:方便|想|愿意?|便)?(?:留|给|说|填)"
    r"|\bno (?:phone|number)\b|without (?:a |my )?(?:phone|number)"
)
_SUPPORT = r"(?:补贴|补助|政策|奖励|奖补|减免|扶持)"
_ASKS_POLICY = re.compile(
    rf"(?:有没有|有什么|有哪些|能不能(?:享受|领|拿)|可以(?:享受|领|拿))[^，,。]{{0,6}}{_SUPPORT}"
    rf"|(?:问|咨询|打听|了解)(?:一?下)?[^，,。]{{0,12}}(?:{_SUPPORT}|贴息|规定|流程|条件)\W*$"
    rf"|{_SUPPORT}[^，,。]{{0,4}}(?:有没有|是多少|多少钱|怎么算|有哪些|什么条件|吗|么)"
)
_DENIED = re.compile(r"算了|放放|(?:不|别).{0,8}了$|不(?:要|用|想|做|办|弄|搞)")
_WANTED = re.compile(r"想|要|需要|急需|帮|找|请|办|招|贷|做|申请|换成|改成")
_THANKS = re.compile(r"谢|麻烦|辛苦|打扰|取消|撤|人工")
_LEAD = re.compile(
    r"^(?:改(?:成|为)?(?=找|请|招|办|做|申请|贷)|对了|另外|此外|顺便|顺带|还有(?:一件|一个|就是)?|同时|其他的?|先|急的是|也|再|还|一[个件](?:是|事)?(?=想|要|帮))+"
    r"[，,：:\s]*(?:(?:是|一个)(?=想|要))?"
)
_BEFORE_IT = re.compile(
    r"^(?:好吧|行吧|算了|那)?[，,\s]*我?(?:也)?(?:不(?:想|是来|是要|是)?(?:再)?(?:投诉|举报|骂|吵|追究|计较)|懒得(?:骂|吵))(?:你们?|他们?|了|的)*[，,。！!\s]+"
)
_SO = re.compile(r"^(?:那|就|行吧?|好吧?|算了吧?|嗯|哦|唉|得)+[，,\s]*(?=给我|帮|找|想|要|有没有|我)")
_ASIDE = re.compile(
    r"[，,。；;\s](?:另外|顺便|顺带|对了|还|也|再)+[，,]?(?:想)?(?:请)?(?:问|咨询|打听)(?:一?下|问|个)?[，,：:\s]?[^。！!；;？?]{4,50}"
)
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
_SHORTEST = 4
_SHORT_QUESTION = 24
_NOISE = re.compile(r"[\W_]|[了吧呢啊呀吗嘛哈哦嗯]")

_INSTEAD = re.compile(
    r"(?:不(?:办|申请|做|要|弄|搞|贷|找|招|注册)[^，,。]{0,6}|[^，,。]{1,8}不(?:办|申请|做|要|弄|搞|贷|找|招|注册)了)[，,]"
    r"(?:先|帮|改|就|直接|现在)?[^，,。]{0,3}(?:帮|办|做|要|弄|搞|把|找|申请|注册)"
    r"|(?:以?后|再|回头)再?说吧?[，,](?:我们?)?先(?:了解|看|问|打听|办|弄|找|做|招|贷|搞|申请|帮)"
)


def replaces(text: str) -> bool:
    """Return whether the words say that what was wanted before is wanted no more."""
    return bool(_REPLACES.search(text))


def adds(text: str) -> bool:
    """Return whether the words say that something further is wanted."""
    return bool(_ADDS.search(text)) and not _NOT_ADDING.search(text) and not replaces(text)


def same(one: str, other: str) -> bool:
    """Return whether two sayings are the same but for marks and particles, or the one is part of the other."""
    first, second = _NOISE.sub("", one), _NOISE.sub("", other)
    return bool(first and second) and (first in second or second in first)


def repeats(one: str, other: str) -> bool:
    """Return whether two messages are the same but for marks and particles, and more than a word."""
    first = _NOISE.sub("", one)
    return len(first) > 1 and first == _NOISE.sub("", other)


def turned_to(text: str) -> str | None:
    """Return the clauses that want something else once the first was given up (算了，先帮我找律师), if any."""
    clauses = _CLAUSE.findall(text)
    wanted = [c.strip() for c in clauses if _WANTED.search(c) and not _DENIED.search(c) and not _THANKS.search(c)]
    wanted = [c for c in wanted if len(c) >= _SHORTEST]
    return "，".join(wanted) if wanted and len(wanted) < len(clauses) else None


def bare(need: str) -> str:
    """Return a need without the words that join it to what was said before."""
    rest = _ASIDE.sub("", _SO.sub("", _BEFORE_IT.sub("", _LEAD.sub("", need))))
    return rest if len(rest) >= _SHORTEST else need


def withdraws(text: str) -> bool:
    """Return whether the words take a whole matter back, not only what was proposed for it."""
    return bool(_WITHDRAWS.search(text))


def corrected_need(text: str) -> str | None:
    """Return the need that a correction puts in place of the one recorded (需求改成融资租赁)."""
    found = _CORRECTED.search(text)
    if not found:
        return None
    need = (found.group(1) or found.group(2)).strip("，,。 ！!")
    return need if _WANTED.search(need) else f"想要{need}"


def withholds_phone(text: str) -> bool:
    """Return whether the words say beforehand that no number will be left."""
    return bool(_WITHHOLDS.search(text))


def without_withholding(text: str) -> str:
    """Return the words that are left beside those that withhold the number."""
    return _WITHHOLDS.sub("", text)


def asks_policy(text: str) -> bool:
    """Return whether a short message asks what support there is (招人有补贴吗), not for help to get it."""
    return len(text) <= _SHORT_QUESTION and bool(_ASKS_POLICY.search(text))


def does_instead(text: str) -> bool:
    """Tell whether one thing is put off for another that is wanted now (先不办商标，帮我把公司注册了)."""
    return _INSTEAD.search(text) is not None
