"""Read who is speaking: 王总, 我姓段, 联系人：…, 叫我老李."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.reading import bare_names, negation
from knowledge.reading.person_names import (
    BAD_GIVEN,
    END,
    JOB_TITLE,
    OFFICIAL,
    TITLE,
    latin_name_at,
    named_at,
    patterns,
    plausible,
)
from knowledge.reading.spans import Span, is_free

_CUE_NAME = re.compile(
    r"(?:联系人(?:姓名|名字|名称)?|联系(?=[:：])|来电人|来访人|咨询人|诉求人|反映人|姓名|名字|称呼|负责人|对接人"
    r"|经办人|法人代表|法定代表人|法人|收件人|签名|署名)(?:[写打填记说]?错了?[，, ]*应?该?)?(?:是|叫|为|写"
    r"|填|就写|改[成为]|换[成为]|[:： ]){0,3}"
)
_CUE_CALL = re.compile(
    r"(?i:\b(?:call|contact|ask for|my name is|name is|name:|i am|i'm|this is) (?=[A-Z]))"
    r"|(?:叫[她他](?=[^，,。]{2,4}(?:就[行好可]|吧))|我(?:的名字)?叫|本人(?:叫|是)?"
    r"|我是[一-龥（）]{2,20}?(?:的|公司|厂|店)|叫我|喊我|称呼我|称我"
    r"|敝人|鄙人|我是|这边是|这里是|我这边是|名字叫|名叫|您?叫我一?声)[:： ]?"
)
_SURNAME_ONLY = re.compile(r"(?:免贵姓?|我姓|本人姓|敝姓|小姓|姓(?=[^名氏]))[:： ]?")
_CUE_REACH = re.compile(
    r"(?:转接?给?(?=财务|会计|办公室|人事|行政|销售|市场部|技术|采购|老板|总经理)|请联系|联系|请找|直接找|可以找|打电话找|打给|回电给?|对接找?)(?:我们?|咱们)?(?:公司|厂里?(?!长))?的?"
)
_CUE_SEEK = re.compile(
    r"(?:^|[，,。；;！! \n])(?:有事|可以|到时候?|直接|就)?找(?:我们|咱们)?(?:公司"
    r"|厂里?)?的?(?=[^，,。]{1,6}(?:总|经理|厂长|主任|先生|女士|小姐|姐|哥|主管|老板|会计|店长|工|[老小][一-龥]))"
)
_SIGNED = re.compile(
    r"(?:^|(?<=[，,。；;！!？? \n]))(?P<x>[一-龥]{1,3}(?:先生|女士|小姐))(?=[，,。；;！! \n]*(?:$|[0-9□]))"
)
_ALONE = re.compile(r"(?P<x>(?![成和好行中可是要有能别])[一-龥]{1,2})[，,、 ]+$")  # 张，13812340085 and nothing else
_CLOSING = re.compile(r"[ （(]+(?:联系人)?")  # 13812340082（胡）
_OPENS = re.compile(r"(?P<x>[一-龥]{1,3}(?:先生|女士|小姐))[，,、 ](?!您?你?好|请问|麻烦|帮|我)")
_CUE_NOTE = re.compile(r"^ *(?:客户|企业|来电)?[:： ]?|(?:客户|来电|来访)[:： ]?")
_SPOKEN_OF = re.compile(r"[，, ]?(?:来电|致电|打来|来访|咨询|反映|询问|表示|想|要|需要|希望|说)")
_NOT_BUT = re.compile(r"不是(?P<first>[一-龥]{2,5}?)[，, ]*(?:应该|而)?(?:是|叫)")
_FOR_ANOTHER = re.compile(r"(?P<first>[一-龥]{2,5}?)(?:改[成为]|换[成为])(?:[他她]的?)?")  # 王总改成李总
_RARE = re.compile(rf"[一-龥](?<![名氏什啥谁么]){END}")  # a surname that no table holds, where 姓 says that it is one
_CALLED = re.compile(r"[叫喊][我他她][:： ]?$")
_RUN = re.compile(r"[一-龥]{3,12}(?![一-龥])")
_OPEN_CUE = re.compile(r"叫[:： ]?$|(?:联系人|姓名|名字)(?:是|叫|为|[:： ])+$")


def _free_name_at(text: str, at: int) -> tuple[int, int] | None:
    """Return a short name after 联系人 or 我叫 even when its surname is not in the table (nicknames, minorities)."""
    match = re.compile(
        rf"(?:[一-龥]{{2,6}}[·•][一-龥]{{2,8}}|[一-龥]{{2,4}}?{END}|[A-Z][a-z]{{1,15}}(?: [A-Z][a-z]{{1,15}})?)"
    ).match(text, at)
    if (
        match
        and not set(match.group()) & (BAD_GIVEN - set("公司一不有人民和"))
        and not re.search(
            "总监|经理|厂长|主任|会计|财务|负责人|主管|老板|公司|厂|店|企业|电话|手机|方式|联系", match.group()
        )
    ):
        return match.span()
    return None


def _after_cue(text: str, cue: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of the person after 联系人 or 我是, a job title between them skipped (联系人财务总监李某)."""
    if span := named_at(text, cue.end(), ("titled", "familiar", "full")) or latin_name_at(text, cue.end()):
        return span
    job = JOB_TITLE.match(text, cue.end())
    if job and (span := named_at(text, job.end(), ("titled", "familiar", "full", "nick"))):
        return span
    if kin := bare_names.KIN.match(text, cue.end()) if _CALLED.search(cue.group()) else None:
        return kin.span()
    if described := _described(text, cue.end()):
        return described
    open_name = _OPEN_CUE.search(cue.group()) and not cue.group().startswith("法人")
    return _free_name_at(text, cue.end()) if open_name else None


def _described(text: str, at: int) -> tuple[int, int] | None:
    """Return the name that ends the word at ``at`` behind what the person does (设备科长老瞿)."""
    run = _RUN.match(text, at)
    begin = bare_names.behind_position(run.group()) if run else None
    return (at + begin, run.end()) if run and begin is not None else None


def _introduced(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (rank, span) of persons who introduce themselves or are named as the contact."""
    for rank, pattern in ((1, _CUE_NAME), (0, _CUE_CALL)):
        for cue in pattern.finditer(text):
            if span := _after_cue(text, cue):
                yield rank, span
    for cue in _SURNAME_ONLY.finditer(text):
        rare = _RARE.match(text, cue.end())
        if span := named_at(text, cue.end(), ("titled", "full", "surname")) or (rare and rare.span()):
            yield 2, span


def _titled_after(text: str, cue: re.Match[str]) -> tuple[int, int] | None:
    """Return 胡师傅 of 请联系我们厂长胡师傅 and 小钟 of 找我儿子小钟."""
    if span := named_at(text, cue.end(), ("titled",)) or latin_name_at(text, cue.end()):
        return span
    job = JOB_TITLE.match(text, cue.end())
    span = named_at(text, job.end(), ("titled", "familiar", "full", "nick")) if job else None
    return span or _described(text, cue.end())


def _reachable(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (rank, span) of 请联系王女士, of 王女士来电 in call notes, and of B in 不是A，是B."""
    for cue in _CUE_REACH.finditer(text):
        if span := _titled_after(text, cue):
            yield 3, span
    for cue in _CUE_SEEK.finditer(text):
        if span := _titled_after(text, cue):
            yield 3, span
    for cue in _CUE_NOTE.finditer(text):
        span = named_at(text, cue.end(), ("titled",))
        noted = cue.group().strip() and re.match("[，, ]", text[span[1] :]) if span else None
        if span and (noted or _SPOKEN_OF.match(text, span[1])):
            yield 3, span
    for pattern in (_NOT_BUT, _FOR_ANOTHER):
        for cue in pattern.finditer(text):
            if (span := _titled_or_full(text, cue)) and _is_name(cue["first"]):
                yield 0, span


def _titled_or_full(text: str, cue: re.Match[str]) -> tuple[int, int] | None:
    """Return the person behind a cue, what he does skipped (他秘书小于)."""
    if span := named_at(text, cue.end(), ("titled", "familiar", "full")):
        return span
    job = JOB_TITLE.match(text, cue.end())
    return named_at(text, job.end(), ("titled", "familiar", "full")) if job else None


def _is_name(word: str) -> bool:
    return named_at(word, 0, ("titled", "familiar", "full")) == (0, len(word))


def _signed(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (rank, span) of 刘先生 that opens a message, closes it or stands before a number."""
    for signed in (*_SIGNED.finditer(text), *filter(None, (_OPENS.match(text),))):
        if named_at(text, signed.start("x"), ("titled",)) == signed.span("x"):
            yield 4, signed.span("x")


def _from_cues(text: str) -> list[tuple[int, Span]]:
    """Return (rank, span) for persons introduced by a cue; a lower rank is a better name."""
    places = [*_introduced(text), *_reachable(text), *_signed(text)]
    return [(rank, Span("contact", text[start:end], start, end)) for rank, (start, end) in places]


def _beside_phone(text: str, taken: Sequence[Span]) -> list[tuple[int, Span]]:
    """Return persons named right before or after a phone, or signed at the very end."""
    found: list[tuple[int, Span]] = []
    for phone in (s for s in taken if s.slot == "phone"):
        start = max(0, phone.start - 14)
        if closing := _CLOSING.match(text, phone.end):
            if span := named_at(text, closing.end(), ("surname",)):
                if re.match(r"[）)]?\W*$", text[span[1] :]):
                    found.append((3, Span("contact", text[slice(*span)], *span)))
        found += _titled_by_job(text, start, phone.start)
        alone = _ALONE.match(text, 0, phone.start)
        if alone and not text[phone.end :].strip(" 。.！!") and named_at(text, 0, ("surname",)) == alone.span("x"):
            found.append((3, Span("contact", alone["x"], *alone.span("x"))))
        for kind in ("titled", "full", "familiar"):
            for match in patterns()[kind].finditer(text, start, phone.start):
                gap = text[match.end() : phone.start]
                leading = match.start() == 0 or _may_precede(text, match.start(), kind)
                if (
                    leading
                    and re.fullmatch(
                        r"[ ,，:：、。的/]*(?:手机|座机|电话|联系|号码|方式|是|微信|同号|号|[ :：,，])*", gap
                    )
                    and _plausible_match(kind, match)
                ):
                    found.append((3, Span("contact", match.group(), *match.span())))
        after = re.compile(r"[ ,，、。(（]*(?:找|联系人|联系)?[:： ]*").match(text, phone.end)
        if after and (span := named_at(text, after.end(), ("titled", "familiar", "full"))) and _ends(text, span[1]):
            found.append((3, Span("contact", text[slice(*span)], *span)))
    return found


def _titled_by_job(text: str, start: int, end: int) -> list[tuple[int, Span]]:
    """Return 小肖 of 财务小肖0738-…: behind a job's name and right before the phone."""
    found = []
    for job in JOB_TITLE.finditer(text, start, end):
        named = named_at(text, job.end(), ("titled", "familiar", "full", "nick")) if job.group() else None
        if named and re.fullmatch(r"[ ,，:：、]*(?:手机|电话|联系电话)?[ :：]*", text[named[1] : end]):
            found.append((3, Span("contact", text[slice(*named)], *named)))
    return found


def _may_precede(text: str, start: int, kind: str) -> bool:
    """Tell whether a name may begin at ``start``: no word runs into it, or one of the firm's own (我们游总)."""
    before = text[max(0, start - 3) : start]
    return bool(
        re.search(r"(?:[找人是叫]|联系|[^一-龥])$", before)
        or (kind == "titled" and re.search(r"(?:我们|公司|厂里?|法人|老板)的?$", before))
    )


def _plausible_match(kind: str, match: re.Match[str]) -> bool:
    return not OFFICIAL.search(match.group()) and (kind != "full" or plausible(match.group()))


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or not re.match("[一-龥]", text[at])


def read_contact(
    text: str,
    taken: Sequence[Span] = (),
    asked: bool = False,
    *,
    may_come: bool = False,
    puts_right: bool = False,
) -> list[Span]:
    """Return the speaker's name as said, at most one ``contact``.

    Third persons (银行的王经理, 李科长) are not contacts: a cue, the phone beside it or the question must say so.

    :param text: Normalised text.
    :param taken: Spans read before; phones among them help.
    :param asked: The name was the question, so a bare 欧阳 counts.
    :param puts_right: A summary stands, so that 改成李敏 says who it is.
    :param may_come: Another question of who and where stands open, so that a lone 王总 is whom to call.
    """
    ranked = _from_cues(text) + _beside_phone(text, taken) + (bare_names.read_bare(text, taken) if asked else [])
    ranked += bare_names.read_alone(text, taken) if may_come else []
    ranked += bare_names.read_put_right(text, taken) if puts_right else []
    ranked = [(rank, s) for rank, s in ranked if is_free(s.start, s.end, taken)]
    if not ranked:
        return []
    spans = sorted((s for _, s in ranked), key=lambda s: s.start)
    if any(negation.is_denied(text, s.start, s.end) for s in spans):
        chosen = negation.valid_one(text, spans)
    else:
        best = min(rank for rank, _ in ranked)
        chosen = negation.valid_one(text, sorted((s for r, s in ranked if r == best), key=lambda s: s.start))
    return [_fuller(text, chosen)] if chosen else []


def _fuller(text: str, name: Span) -> Span:
    """Return the name as it is said again with a title right after: 我姓欧阳，欧阳先生."""
    again = re.compile(rf"[，,、 ]{{1,2}}(?P<x>{re.escape(str(name.value))}{TITLE})").match(text, name.end)
    return Span("contact", again["x"], *again.span("x")) if again else name
