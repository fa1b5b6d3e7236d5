"""Whether somebody says that he cannot or will not live on: then nothing else matters first."""

from __future__ import annotations

import re

_DISTRESS = re.compile(
    r"不想活|活不下去|不活了|活着没(?:意思|意义|劲)|没活路|寻短见|自杀|轻生|(?<!热)想死(?!你)|去死(?:算了|了)|(?:想|要|去|准备|逼得?.{0,4})(?:跳楼|跳江|跳河|上吊|喝(?:农)?药)"
    r"|一死了之|了结自己|死了算了"
)
_FIGURE = re.compile(r"跳楼价|想死我了|笑死|自杀式")


def in_distress(text: str) -> bool:
    """Return whether a life may be at stake, the speaker's or another's; figures of speech are none."""
    return bool(_DISTRESS.search(_FIGURE.sub("", text)))
