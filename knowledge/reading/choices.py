"""Which of the shown offers a reply means."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = r"(?:\d{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_ALL = re.compile(r"[两二三四五几]?[个家项]都(?:帮|联系|对接|约|选|要)|都要|全要|全部|全选|都选|都行|都可以|每个都")
_FIRST_N = re.compile(rf"(?:前面?|头)({_NUMBER})(?:个|家|项|位|条)")
_OF_ALL = re.compile(r"[都全]|这[几些]|一个")
_LAST = re.compile(r"最后(?:那|这)?(?:一)?(?:个|家|项|位|条)")
_NTH = re.compile(rf"第({_NUMBER})")
_PICK = re.compile(rf"(?:选|要|就)(?:择|第)?\s*({_NUMBER})(?![\d万千百])(?:号|个|家|项|位)?")
_BARE = re.compile(rf"^[\W_]*{_NUMBER}(?:[\s,，、和跟与及]+{_NUMBER})*(?:号|个|家|项)?[\W_]*(?:吧|的)?$")
_PLACE_ONLY = re.compile(
    rf"^\W*(?:我?(?:选|就|要)?(?:第{_NUMBER}|最后一)[个样项种条]?|我?选择?{_NUMBER}[个号样项]?)(?:吧|的|啊|哈)?\W*$"
)
# The button of a card, and what was shown before the newest list: the number is meant as it stands on the card.
_AS_NUMBERED = re.compile(r"^选第\d{1,2}个$|原来|刚才|之前|先前|前面那|上面|[上前头]一?批|第一批|还是")
_NO = re.compile(r"(?:不要|不选|除了|不是)第?" + _NUMBER)
# What is said of the shown without asking for anything: 挺好的, 都是好的, 不是很近的.
_QUALITY = r"(?:便宜|近|好|快|大|专业|靠谱)的?"
_PRAISE = re.compile(rf"^[^不没要想找换来给有第\d]{{0,6}}(?:[挺很蛮真还是都]{_QUALITY}|不错的?)[吧啊呀嘛哈]*\W*$")
_DISLIKE = re.compile(rf"^[^要想找换来给有第\d]{{0,6}}(?:不|没)[是太很怎么算那]{{0,3}}{_QUALITY}[吧啊呀嘛哈]*\W*$")
_DEAR = re.compile(
    r"^[\W都这几个些家有点太也好价格钱收费用还是的]{0,8}[贵远](?:了|点|些|一点|得很|啊|吧|呀|啦)*\W*$"
)  # 太贵了
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_ENGLISH = re.compile(r"\b(?:" + "|".join(_ORDINALS) + r")\b", re.IGNORECASE)
_SHARED = 4  # characters a reply must share with a name to mean it


def read_choices(text: str, names: Sequence[str], newest: Sequence[int] = ()) -> list[int]:
    """Return the places (from 0) of the offers that ``text`` chooses, in order of the list; empty if it chooses none.

    :param text: The reply: ``第一个``, ``1和3``, ``前两个都要``, ``最后一个``, or words of a name.
    :param names: What was shown, in order, each name with its provider.
    :param newest: The places shown last, where that was not all: 第一个 is the first of these, 1 the one numbered so.
    """
    count = len(names)
    if _ALL.search(text) and not _FIRST_N.search(text):
        return list(range(count))
    chosen = _by_number(text, count, () if _AS_NUMBERED.search(text) else newest)
    if not chosen:
        chosen = _by_name(text, names)
    return [place for place in sorted(chosen) if 0 <= place < count]


def read_place(text: str, count: int) -> int | None:
    """Return the place (from 0) of the one option that a reply picks by its place and nothing else (第一个, 选2吧)."""
    places = [place for place in _by_number(text, count) if 0 <= place < count] if _PLACE_ONLY.match(text) else []
    return places[0] if len(places) == 1 else None


def praises(text: str) -> bool:
    """Return whether the reply only says that what is shown is good (挺好的), and names none of it."""
    return bool(_PRAISE.match(text))


def dislikes(text: str) -> bool:
    """Return whether the reply only says that what is shown is not good enough (不是很好的), and refuses none of it."""
    return bool(_DISLIKE.match(text) or _DEAR.match(text)) and not _PRAISE.match(text)


def speaks_of_all(text: str) -> bool:
    """Return whether a refusal is of everything that is shown (都不要, 这几个不行, 一个也不要)."""
    return bool(_OF_ALL.search(text))


def _by_number(text: str, count: int, newest: Sequence[int] = ()) -> set[int]:
    positive = _NO.sub("", _ENGLISH.sub(lambda found: f"第{_ORDINALS.index(found[0].lower()) + 1}个", text))
    places: set[int] = set()
    recent = list(newest) or list(range(count))
    for found in _FIRST_N.finditer(positive):
        places.update(recent[: _value(found.group(1))])
    if _LAST.search(positive) and recent:
        places.add(recent[-1])
    places.update(_nth(_value(found.group(1)) - 1, newest) for found in _NTH.finditer(positive))
    if _BARE.match(positive):
        places.update(_value(found) - 1 for found in re.findall(_NUMBER, positive))
    elif not places:
        places.update(_value(found.group(1)) - 1 for found in _PICK.finditer(positive))
    return places


def _nth(place: int, newest: Sequence[int]) -> int:
    """Return which one the n-th is: of the newest list, unless that has one of this number."""
    return newest[place] if place not in newest and place < len(newest) else place


def _by_name(text: str, names: Sequence[str]) -> set[int]:
    """Return the offer whose name shares the longest run with the reply, if it is long enough and the only one."""
    runs = [_longest_run(text, name) for name in names]
    best = max(runs, default=0)
    return {runs.index(best)} if best >= _SHARED and runs.count(best) == 1 else set()


def _longest_run(text: str, name: str) -> int:
    for length in range(min(len(text), len(name)), _SHARED - 1, -1):
        if any(name[start : start + length] in text for start in range(len(name) - length + 1)):
            return length
    return 0


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + _DIGITS.get(ones, 0) if ten else _DIGITS[number]
