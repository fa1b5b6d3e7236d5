"""The clauses of a message that ask something beside what it says: where they stand and what they ask.

Whether such a question is one of policy or of the platform, or a need put as a question, is for the bot to judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.reading.follow_up import is_follow_up
from knowledge.reading.joints import part
from knowledge.reading.service_names import names_service

LEAST, LONGEST = 3, 60  # characters of a question; what is longer is a story
MOST_CLAUSES = 80  # of a message; what comes after is read as it is

# What says that another matter follows.
_JOINS = (
    r"(?:另外|此外|顺便|顺带|顺手|对了|除此之外|再(?:就是|一个|有)|还有(?:就是)?|然后(?:就是)?|最后)[，,:：\s]{0,3}"
)
_FILLS = r"(?:我们?|咱们?|老板|这边|那个|再|还|也|就|先|来|是|有|想|要|得|请|麻烦|帮忙?|跟|向|让|叫|[你您]们?)"
_THING = r"(?:[一二两三几]?[个件]小?(?:问题|事情?)|[一二两三几][个件])"
_SOMETHING = rf"(?:一?下|一?声|一?句|一嘴|问|的是|[你您]们?(?=一|个|[，,:：])|大家|{_THING}|[，,:：\s])"
_ASKS = (
    rf"(?:(?:问|打听|请教|咨询|了解|想[知晓]道){_SOMETHING}{{0,6}}|不(?:[知晓]道|清楚)"
    rf"|[一二两三几]?[个件]小?问题|{_THING}想问)"
)
_JOINED = re.compile(rf"\W{{0,4}}(?:{_JOINS}){{1,3}}")
_ASKED = re.compile(rf"\W{{0,4}}(?P<fills>{_FILLS}{{0,8}}?){_ASKS}")
_FILLED = re.compile(rf"(?:{_FILLS}|[\W_])*")
_RUNS_ON = re.compile(rf"{_FILLS}{{1,8}}")
_AGAIN = re.compile("[还也再]|一?句|一嘴|[个件](?:小?问题|事)")
_NUMBERED = re.compile(r"^\W{0,4}(?:其?[一二三四]是|第[一二三四五][个点]?[是，,、:：]?|\d[、.．)）:：])")
_BREAK = re.compile(r"[，,。；;！!？?\n]+|(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fffA-Za-z])")
# Without a mark a question begins where it is announced, and ends where the speaker comes back to himself.
_BEGINS = re.compile(
    rf"(?<=[^\W_])(?=(?:{_JOINS}){{1,3}}{_FILLS}{{0,8}}?{_ASKS}|(?:我们?)?(?:还|也|就)?想问|请问|顺便(?:我们?)?想?问|问一?下)"
)
_RETURNS = re.compile(
    rf"(?=[我咱]们?(?:公司|厂|店|这边|这里|是|在|现在|还|想|要|就|家|姓|叫|电话)|(?:电话|手机|联系)\D{{0,4}}[\d一二三四五六七八九零幺]|谢谢|麻烦|[你您]们?方便|{_JOINS})"
)
QUESTION = re.compile(
    r"[？?]|吗|[呢么]\W{0,4}$|多[少久长大高]|(?<![十百千零一二两三四五六七八九好])几[天年个点月号次家折成]|(?<!不)怎么|如何|什么|啥|哪|谁|能否|是否|([\u4e00-\u9fff])不\1|有没[有得]|有无"
    r"|还是.{1,8}$|[免收交要]不\W{0,4}$"
)
_POINTING = re.compile(r"^这[个种]?(?=.{4})(?!是|要|能|得|多|怎)")
_SUPPOSES = re.compile(r"^\W*(?:如果|要是|假如|假设|万一|像|比如|对于)")
# What a question that leaves its subject out consists of (那要什么手续, 办下来要多久).
_SUBJECTLESS = re.compile(
    r"^(?:那|这个?|它|那个|大概|一般|一共|总共|要|得|需要|[办做弄]下来|能|会|可以|有没[有得]|有|是)+"
    r"|多[少久长大](?:钱|时间)?|几(?:天|年|个月?|点|号|次)|怎么[办弄样做搞算]?|如何|什么|啥|哪[里些个]?|谁|[吗呢么啊呀吧的了呗]|工作日|时间|材料|手续|条件|流程|资质|[一每单][个家年月次]?[人户家]?|[补交收给领拿报减免贷奖罚]"
)

# How somebody is asked to do what was just spoken of (找人测算下, 能不能帮忙匹配一下): two characters say what.
_HELPS = re.compile(r"帮|替|找|请(?!问)")
_HELP = re.compile(
    r"能不能|能否|可不可以|可以|能|有没有|有|想要?|需要|要|帮忙?|替|给|找|请|一?个|人|机构|专家|师傅|老师|[你您我]们?|来|去|一?下|一把|看看|[吗呢吧啊的把\W_]"
)
_DEED = 2


@dataclass(frozen=True)
class Clause:
    """One clause of a message.

    :param start: Where it begins. ``end``: where the next one does, the mark between them included.
    :param question: What it asks, without what leads up to it; empty where it asks nothing.
    :param beside: Words say that it is another matter than the rest (顺便, 另外, 对了).
    """

    start: int
    end: int
    question: str = ""
    beside: bool = False


@dataclass(frozen=True)
class _Lead:
    """What leads up to a clause: where it ends, and whether it joins another matter and announces a question."""

    end: int = 0
    joins: bool = False
    asks: bool = False


def read_clauses(text: str) -> list[Clause]:
    """Return the clauses of a message in order; a condition, or what follows on a question, is of one with it.

    :param text: Normalised text.
    """
    clauses: list[Clause] = []
    announced, begins = _Lead(), 0
    for start, end in segments(text)[:MOST_CLAUSES]:
        words = text[start:end]
        lead = _lead(words, announced)
        rest = _NUMBERED.sub("", words[lead.end :], 1)
        announces = (lead.joins or lead.asks) and _FILLED.fullmatch(rest)
        if end < len(text) and (announces or _RUNS_ON.fullmatch(words)):
            announced = lead
            continue
        start, begins, announced = begins, end, _Lead()
        is_question = LEAST <= len(rest) <= LONGEST and (lead.asks or bool(QUESTION.search(rest)))
        _add(
            clauses,
            Clause(start, end, _POINTING.sub("", rest.strip(" ，,。；;！!？?\n")) if is_question else "", lead.joins),
            text,
        )
    return clauses


def without(text: str, clauses: Sequence[Clause]) -> str:
    """Return a text without some of its clauses."""
    kept, position = [], 0
    for clause in clauses:
        kept.append(text[position : clause.start])
        position = clause.end
    return "".join([*kept, text[position:]]).strip(" ，,、；;\n")


def stands_alone(question: str) -> bool:
    """Return whether a question names what it is about."""
    rest = re.sub(r"[\W_]", "", _SUBJECTLESS.sub("", re.sub(r"^\W+", "", question)))
    return len(rest) >= 2 and not is_follow_up(question)


def asks_to_do_it(words: str) -> bool:
    """Return whether somebody is asked to do what was spoken of before, and nothing else is named."""
    deed = _HELP.sub("", words)
    return bool(_HELPS.search(words)) and len(deed) <= _DEED and not names_service(deed)


def _lead(words: str, announced: _Lead) -> _Lead:
    joined = _JOINED.match(words)
    begins = joined.end() if joined else 0
    asked = _ASKED.match(words, begins)
    fills = asked.group() if asked else words if _RUNS_ON.fullmatch(words) else ""
    joins = bool(joined) or bool(_AGAIN.search(fills)) or announced.joins
    return _Lead(asked.end() if asked else begins, joins, bool(asked) or announced.asks)


def segments(text: str) -> list[tuple[int, int]]:
    """Return where the clauses begin and end: at marks, and where a question is announced without one."""
    cuts = {found.end() for found in _BREAK.finditer(text)} | {found.start() for found in _BEGINS.finditer(text)}
    edges = sorted({0, len(text), *cuts})
    pieces: list[tuple[int, int]] = []
    for start, end in zip(edges, edges[1:], strict=False):
        for words in part(text[start:end]):
            back, behind = start + _return(words), start + len(words)
            pieces += [(start, back), (back, behind)] if start < back < behind else [(start, behind)]
            start = behind
    return pieces


def _return(piece: str) -> int:
    """Return where the speaker comes back to himself behind a question that is announced; 0 if he does not."""
    lead = _lead(piece, _Lead())
    asked = QUESTION.search(piece, lead.end) if lead.asks or lead.joins else None
    back = _RETURNS.search(piece, asked.end()) if asked else None
    return back.start() if back else 0


def _add(clauses: list[Clause], clause: Clause, text: str) -> None:
    """Add a clause, joined to the one before where one of them does not stand without the other."""
    last = clauses[-1] if clauses else None
    said = text[last.start : last.end] if last else ""
    if last and clause.question and not last.question and _SUPPOSES.match(said):
        clauses[-1] = replace(clause, start=last.start, question=f"{said}{clause.question}".strip())
    elif last and last.question and clause.question and not clause.beside and not stands_alone(clause.question):
        clauses[-1] = replace(last, end=clause.end, question=f"{last.question}，{clause.question}")
    else:
        clauses.append(clause)
