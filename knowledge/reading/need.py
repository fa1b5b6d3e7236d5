"""The words in which an enterprise states its need, without the facts around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading.denied import denies
from knowledge.reading.in_vain import in_vain
from knowledge.reading.joints import part
from knowledge.reading.spans import Span

CLAUSE = re.compile(r"[^，,。；;！!？?\n、]+")
WANT = re.compile(
    r"想|要|需要|求|找|请|帮|办|贷|招|申请|咨询|怎么|如何|能不能|有没有|缺|希望|打算|准备|解决|推荐|做个|上个|上一套|差|没"
)
FILLERS = re.compile(
    r"最好|希望|尽量|争取|必须|之?前|以内|左右|能够?|可以|要|就|得|把|帮忙|办(?:下来|好|成|完)?|弄好|做完|搞定|完成"
    r"|下来|用|急|[的了吧呢啊吗]"
)
# Wants that say nothing of what is wrong (有没有师傅能来看看): the trouble stands in the clause before.
OPEN_WANT = re.compile(
    r"如果|的话|方便|有没有|有人|谁|哪里|师傅|专家|老师|人|[能可]以?|来|去|上门|看+|帮忙?|找|请|想|要|问|一?下|个|怎么|咋|何解|如何|整改|[办搞弄修]|解决|处理|好|快点?|我们?|你们?|[的了吧呢啊吗咯么]"
)
ASIDE = re.compile(
    r"^(?:另外|顺便|顺带|对了|还|也|再)+(?:想)?(?:请)?(?:问|咨询|打听)(?:一?下|问|个)?"
)  # a question, no need
# A sum that is wanted says not for what (差80万): that stands in the clause beside it.
_OF_SUM = re.compile(
    r"想要?|需要?|要|得|还|差|缺|贷款?|借款?|融资?|筹|凑|周转|搞|弄|找|帮|个|一?笔|点|大概|大约|左右|我们?|公司|厂里?|店里?|再|最多|至少|申请|[的了吧呢啊吗]|元|块|人民币"
)
_OF_BEFORE = re.compile(r"忙不过来|代|做|申请|登记|报|弄|没(?:空|时间)|直接|就|那|能")
# Somebody is wanted to do what the message asks about (SC证怎么办理，有人能代办吗).
_SOMEBODY = re.compile(
    r"有(?:没有)?(?:人|机构|师傅|专家|公司)[^，,。]{0,3}(?:能|可以|会|帮|愿意)"
    r"|(?:找|请)(?:个|家|一[个家])?(?:人|机构|师傅|专家|懂的|公司)[^，,。]{0,6}(?:帮|代|做|办|弄|带|指导)"
)
HIRES = re.compile("[招缺聘找]")  # beside a count of people, this is all a need has to say: 招十个焊工
HONEST_LENGTH = 80
SHORTEST = 2
LINE = 40
PERSONAL = {"phone", "contact", "company", "blocked"}
SUMS = {"amount_cny", "amount"}
CIRCUMSTANCE = {"region", "industry", "headcount", "deadline", *PERSONAL}


def read_need(text: str, spans: Sequence[Span]) -> str:
    """Return the clauses that state the need, at most ``HONEST_LENGTH`` characters, in the enterprise's words.

    :param text: The normalised message.
    :param spans: What the readers found in it; clauses that hold nothing else are left out, and what names a person
        never stands in the result.
    :return: The stating clauses joined by ``，``; what is left of the message if no clause is told
        apart; empty if that says nothing.
    """
    wanted, rest, told, weak, says = [], [], [], [], ""
    for start, end in _clauses(text):
        inside = [s for s in spans if s.start < end and s.end > start]
        clause = _without(text, start, end, [s for s in inside if s.slot in PERSONAL])
        if not clause or ASIDE.match(clause):
            continue
        remaining = _without(text, start, end, [s for s in inside if s.slot in CIRCUMSTANCE])
        remaining = remaining.replace("主要", "")
        hires = HIRES.search(remaining) and any(s.slot == "headcount" for s in inside)
        if in_vain(clause):
            rest.append(clause)
            told.append(clause)
        elif hires or (WANT.search(remaining) and len(FILLERS.sub("", remaining)) >= 2):
            wanted.append(clause)
            told.append(clause)
            says += _OF_SUM.sub("", _bare(text, start, end, inside)) if not denies(clause) else ""
        elif len(remaining) >= 4:
            rest.append(clause)
            told.append(clause)
        elif WANT.search(remaining):
            weak.append(clause)
    is_open = bool(wanted) and (len(OPEN_WANT.sub("", "".join(wanted))) < SHORTEST or len(says) < SHORTEST)
    joined = "，".join(told if is_open else wanted or rest or weak) or _without(
        text, 0, len(text), [s for s in spans if s.slot in CIRCUMSTANCE]
    )
    if len(re.sub(r"[\W_]", "", joined)) < SHORTEST:
        return ""
    return joined if len(joined) <= HONEST_LENGTH else joined[: HONEST_LENGTH - 1] + "…"


def wants_somebody(text: str) -> bool:
    """Return whether somebody is wanted to do what else is said or asked."""
    return bool(_SOMEBODY.search(text))


def _bare(text: str, start: int, end: int, inside: Sequence[Span]) -> str:
    """Return what a clause says beside its facts and sums."""
    facts = [s for s in inside if s.slot in CIRCUMSTANCE | SUMS]
    return re.sub(r"[\W_]", "", _without(text, start, end, facts))


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


def _clauses(text: str) -> list[tuple[int, int]]:
    """Return where the clauses stand; one that is told without a mark is parted where the speaker starts anew."""
    places: list[tuple[int, int]] = []
    for match in CLAUSE.finditer(text):
        start = match.start()
        for words in part(match.group()):
            places.append((start, start + len(words)))
            start += len(words)
    return places


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


def is_open(text: str) -> bool:
    """Return whether a want names nothing that is wanted, so that it is about what was said before (能找人代做吗)."""
    return len(re.sub(r"[\W_]", "", OPEN_WANT.sub("", _OF_BEFORE.sub("", text)))) < SHORTEST
