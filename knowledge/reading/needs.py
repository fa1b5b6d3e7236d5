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
        needs = [need for part in _joined(plain) if (need := _need(part, today))]
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
    parts = [*items[:-1], *_joined(items[-1], whole=True)]
    return [need for part in parts if (need := _need(part, today, least))]


def _joined(text: str, *, whole: bool = False) -> list[str]:
    """Return the parts of a text that 另外, 还想, 顺便 … join.

    :param whole: Return the text itself where nothing is joined.
    """
    starts = [(found.start(), found.end()) for found in JOINS.finditer(text)]
    if not starts:
        return [text] if whole else []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    parts = [ANNOUNCED.sub("", text[: starts[0][0]])]
    parts += [OPENING.sub("", text[after:end]) for (_, after), end in zip(starts, ends, strict=True)]
    return [part for part in parts if part.strip()]


def _need(part: str, today: date, least: int = 0) -> Need | None:
    """Return the need of one part, or None if it states none.

    :param least: Of an item of a list: characters from which it needs no word of wanting, for the list has one.
    """
    facts = read_facts(part, today)
    words = read_need(part, facts.spans)
    if QUESTION.match(part) or not _states(words, least) or len(FILLERS.sub("", WANT.sub("", words))) < LEAST - 1:
        return None
    slots = {name: facts.slots[name] for name in (*OF_ONE_NEED, "region") if name in facts.slots}
    return Need(words, slots, least > 0)


def _states(words: str, least: int) -> bool:
    """Tell whether the words want something, or say what goes wrong; an item of a list may be its name (法务外包)."""
    if not least:
        return WANT.search(words) is not None or TROUBLE.search(words) is not None
    said = len(words) >= least or WISHES.search(words) is not None or _names_service(words)
    return said and not TELLS.search(words)


def _names_service(words: str) -> bool:
    return any(hit.types for hit in lexicon.expand(words)) or bool(read_heads(f"要{words}"))
