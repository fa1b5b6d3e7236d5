"""Cut a long story down to the part that carries the need."""

from __future__ import annotations

import re

from knowledge.reading.joints import part

LIMIT = 300  # characters; classification is linear below this and the cue sentences of real stories fit into it
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
CUES = (
    "想", "要", "需要", "求", "找", "请", "帮", "办", "贷", "招", "申请", "咨询", "问", "怎么", "能不能", "有没有",
    "投诉", "反映", "缺", "急", "希望", "打算", "准备", "解决", "改成", "不对", "取消", "人工",
)  # fmt: skip


def condense(text: str, limit: int = LIMIT) -> str:
    """Return at most ``limit`` characters of ``text``: whole if short, else its sentences richest in cues, in order.

    :param text: A message of any length; the work is linear in it.
    :param limit: Characters kept; the first and the last sentence are preferred on equal cues.
    :return: Text that a classifier can judge as it would judge a short message.
    """
    if len(text) <= limit:
        return text
    found = [m.group(0) for m in SENTENCE.finditer(text)] or [text]
    sentences = [piece[:limit] for sentence in found for piece in part(sentence, limit)]
    last = len(sentences) - 1
    order = sorted(range(len(sentences)), key=lambda i: (-_weight(sentences[i]), i not in (0, last), i))
    kept: list[int] = []
    room = limit
    for i in order:
        if len(sentences[i]) <= room:
            kept.append(i)
            room -= len(sentences[i])
    return "".join(sentences[i] for i in sorted(kept)) or text[:limit]


def _weight(sentence: str) -> int:
    """Count distinct cues, so that rambling does not outweigh asking."""
    return sum(cue in sentence for cue in CUES)
