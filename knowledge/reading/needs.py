"""Several needs in one message, told apart where the message itself sets them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge import lexicon
from knowledge.reading.facts import read_facts
from knowledge.reading.heads import read_heads
from knowledge.reading.listing import Mark, find_list
from knowledge.reading.need import FILLERS, WANT, read_need
from knowledge.reading.normalise import normalise
from knowledge.reading.service_names import names_service

MOST = 4  # more than these in one message is a list of something else
LEAST_NEEDS = 2
LEAST_LISTED = 4  # characters that make an item of a list where another item says 想 or 要
LEAST = 3  # characters a need has left without its fillers
BREAK = r"(?:^|(?<=[，,。；;：:！!？?\s]))"
# What joins a further need to the ones before, listed or not.
JOINS = re.compile(
    BREAK
    + r"(?:(?:还有|另外?|再)?一[个件]事?(?:是|，)|其次|再(?:就是|有|一个)|还有(?:就是|个|一|(?=[想要得需]))"
    + r"|另外|此外|顺便"
    + r"|同时(?=还?(?:想|要|需))|还(?=(?:想|要|需要|得|缺)(?!问|了解|咨询)))"
)
# 还要快点, 还得有经验 say more of the need before; only what names a service is a further one.
SAYS_MORE = re.compile(r"[要得需]|想(?:便宜|快|省|好|低)")
ASKS_OF_IT = re.compile(r"什么|多少|多久|几[个天样]|哪些|啥|要不要|吗[？?]?$")
DOES = re.compile(r"^[想要得需缺]*(?:要|把|个)?[招贷办做找请租买换建搞弄上融评拍装改卖注申参开]")
AGAIN = re.compile(r"又(?=[想要得需缺])|还(?=[想要得需缺])")
NAMES = re.compile(r"[，,、；;\s]+|和|跟|与|以及|还有")
ANNOUNCED_COUNT = re.compile(r"([两二三四])\s*(?:个|件|样|项|桩)")
COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4}
OPENING = re.compile(r"^(?:是|的话|呢|就是|还|也|，|,|、|\s)+")
ANNOUNCED = re.compile(
    r"^[^，,。：:]{0,12}?[两二三四几]\s*(?:个|件|样|项|桩)(?:事情?|需求|问题)?[^，,。：:]{0,8}(?:[，,。：:\s]|$)"
)
# An item of a list that tells how things are or is polite asks for nothing (一是没抵押, 首先感谢你们).
TELLS = re.compile(
    r"^(?:没|无|不|太|很|少|因为|由于|(?:我们?|公司|厂里?|我厂|我司)+(?:是|在|有|没|不)|感谢|谢谢|辛苦|您?你?好)|(?:少|低|高|差|多|难|慢|贵|大)了?$"
)
WISHES = re.compile(r"想|要|需|找|请|帮|办|贷|招|申请|咨询|缺|希望|打算|准备|推荐|做|上|租|拍|写|改|换|买|搞|弄|开")
# What goes wrong, how often or how badly, is a need though nothing is said to be wanted (设备老停机，另外…).
TROUBLE = re.compile(
    r"老是|老(?![板师家乡客字了化旧实百])|总(?:是|在|要)|天天|经常|一直|动不动|太(?!阳|平)|越来越|[坏乱错漏堵断裂卡]|停(?!车)|流失|跑了|[欠拖]着|压着|积压|超标"
    r"|不(?:了|动|准|稳|上|出|够|好|起|过|来|住|去|定)|没(?:法|人|单|货|办法)"
)
QUESTION = re.compile(r"^(?:想|要|还想)?(?:问|请问|了解|咨询)一?下?")
OF_ONE_NEED = (
    "amount_cny",
    "amount_approx",
    "amount",
    "currency",
    "headcount",
    "headcount_approx",
    "deadline",
    "urgent",
)


@dataclass(frozen=True)
class Need:
    """One need of several.

    :param text: The need in the enterprise's words.
    :param slots: The facts said with this need alone (its amount, head count, deadline, place).
    :param listed: The message numbers it, so that it stands alone even where its category is not clear.
    """

    text: str
    slots: dict[str, Any] = field(default_factory=dict)
    listed: bool = False


def read_needs(text: str, today: date) -> list[Need]:
    """Return the needs of a message that states two to four of them; empty if it states one.

    :param text: The message as it came. Only its own marks (一是…二是, 1. 2., 另外, 还想, 顺便 …) tell needs apart.
    :param today: The day it was written.
    """
    plain = normalise(text)
    marks = find_list(plain)
    needs = _listed(plain, marks, today) if marks else []
    if len(needs) < LEAST_NEEDS:
        needs = _several(_joined(plain), today)
    if len(needs) < LEAST_NEEDS:
        needs = _several(_again(plain) or _announced(plain), today, 1, named=True)
    distinct = len({need.text for need in needs}) == len(needs)
    return needs if LEAST_NEEDS <= len(needs) <= MOST and distinct else []


def tells_trouble(text: str) -> bool:
    """Return whether the words say what goes wrong."""
    return bool(TROUBLE.search(text))


def _listed(text: str, marks: list[Mark], today: date) -> list[Need]:
    """Return the needs of a list; what stands before its first mark only announces it."""
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    items = [OPENING.sub("", text[mark.end : end]) for mark, end in zip(marks, ends, strict=True)]
    wished = any(WISHES.search(item) for item in items) or sum(map(_names_service, items)) >= LEAST_NEEDS
    if not wished and not any(map(_names_service, items)):
        return []
    least = LEAST_LISTED if wished else len(text)
    return _several([*items[:-1], *_joined(items[-1], whole=True)], today, least)


def _several(parts: list[str], today: date, least: int = 0, *, named: bool = False) -> list[Need]:
    """Return the needs of the parts. One of a word or two (招人) stands only beside others that are as plain.

    :param named: Each part has to name a service.
    """
    needs = [need for part in parts if (need := _need(part, today, least))]
    if named:
        return needs if len(needs) == len(parts) and all(_is_plain(need.text) for need in needs) else []
    plain = [need for need in needs if _is_plain(need.text) or TROUBLE.search(need.text)]
    return plain if any(_is_short(need.text) for need in needs) else needs


def _again(text: str) -> list[str]:
    """Return what 又要 … 又要 … 还要 join; what stands before the first only tells of it."""
    starts = [found.start() for found in AGAIN.finditer(text)]
    if len(starts) < LEAST_NEEDS or text[starts[1]] != "又":
        return []
    edges = [*starts, len(text)]
    parts = [text[start + 1 : end].strip("，,。；; ") for start, end in zip(edges, edges[1:], strict=False)]
    return parts if all(DOES.match(part) for part in parts) else []


def _announced(text: str) -> list[str]:
    """Return what a number of things announces and names one by one: 两件事，贷款和招人."""
    opening = ANNOUNCED.match(text)
    if opening is None:
        return []
    parts = [part for part in NAMES.split(text[opening.end() :].strip("。！!.~ ")) if part]
    count = ANNOUNCED_COUNT.search(opening.group())
    return parts if count and len(parts) == COUNTS.get(count[1], len(parts)) else []


def _joined(text: str, *, whole: bool = False) -> list[str]:
    """Return the parts of a text that 另外, 还想, 顺便 … join.

    :param whole: Return the text itself where nothing is joined.
    """
    found = list(JOINS.finditer(text))
    if not found:
        return [text] if whole else []
    ends = [one.start() for one in found[1:]] + [len(text)]
    parts = [ANNOUNCED.sub("", text[: found[0].start()])]
    for one, end in zip(found, ends, strict=True):
        part = OPENING.sub("", text[one.end() : end])
        if not (one.group().endswith(("还", "同时")) and SAYS_MORE.match(part)) or _is_further(part):
            parts.append(part)
    return [part for part in parts if part.strip()]


def _need(part: str, today: date, least: int = 0) -> Need | None:
    """Return the need of one part, or None if it states none.

    :param least: Of an item of a list: characters from which it needs no word of wanting, for the list has one.
    """
    facts = read_facts(part, today)
    words = read_need(part, facts.spans)
    if QUESTION.match(part) or not _states(words, least) or (_is_short(words) and not _is_plain(words)):
        return None
    slots = {name: facts.slots[name] for name in (*OF_ONE_NEED, "region") if name in facts.slots}
    return Need(words, slots, least > 0)


def _states(words: str, least: int) -> bool:
    """Tell whether the words want something, or say what goes wrong; an item of a list may be its name (法务外包)."""
    if not least:
        return WANT.search(words) is not None or TROUBLE.search(words) is not None
    said = len(words) >= least or WISHES.search(words) is not None or _names_service(words)
    return said and not TELLS.search(words)


def _is_short(words: str) -> bool:
    return len(FILLERS.sub("", WANT.sub("", words))) < LEAST - 1


def _is_further(part: str) -> bool:
    """Tell whether what 还要 adds is a need of its own and no question of the one before."""
    return _is_plain(part) and not ASKS_OF_IT.search(part)


def _is_plain(words: str) -> bool:
    """Tell whether words name what is to be arranged (招人, 注册个商标)."""
    return _names_service(words) or names_service(words)


def _names_service(words: str) -> bool:
    return any(hit.types for hit in lexicon.expand(words)) or bool(read_heads(f"要{words}"))
