"""Read by when something is needed: a deadline as a date, and whether it is urgent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.reading import date_phrases, negation
from knowledge.reading.spans import Span, is_free

_HARD_AFTER = re.compile(
    r"[日号]?(?:(?:放假)?[之以]?前(?!台|后)|截[止至]|为止|到期|[之以]?内(?!容|部)|以里|就?要?截止|deadline|之间)"
)
_HARD_BEFORE = re.compile(
    r"(?:截[止至]|最晚|最迟|赶在|期限|deadline|before|by|务必|必须|死线|交期|截止日期?|截止时间|到期日?)(?:是"
    r"|到|在|为|于|得|要|不超过|[:： ])*$"
)
_SOFT_AFTER = re.compile(
    r"[^，。！？；,;\n]{0,8}?(?:要|得|必须|交[付货]?|办[好完下]|能?派人|能?来人|能?上门|用[钱款上]?|拿到|上线|投产|到[位账]"
    r"|搞[定好]|弄[好完]|下来|想|打算|准备|计划|验[收厂货]|送检|检测|评审|签约|开会|参展|开展(?![工业])|开幕|布展|投标|开标|开业|开工|开张|开庭|检查|能[办好下]|搞完|完成|来[检查]"
    r"|之前)"
)
_SOFT_BEFORE = re.compile(
    r"(?:最好|希望|争取|想|必须|务必|能|预计|打算|计划|要|赶|得|等|改[成到为]|推迟到|延到|提前到|放宽到"
    r"|换[成到]|左右|时间)[^，。！？；,;\n]{0,4}$"
)
_NOT_AFTER = re.compile(
    r"(?:[之以]?后(?!天)|以来|起(?!步|诉)|开始|至今|到现在|的时候|那天|成立|注册的|注册成立|创[办立]"
    r"|开的|办的|签的|买的|发生|入职|就[^，。]{0,4}了|期(?!限|间)|期间|路|广场|大道|大街|街|劳动|楼"
    r"|(?:你们|窗口|大厅|平台)?(?:都|也|还)?(?:有人(?:上班|值班|接|在|吗|么|不|没)|上班|上不上班|开门|开不开|营业|休息|放假(?![之以]?前)|值班)"
    r"|[^，。！？；,;\n]{0,3}(?:完了|过了|结束|过去了)|刚过|放假(?!前)|礼盒|礼品|月饼|以上|多|专场|展|没|毕业)"
)
_PAST_BEFORE = re.compile(
    r"(?:去年|前年|上个?|昨|从|自从?|自打|于|成立于|每个?|近|最近|过去|这|前|去|往年|已经|拖了|等了"
    r"|做了|干了|开了|欠了)[^，。！？；,;\n]{0,2}$"
)
# When somebody may be called, or not: 别周末打, 周一打给我.
_NOT_THEN = re.compile(r"(?:别|不要|除了|避开)(?:在|是|我)?$")
_COMES = re.compile(r"(?:上午|下午|晚上|白天|中午)?(?:打|来|联系|找)")
_CALLED_THEN = re.compile(
    r"(?:上午|下午|晚上|白天|中午)?(?:再|别|可以|才|都)?(?:打(?:给我|电话|我|过来)|联系我|给我(?:打|回)|回我?电话|接电话|有空)"
)
_PERIOD_AFTER = re.compile(r"(?:左右|以?之?)?(?:[之以]?内(?!容|部)|以里|里(?![面程])|之中)")
_PERIOD_LATER = re.compile(
    r"[之以]?后(?:就|得|要|开|交|用|到期|截止|检|验|必须|需要|上|我们?(?:就|要)|评审|投产|送)|(?:左右|上下)(?:就)?(?:要|得|必须|办)|(?:时间|的时间)?(?:就"
    r"|必须|得|要)?(?:办[好下完]|搞定|弄好|拿到|完成|到期|截止|下来)"
)
_PERIOD_BEFORE = re.compile(
    r"(?:只有|只剩|还有|还剩|就剩|给[我你]们?|限|最晚|最迟|最多等?|不超过|剩下?|能等)(?:不到|最多|大概)?$"
)
_REPAID = re.compile(r"[之以]?内?(?:分期)?(?:还|归还|偿还|期|账期|的?贷款|分|的?利[息率]|免|保修|质保)")
_LAST_RESORT = re.compile(r"(?:最晚|最迟|务必|必须|死线)[^，。！？；,;\n]{0,4}$")
_URGENT = re.compile(
    r"急(?![救诊剧速性躁])|尽快|尽早|马上|越快越好|越早越好|赶紧|赶快|火速|立刻|立马|立即|抓紧|等着用"
    r"|等米下锅|火烧眉毛|[Aa][Ss][Aa][Pp]|ASAP|快点|快一点|速[回办]|等不[及了起]|刻不容缓|十万火急"
    r"|一刻也等"
)
_CALM = re.compile(
    r"不(?:是)?(?:很|太|怎么|算|用|着|那么|特别|必)?(?:着)?急|没(?:有)?(?:那么|这么)?(?:着)?急|别急"
    r"|慢慢来|不赶(?:时间)?|不用(?:太|那么)?(?:尽快|赶|马上)|应急|危急|急功近利|当务之急是什么"
)


MOST_DATES = 30  # each is compared with those before it; 2,000 in a message took 9 s


@dataclass(frozen=True)
class _Candidate:
    day: date
    strength: int
    start: int
    end: int


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[str, re.Pattern[str], date_phrases.Reader]]:
    return date_phrases.phrases()


def _matches(text: str, taken: Sequence[Span]) -> list[tuple[str, re.Match[str], date_phrases.Reader]]:
    """Return the non-overlapping date phrases in order of appearance."""
    used = bytearray(len(text) + 1)
    for span in taken:
        used[span.start : span.end] = b"\1" * (span.end - span.start)
    found = []
    for kind, pattern, reader in _phrases():
        for match in pattern.finditer(text):
            if match.end() > match.start() and not any(used[match.start() : match.end()]):
                used[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append((kind, match, reader))
    return sorted(found, key=lambda item: item[1].start())


def _is_festival(match: re.Match[str], text: str) -> bool:
    """Tell whether 十一 and 618 stand for the festival here."""
    if match["festival"] in ("十一", "618", "六一八"):
        return re.match(r"前|之前|国庆|大促|要|就|上线", text[match.end() : match.end() + 2]) is not None
    return True


def _period_strength(text: str, match: re.Match[str]) -> int:
    """Return 2 for 三天内, 1 for 还有三天, 0 for a bare period, -1 for what is none."""
    before = text[max(0, match.start() - 8) : match.start()]
    if (
        _REPAID.match(text, match.end())
        or _PAST_BEFORE.search(before)
        or re.search(r"[前第近期用]$|[期年]限$|周期$|保证$|贷$", before)
    ):
        return -1
    if text[match.end() : match.end() + 1] == "前":
        return -1
    if _PERIOD_AFTER.match(text, match.end()):
        return 2
    return 1 if _PERIOD_LATER.match(text, match.end()) or _PERIOD_BEFORE.search(before) else 0


def _date_strength(kind: str, text: str, match: re.Match[str]) -> int:
    """Return 2 for a date said to be the limit, 1 for a date something must be done, 0 for a bare one, -1 for none."""
    before = text[max(0, match.start() - 12) : match.start()]
    after_end = match.end()
    if _NOT_AFTER.match(text, after_end) or _PAST_BEFORE.search(before):
        return -1
    if _CALLED_THEN.match(text, after_end) or (_NOT_THEN.search(before) and _COMES.match(text, after_end)):
        return -1
    if kind == "festival" and not _is_festival(match, text):
        return -1
    if _HARD_AFTER.match(text, after_end) or match.group().endswith("内"):
        return 2
    if _HARD_BEFORE.search(before):
        return 2
    soft = bool(_SOFT_AFTER.match(text, after_end) or _SOFT_BEFORE.search(before))
    if match.group()[0] == "今" and kind == "near":
        return (
            1
            if re.match(r"(?:上午|下午|晚上|中午)?(?:就要|必须|就得|务必|要用|要交)", text[after_end : after_end + 6])
            else -1
        )
    if match.group()[-1] in "底末尾":
        return 1
    if kind == "numeric" and not _SOFT_BEFORE.search(before):
        return 0
    return 1 if soft else 0


def _candidates(text: str, today: date, taken: Sequence[Span]) -> list[_Candidate]:
    """Return every date phrase that can be a deadline and is not past."""
    found: list[_Candidate] = []
    for kind, match, reader in _matches(text, taken):
        strength = _period_strength(text, match) if kind == "period" else _date_strength(kind, text, match)
        day = reader(match, today) if strength >= 0 else None
        if kind == "day" and day is not None and found:
            day = _in_month_of(found[-1].day, day) or day
        if day is not None and day >= today:
            found.append(_Candidate(day, strength, match.start(), match.end()))
    return found if len(found) <= MOST_DATES else found[: MOST_DATES // 2] + found[-MOST_DATES // 2 :]


def _in_month_of(earlier: date, day: date) -> date | None:
    """Return ``day`` moved into the month named before it (12月20号…改成25号), where it is valid and not shorter."""
    if day >= earlier or day.day > 28:
        return None
    return day.replace(year=earlier.year, month=earlier.month)


def _replaces(text: str, candidates: Sequence[_Candidate], index: int) -> bool:
    """Tell whether a bare date stands where an earlier one was refused or replaced."""
    here = candidates[index]
    return any(
        negation.is_denied(text, c.start, c.end) or negation.is_corrected(text, c.end, here.start)
        for c in candidates[:index]
    )


def _is_all(text: str, only: _Candidate) -> bool:
    """Tell whether the date is all that is said."""
    return not re.sub(r"[\W_]|[吧呢啊哈就行好]", "", text[: only.start] + text[only.end :])


def _chosen(text: str, candidates: Sequence[_Candidate], asked: bool) -> _Candidate | None:
    """Return the deadline that counts: the last resort, a replacement, a stated limit, then anything softer."""
    asked = asked or (len(candidates) == 1 and _is_all(text, candidates[0]))
    kept = [c for i, c in enumerate(candidates) if c.strength > 0 or asked or _replaces(text, candidates, i)]
    if not kept:
        return None
    final = [c for c in kept if _LAST_RESORT.search(text[max(0, c.start - 8) : c.start])]
    if final:
        return final[-1]
    if len(kept) > 1 and any(_replaces(text, kept, i) for i in range(1, len(kept))):
        return negation.valid_one(text, kept)
    strongest = max(c.strength for c in kept)
    return negation.valid_one(text, [c for c in kept if c.strength == strongest])


def _urgent(text: str) -> Span | None:
    """Return the span of the words that say it is urgent, unless the text says it is not."""
    calm = [m.span() for m in _CALM.finditer(text)]
    for match in _URGENT.finditer(text):
        if not any(start <= match.start() < end for start, end in calm):
            refused = any(
                "急" in text[s:e] and "应急" not in text[s:e] or "慢慢" in text[s:e] or "不赶" in text[s:e]
                for s, e in calm
            )
            return None if refused else Span("urgent", True, *match.span())
    return None


def read_deadlines(text: str, today: date, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return at most one ``deadline`` (ISO date, never before ``today``) and at most one ``urgent``.

    Loan terms, past dates, ages of the firm and opening hours are no deadlines.

    :param text: Normalised text.
    :param today: The day the text was written.
    :param taken: Spans read before.
    :param asked: The deadline was the question, so a bare 半个月 or 下周五 counts.
    """
    chosen = _chosen(text, _candidates(text, today, taken), asked)
    spans = [Span("deadline", chosen.day.isoformat(), chosen.start, chosen.end)] if chosen else []
    urgent = _urgent(text)
    if urgent and is_free(urgent.start, urgent.end, taken):
        spans.append(urgent)
    return spans
