"""The words in which an enterprise states its need, without the facts around them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from enum import IntEnum

from knowledge.reading.asides import QUESTION
from knowledge.reading.changes import withholds_phone, without_withholding
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
# A card's number, masked: nothing of what is needed stands beside it.
IDENTITY = re.compile(r"^(?:我的?|本人|法人)?(?:身份证|银行卡|卡)号?(?:码|是|：|:)?[\d*]{6,}$")
# How a speaker goes on, and how his number was led in (…电话是 left out): no part of what he says.
LEADING = re.compile(
    r"^(?:(?:然后|那个|就是说|嗯+|哎|诶|呃)(?:呢|啊|嘛)?)+[，,、\s]*(?=.{2}|$)|(?<=[\u4e00-\u9fff][一两三几]下)我的?$"
)
GREETING = re.compile(r"^(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?$", re.IGNORECASE)
# Courtesy, who one is, how things stand in figures: no part of what is needed.
NO_TROUBLE = re.compile(
    r"你们?好|您好|[你您]们?|方便|时候|打(?:给|电话)|[给回]我|在吗|请问|麻烦|打扰|辛苦|谢谢?|比较|特别|非常|有点|多谢|拜托|急|尽快|越快越好|老板|师傅|领导|老师|同志|朋友|亲|介绍|推荐|听说|看到|知道"
    r"|第一次|这里|平台|情况|是这样|事情|这个|说一下|我们?|咱们?|俺|本|公司|企业|单位|工厂|厂[里子]?|店[里铺]?|合作社|一?家|一个|个体户?"
    r"|做|搞|开|办|干|生产|经营|加工|从事|主营|行业|在|是|有|叫|姓|员工|工人|来?个|多?名|左右|大概|大约|约|共|年?产值|年?(?:营收|营业额|销售额)|注册资[本金]"
    r"|成立|电话|手机|联系|微信|预算|金额|时间|地址|位于|这边|那边|本地|当地|最好|希望|尽量|争取|必须|[之以]?[前内后]|能够?|可以|就|得|了|的|呢|吧|啊|吗|呀|哈|嗯|哦|也|都|才|刚|还|和"
)
_OF_BEFORE = re.compile(r"忙不过来|代|做|申请|登记|报|弄|没(?:空|时间)|直接|就|那|能")
# Somebody is wanted to do what the message asks about (SC证怎么办理，有人能代办吗).
_SOMEBODY = re.compile(
    r"有(?:没有)?(?:人|机构|师傅|专家|公司)[^，,。]{0,3}(?:能|可以|会|帮|愿意)"
    r"|(?:找|请)(?:个|家|一[个家])?(?:人|机构|师傅|专家|懂的|公司)[^，,。]{0,6}(?:帮|代|做|办|弄|带|指导)"
    r"|哪家(?:好|强|靠谱|专业|能[做办弄修])"
    r"|(?:介绍|引荐|牵线|对接)[^，,。]{0,4}(?:客户|买家|经销商|代理商|采购商|供应商|渠道)"
)
HIRES = re.compile("[招缺聘找]")  # beside a count of people, this is all a need has to say: 招十个焊工
HONEST_LENGTH = 80
SHORTEST = 2
NUMBER = re.compile(r"\d{5}|\*{3}")  # of a person, a card or a case, plain or starred
# What is lacking, in answer to another question (没有抵押); not what refuses or ends the talk (没有电话, 没有问题).
LACKS = re.compile(
    r"^\W*(?:我们?|咱们?|厂里|店里|公司|手上|手里|名下|目前|现在|暂时|也|都|还|就是|但是?|主要)*(?:没有|没(?!有)|无|缺)(?:什么|啥|任何)?"
    r"(?!电话|手机|号码|微信|名字|姓名|称呼|联系|意见|问题|空|时间|需求|要求|疑问|别|其|毛病|错|必要|兴趣|想|办法|区别|改|变|关系|事|用|了|人|问|说|看|听|收|那|这)"
    r"[\u4e00-\u9fff]{2,8}?(?:的|了|啊|呢|呀)*\W*$"
)
DETAIL = 4  # characters beside courtesy from which a clause describes something
LINE = 40
PERSONAL = {"phone", "contact", "company", "blocked"}
IMPERSONAL = ("place", "money")  # of blocked stretches
CIRCUMSTANCE = {"region", "industry", "headcount", "deadline", *PERSONAL}


class Told(IntEnum):
    """What a clause tells, by how much a need needs it."""

    WANT = 0
    TROUBLE = 1
    TRADE = 2


def read_need(text: str, spans: Sequence[Span]) -> str:
    """Return what is needed and why, at most ``HONEST_LENGTH`` characters, in the enterprise's words.

    A clause stands in it if it says more than who and where, and more than courtesy: what is wrong (货卖不动) and what
    the enterprise makes help to find the right offer as much as what is wanted. Too long, wants are kept first.

    :param text: The normalised message.
    :param spans: What the readers found in it; clauses that hold nothing else are left out, and what names a person
        never stands in the result.
    :return: The clauses joined by ``，``; what is left if none is told apart; empty if that says nothing.
    """
    told: list[tuple[str, Told]] = []
    weak: list[str] = []
    for start, end in _clauses(text):
        inside = [s for s in spans if s.start < end and s.end > start]
        clause = _without(text, start, end, [s for s in inside if _names_somebody(s)])
        clause = _bare(clause)
        if (
            not clause
            or ASIDE.match(clause)
            or IDENTITY.search(clause)
            or GREETING.match(clause)
            or _only_withholds(clause)
        ):
            continue
        remaining = _without(text, start, end, [s for s in inside if s.slot in CIRCUMSTANCE]).replace("主要", "")
        wants = WANT.search(remaining) is not None
        hires = HIRES.search(remaining) is not None and any(s.slot == "headcount" for s in inside)
        if hires or (wants and len(FILLERS.sub("", remaining)) >= SHORTEST):
            told.append((clause, Told.WANT))
        elif _says(remaining) + any(s.value == "money" for s in inside) >= SHORTEST:  # 罚了八万
            told.append((clause, Told.TROUBLE))
        elif any(s.slot == "industry" for s in inside):
            told.append((clause, Told.TRADE))
        elif wants:
            weak.append(clause)
    joined = "，".join(_fitting(told) or weak) or _without(
        text, 0, len(text), [s for s in spans if s.slot in CIRCUMSTANCE]
    )
    if len(re.sub(r"[\W_]", "", joined)) < SHORTEST:
        return ""
    return joined if len(joined) <= HONEST_LENGTH else joined[: HONEST_LENGTH - 1] + "…"


def _says(words: str) -> int:
    """Return how many characters say more than courtesy, and than who one is."""
    return len(re.sub(r"[\W_]", "", NO_TROUBLE.sub("", FILLERS.sub("", words))))


def _bare(clause: str) -> str:
    """Return a clause without the words that only join it to what goes before or comes after."""
    return LEADING.sub("", clause)


def _only_withholds(clause: str) -> bool:
    """Return whether a clause says that no number will be left, and nothing of what is needed."""
    return withholds_phone(clause) and _says(WANT.sub("", without_withholding(clause))) < SHORTEST


def _fitting(told: Sequence[tuple[str, Told]]) -> list[str]:
    """Return the clauses that fit into a need, in order: wants, then the troubles told nearest to one, then the trade.

    The trade alone is none.
    """
    wants = [i for i, (_, kind) in enumerate(told) if kind is Told.WANT] or [0]
    kept: set[int] = set()

    def nearest(i: int) -> int:
        at = bisect(wants, i)
        return min(abs(i - want) for want in wants[max(0, at - 1) : at + 1])

    for i in sorted(range(len(told)), key=lambda i: (told[i][1], nearest(i))):
        alone = not kept and told[i][1] is not Told.TRADE
        if alone or (kept and len("，".join(told[j][0] for j in (*kept, i))) <= HONEST_LENGTH):
            kept.add(i)
    return [told[i][0] for i in sorted(kept)]


def read_detail(text: str) -> str:
    """Return the clauses of a message that describe what is needed (发往广州的多，一个月五六十吨); empty if none does.

    A question describes nothing, nor does courtesy; long numbers belong to somebody.
    """
    if QUESTION.search(text) or NUMBER.search(text):
        return ""
    clauses = (text[start:end].strip() for start, end in _clauses(text))
    return "，".join(clause for clause in clauses if _says(clause) >= DETAIL or lacks(clause))


def lacks(text: str) -> bool:
    """Return whether all a reply says is what the enterprise has not got (没有抵押)."""
    return bool(LACKS.match(text))


def wants_somebody(text: str) -> bool:
    """Return whether somebody is wanted to do what else is said or asked."""
    return bool(_SOMEBODY.search(text))


def _names_somebody(span: Span) -> bool:
    """Return whether a stretch must not stand in a need; other places and sums (卖到广东, 电费十几万) may."""
    return span.slot in PERSONAL and span.value not in IMPERSONAL


def gist(need: str, limit: int = LINE) -> str:
    """Return a need in at most ``limit`` characters: whole if short, else the clauses richest in wants, in order."""
    if len(need) <= limit:
        return need
    clauses: list[str] = [clause for clause in CLAUSE.findall(need) if clause.strip(" …")]
    order = sorted(range(len(clauses)), key=lambda i: (-len(set(WANT.findall(clauses[i]))), i))
    if order and len(clauses[order[0]]) > limit:
        return clauses[order[0]][: limit - 1] + "…"
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
