"""The yes or no with which an answer begins, and the questions that ask for one."""

from __future__ import annotations

import re

_VERDICT = re.compile(
    r"^(?:一?般?都?(?:不用|不要|不能|不行|不可以|不需要|不必|不会|不是|不算|不一定|没有|要|能|行|可以|必须|需要|应当|会|是|算|有|对|不对))。(?=.)"
)
_WHETHER = re.compile(
    r"[吗嘛么]\W*$|吗[，,、？?]|([\u4e00-\u9fff])不\1|是否|能否|可否|有没有|[要用交缴扣给能行可以]不\W*$|是不是|非得|必须|还要|要员工|谁[交出掏付]"
)


def asks_whether(text: str) -> bool:
    """Return whether a question is answered by yes or no."""
    return bool(_WHETHER.search(text))


def without_verdict(answer: str) -> str:
    """Return an answer without the bare yes or no before its first full stop.

    >>> without_verdict("不用。费用全部由单位缴纳。")
    '费用全部由单位缴纳。'
    """
    return _VERDICT.sub("", answer)
