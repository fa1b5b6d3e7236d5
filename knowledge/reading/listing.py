"""The marks by which a message numbers what it says: 一是…二是…, 第一…第二…, 1、…2、…, 首先…其次…, A.…B.…."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = r"(?:^|(?<=[，,。；;：:！!？?、\s]))"
_NUMBERS = "一二三四五六"
# Each way of numbering: its first mark, its second and so on; a list is one whose marks come in this order.
_WAYS: tuple[tuple[str, str], ...] = (
    (
        "ordinal",
        rf"{_BREAK}(?:先说|先讲)?第(?P<ordinal>[{_NUMBERS}])(?:(?=[想要需找请帮办招贷申做])|[、.．，,:：]"
        r"|[个件条点]?(?:事情?|需求)?(?:[，,:：]|就?是|要|想))[，,:： ]*",
    ),
    ("spoken", rf"{_BREAK}(?P<spoken>[{_NUMBERS}])(?:就?是|来|则|者[，,是]?|(?=[想要需]))[，,]?"),
    ("one_of", rf"{_BREAK}其(?P<one_of>[{_NUMBERS}])(?:是|[，,、:：])[，,]?"),
    ("chinese", rf"{_BREAK}[（(]?(?P<chinese>[{_NUMBERS}])[）)、.．:：]+"),
    ("bracketed", r"[（(](?P<bracketed>[1-6一二三四五六])[）)][、.．]?"),
    ("circled", r"(?P<circled>[①-⑥⑴-⑹])[、.．]?"),
    ("arabic", r"(?<![0-9.第年月日点号])(?P<arabic>[1-6])(?:[、.．)）:：]|是)(?!\d) *"),
    ("lettered", r"(?<![A-Za-z0-9])(?P<lettered>[A-Fa-f])[、.．)）:：](?![A-Za-z0-9.])"),
    ("headed", rf"{_BREAK}(?:需求|事项|事情|问题|要求)(?P<headed>[1-6{_NUMBERS}])(?:[、.．:：]|是)"),
)
_ORDERS = {character: place for run in (_NUMBERS, "123456", "①②③④⑤⑥", "⑴⑵⑶⑷⑸⑹", "ABCDEF", "abcdef")
           for place, character in enumerate(run, 1)}  # fmt: skip
_SAID: tuple[tuple[str, str], ...] = (
    (
        rf"{_BREAK}(?:首先|先是)(?:就?是)?[，,]?",
        rf"{_BREAK}(?:其次|然后|接着|再次|再者|最后|还有(?:就是)?|再)(?:就?是)?[，,]?",
    ),
    (rf"{_BREAK}一方面(?:是)?[，,]?", rf"{_BREAK}(?:另一方面|另外)(?:是)?[，,]?"),
    (rf"{_BREAK}(?:头|第)一[个件](?:事情?)?(?:就?是|，)", rf"{_BREAK}(?:再|另|还有|后)一[个件](?:事情?)?(?:就?是|，)"),
    (rf"{_BREAK}既(?=[要想得需])", rf"{_BREAK}[又也还](?=[要想得需])"),
)
_WAY_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _WAYS)
_SAID_PATTERNS = tuple((re.compile(first), re.compile(further)) for first, further in _SAID)
LEAST = 2  # items that make a list


@dataclass(frozen=True)
class Mark:
    """Where a mark of a list begins and where its item does."""

    start: int
    end: int


def find_list(text: str) -> list[Mark]:
    """Return the marks of the longest list that the message makes, in order; empty if it makes none.

    A list has its first mark and its second, of one kind and in order: 第一次 and 1、2号机 make none.

    :param text: Normalised text.
    """
    found = [_numbered(text, name, pattern) for name, pattern in _WAY_PATTERNS]
    found += [_said(text, first, further) for first, further in _SAID_PATTERNS]
    lists = [marks for marks in found if len(marks) >= LEAST]
    return max(lists, key=lambda marks: (len(marks), -marks[0].start), default=[])


def _numbered(text: str, name: str, pattern: re.Pattern[str]) -> list[Mark]:
    """Return the marks of one way of numbering as far as they count on from one."""
    marks: list[Mark] = []
    for match in pattern.finditer(text):
        place = _ORDERS[match[name]]
        if place == len(marks) + 1:
            marks.append(Mark(match.start(), match.end()))
        elif place == 1 and len(marks) < LEAST:
            marks = [Mark(match.start(), match.end())]  # 第一次… was no list
    return marks


def _said(text: str, first: re.Pattern[str], further: re.Pattern[str]) -> list[Mark]:
    """Return the marks of a list that is told in words: 首先…其次…还有…."""
    begun = first.search(text)
    if begun is None:
        return []
    rest = [Mark(match.start(), match.end()) for match in further.finditer(text, begun.end())]
    return [Mark(begun.start(), begun.end()), *rest] if rest else []
