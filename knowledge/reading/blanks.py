"""Blanks that part what is said, as people type who leave the marks out: 你好 想招20个普工 永州."""

from __future__ import annotations

import re

from knowledge.reading.person_names import JOB_TITLE

_HAN = r"\u4e00-\u9fff"
# A blank stands for a mark between words, behind a number of somebody and behind a sum written short (50w); not within
# a firm's name, and not beside a figure that belongs to what follows or goes before (20 个, 贷款 50万).
_PARTS = re.compile(
    rf"(?:(?<=[{_HAN}])|(?<=\d{{7}})|(?<=\*\d{{4}})|(?<=\d[wWkK])) (?= *(?P<next>[{_HAN}]))"
    r"(?! *(?:有限|股份|公司|分公司))"
)
_STANDS_ALONE = re.compile(r"[急嗯对好行是哦哎诶欸喂啊哈唉]")  # of one character, these are words and no part of a name
_NAMES_SOMEBODY = re.compile(rf"(?:{JOB_TITLE.pattern}|联系人|姓名|叫)\Z")  # what stands behind is the name
_LONGEST_CUE = 12
_PIECE = re.compile(rf"(?<![^ ])[{_HAN}](?![^ ])")


def marked(text: str) -> str:
    """Return the text, as long as it was, with a comma for every blank that parts what is said.

    A lone character (王 总, 想 贷 款) is taken for part of what stands beside it, a name for its post's (法人 李四).

    >>> marked('你好 想招20个普工 永州 急')
    '你好，想招20个普工，永州，急'
    """
    if " " not in text:
        return text
    lone = {found.start() for found in _PIECE.finditer(text) if not _STANDS_ALONE.match(found.group())}

    def mark(found: re.Match[str]) -> str:
        named = _NAMES_SOMEBODY.search(text, max(0, found.start() - _LONGEST_CUE), found.start())
        return " " if named or found.start() - 1 in lone or found.start("next") in lone else "，"

    return _PARTS.sub(mark, text)
