"""What a message says is not wanted, where something else is: 不要招聘要派遣, 要专利不要商标, 展会就算了，想搞直播."""

from __future__ import annotations

import re

from knowledge import lexicon
from knowledge.reading.service_names import names_service

_BREAK = "，,。；;！!？? \n"
_NO = (
    r"(?:不是(?:来|想|要|去|办|做|招|找|在?问)?|不要|不用|不需要|不想(?:要|再)?|不找|不做|不办|不招|不贷|不缺|不差|不考虑|不搞|不弄|不上|不买|不租|不请"
    r"|没说要|没有说要|用不着|(?:别|不要|不用)(?:再|老|总|尽|光)*(?:给我们?|跟我们?)?(?:再|老|总|尽|光)*(?:推荐?|介绍|发|找|说|提))"
)
# 不做检测不让出口 tells what must be done: what follows of itself is no other wish.
_OR_ELSE = r"(?![，, ]?(?:就|又|还|都|是)?(?:不[让能给准行可许]|要罚|罚|没法|无法|会被))"
# 不是招人，是培训: what is denied is not wanted, if something else is said after it or before it.
_FORWARD = re.compile(
    rf"(?:^|(?<=[{_BREAK}也我们]))(?:我们?|公司|厂里?|店里?|也|又|都|倒|并|先|暂时|现在|这次|可|就|请|麻烦)*{_NO}"
    rf"(?P<what>[^{_BREAK}是要而]{{1,12}}?)(?:了|的)?(?:(?=[是要而也]|$)|(?=[{_BREAK}]){_OR_ELSE})"
)
# 要专利不要商标: behind what is wanted, without a mark between the two.
_BEHIND = re.compile(
    rf"(?<=[^{_BREAK}要想是用能会该])(?:不要|不是|而?非|不做)(?P<what>[^{_BREAK}是要而的有吗没]{{2,8}}?)(?:了|的)?(?=[{_BREAK}]|$)"
)
# 要的不是场地，是孵化器.
_NOT_THE = re.compile(
    rf"(?:我们?|其实|真正)*(?:想?要|需要|找|缺)的(?:并|可|根本)?不是(?P<what>[^{_BREAK}]{{1,10}})(?=[{_BREAK}]|$)"
)
# 展会就算了，想搞直播; 检测不用，校准要; 讲座不去.
_DROPPED = re.compile(
    rf"(?:^|(?<=[{_BREAK}]))(?:我们?|那个?|这个?|先|至于)*(?P<what>[^{_BREAK}不]{{2,8}}?)(?:就|也|都|先|暂时|咱)*"
    rf"(?:算了|免了|不(?:用|要|去|需要|必|考虑|办|做|搞|弄|谈)了?)(?:吧|的)?(?=[{_BREAK}]|$)"
)
# 除了贷款还有没有别的办法: the one is known, another is asked for.
_BESIDE = re.compile(
    rf"除(?:了|开)?(?P<what>[^{_BREAK}]{{2,8}}?)(?:以外|之外|外)?[，, ]?"
    r"(?=(?:还|就|真的?|难道)*(?:有没有|有什么|有哪些|有无|没有?|能不能)?(?:别|其[他它]|另外)的?)"
)
_NAMED_ONLY = (_BEHIND, _DROPPED, _BESIDE)  # said of anything; only a service is denied by them
_PAYING = re.compile(
    r"不(?:想|要|用|必|肯|愿意?)?(?:再|多|另外|我们?)*(?:钱|花钱|收[费钱]|付[费钱]|交[费钱]|[出掏]钱)"
)  # not 不缺钱
LEAST = 2  # characters that must be left


def undenied(text: str) -> str:
    """Return the text without what is denied; unchanged if hardly anything else is said."""
    rest = _left(text)
    return rest if len(re.sub(r"[\W_]", "", rest)) >= LEAST else text


def denies(text: str) -> bool:
    """Tell whether a text says what is not wanted and hardly anything else (要的不是场地)."""
    rest = _left(text)
    return rest != text and len(re.sub(r"[\W_]", "", rest)) < LEAST


def _left(text: str) -> str:
    rest = _FORWARD.sub(_unless_meant, _NOT_THE.sub(" ", text))
    for pattern in _NAMED_ONLY:
        rest = pattern.sub(lambda found: " " if names_service(found["what"]) else found.group(), rest)
    return rest


def _unless_meant(found: re.Match[str]) -> str:
    """Keep a wish for what is free (不要钱的), and what the lexicon knows as a wording of its own.

    不要抵押 asks for a loan without security.
    """
    said = found.group()
    if _PAYING.search(said):
        return said
    is_wording = any(hit.types and "不" in hit.say for hit in lexicon.expand(said))
    return said if is_wording else " "
