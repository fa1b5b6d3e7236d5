"""The words in which an enterprise states its need, without the facts around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading.spans import Span

CLAUSE = re.compile(r"[^，,。；;！!？?\n、]+")
WANT = re.compile(
    r"想|要|需要|求|找|请|帮|办|贷|招|申请|咨询|怎么|如何|能不能|有没有|缺|希望|打算|准备|解决|推荐|做个|上个|上一套|差|没"
)
FILLERS = re.compile(
    r"最好|希望|尽量|争取|必须|之?前|以内|左右|能够?|可以|要|就|得|把|帮忙|办(?:下来|好|成|完)?|弄好|做完|搞定|完成"
    r"|下来|用|急|[的了吧呢啊吗]"
)
HIRES = re.compile("[招缺聘找]")  # beside a count of people, this is all a need has to say: 招十个焊工
HONEST_LENGTH = 80
SHORTEST = 2
LINE = 40
PERSONAL = {"phone", "contact", "company", "blocked"}
CIRCUMSTANCE = {"region", "industry", "headcount", "deadline", *PERSONAL}


def read_need(text: str, spans: Sequence[Span]) -> str:
    """Return the clauses that state the need, at most ``HONEST_LENGTH`` characters, in the enterprise's words.

    :param text: The normalised message.
    :param spans: What the readers found in it; clauses that hold nothing else are left out, and what names a person
        never stands in the result.
    :return: The stating clauses joined by ``，``; what is left of the message if no clause is told
        apart; empty if that says nothing.
    """
    wanted, rest = [], []
    for match in CLAUSE.finditer(text):
        inside = [s for s in spans if s.start < match.end() and s.end > match.start()]
        clause = _without(text, match.start(), match.end(), [s for s in inside if s.slot in PERSONAL])
        if not clause:
            continue
        remaining = _without(text, match.start(), match.end(), [s for s in inside if s.slot in CIRCUMSTANCE])
        hires = HIRES.search(remaining) and any(s.slot == "headcount" for s in inside)
        if hires or (WANT.search(remaining) and len(FILLERS.sub("", remaining)) >= 2):
            wanted.append(clause)
        elif len(remaining) >= 4:
            rest.append(clause)
    joined = "，".join(wanted or rest) or _without(text, 0, len(text), [s for s in spans if s.slot in CIRCUMSTANCE])
    if len(re.sub(r"[\W_]", "", joined)) < SHORTEST:
        return ""
    return joined if len(joined) <= HONEST_LENGTH else joined[: HONEST_LENGTH - 1] + "…"


def gist(need: str, limit: int = LINE) -> str:
    """Return a need in at most ``limit`` characters: whole if short, else the clauses richest in wants, in order."""
    if len(need) <= limit:
        return need
    clauses = [clause for clause in CLAUSE.findall(need) if clause.strip(" …")]
    order = sorted(range(len(clauses)), key=lambda i: (-len(set(WANT.findall(clauses[i]))), i))
    kept: list[int] = []
    for i in order:
        if len("，".join(clauses[j] for j in (*kept, i))) <= limit:
            kept.append(i)
    return "，".join(clauses[i] for i in sorted(kept)) or need[: limit - 1] + "…"


def _without(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Return ``text[start:end]`` without the characters of ``spans`` and without edge punctuation."""
    kept, position = [], start
    for span in sorted(spans, key=lambda s: s.start):
        if span.start > position:
            kept.append(text[position : span.start])
        position = max(position, span.end)
    if position < end:
        kept.append(text[position:end])
    return re.sub(r"\s+", " ", "".join(kept)).strip(" ：:~～-—、,，。")
