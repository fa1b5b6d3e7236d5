"""What was tried in vain belongs to the trouble and is no want of its own: 外头请的师傅也搞不定."""

from __future__ import annotations

import re

_IN_VAIN = re.compile(
    r"(?:搞|弄|修|治|调|处理|解决|排除|查|看)(?:不(?:定|好|了|掉|出|来|明白)|来弄去|来修去)"
    r"|(?:没有?|未|无法|都没|也没)(?:能)?(?:修|弄|搞|调|处理|解决|查|看|找)(?:好|掉|定|出|到|明白)?(?:原因|毛病|问题)?(?:了)?(?:$|[，,。；;！!])"
    r"|(?:没|不管|没有|不起)(?:什么|啥)?(?:用|效果|作用)|不见好|老样子|还是(?:一样|不行|坏|漏|停|熄)"
)
_HELPERS = re.compile(
    r"师傅|厂家|售后|人家|外面|外头|外边|别人|专家|工程师|电工|维修工?|(?:来|去|看|修|换|调|试|请|找)[了过]|[来看修换调试弄][^，,。]{0,4}[几好多两三四五六]+[次回趟]"
)
_WANTS_MORE = re.compile(r"想|要(?!么)|需要|求|帮|有没有|能不能|谁能|哪里|推荐")


def in_vain(clause: str) -> bool:
    """Return whether a clause tells of help that did not help, and asks for nothing itself."""
    return bool(_IN_VAIN.search(clause) and _HELPERS.search(clause)) and not _WANTS_MORE.search(clause)
