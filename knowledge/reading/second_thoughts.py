"""Whether a message takes back a cancellation: in so many words, or only where something has just been cancelled."""

from __future__ import annotations

import re

_UNDOES = re.compile(
    r"(?<![要撤])(?:不|别|莫|先别|先不|不要|不想|不用)(?:再)?(?:取消|撤(?:销|回|掉|单)?|作废)(?!什么|哪)"
    r"|(?:取消|撤销?|撤回|删|点|按)错了?|手滑|误操作|恢复|还原|找回来|后悔|反悔|改变?主意|回心转意"
)
_GOES_ON = re.compile(
    r"还是(?:要|想|得|给我|帮我|请|麻烦)*(?:继续|接着)?(?:办|做|弄|搞|留着|找|登记|来|(?:贷|招|申请|注册|请|租|买|报)(?:吧|了|一下|下)*\W*$)|(?:继续|接着)(?:帮我|给我)?(?:办|弄|做|找|登记)"
    r"|当我没(?:说|撤|取消)|重新(?:帮我|给我)?(?:办|弄|登记|来)|(?:又|还)(?:想|要)办|照(?:旧|样)办?|^\W*(?:那|还)?(?:就)?办吧"
)
_BESIDE = re.compile(r"[\W诶欸哎唉哦嗯啊那我就]*")
_ASKS = re.compile(r"[？?]|吗|怎么|多久|能不能")


def undoes(text: str) -> bool:
    """Return whether the words themselves take a cancellation back (不撤了, 撤错了, 恢复一下)."""
    return bool(_UNDOES.search(text))


def goes_on(text: str) -> bool:
    """Return whether the words, right after a cancellation, want the matter to go on (还是办吧)."""
    return undoes(text) or (bool(_GOES_ON.search(text)) and not _ASKS.search(text))


def goes_on_alone(text: str) -> bool:
    """Return whether the words want the matter to go on and say nothing else: they bring no need (诶，还是贷吧)."""
    found = None if _ASKS.search(text) else _GOES_ON.search(text)
    return found is not None and bool(_BESIDE.fullmatch(text[: found.start()] + text[found.end() :]))
