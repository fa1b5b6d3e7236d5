"""Read how many people a demand is about, else how many the firm has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading import negation
from knowledge.reading.numerals import Numeral, read_numerals
from knowledge.reading.spans import Span, is_free

_ROLES = (
    r"员工|工人|职工|师傅|伙计|兄弟|技工|普工|焊工|电工|车工|钳工|木工|瓦工|缝纫工|工程师|技术员|操作工"
    r"|女工|男工|临时工|小时工|学徒|会计|出纳|文员|司机|保安|保洁|主播|美工"
    r"|运营|客服|经理|主管|厨师|服务员|实习生|大学生|毕业生|新人|新员工|博士|硕士|研究生|本科生|程序员"
    r"|设计师|业务员|销售员?|学员|人才|专家|股东|农民|村民|贫困户|残疾人|阿姨|干部|班组长|骨干|高管"
    r"|老板娘?|妇女|姐妹|乡亲|老乡|年轻人|职员|同事|伙伴|手艺人|亲戚|熟练工|技师|质检员?|仓管|采购"
    r"|外贸员|讲师|绣娘|茶农|前端|后端|剪辑|策划|编辑|护士|医生|药师|骑手|快递员|外卖员|月嫂|裁缝|短工|暑假工|工(?![作厂程业地位具序艺商期])"
)
_COUNTED = re.compile(
    r" ?(?P<more>[多余来])?(?:个|名|位|口|号|来号|多号)?(?P<more2>多|左右|上下)?"
    rf"(?:[A-Za-z+#]{{1,8}} ?)?(?:[熟专全兼正技老新女男外]?[练职业式术]?的?)"
    rf"(?P<what>人手|子|人(?!次|民|家|均|造|工智|脸|行|气|社|流)|{_ROLES})"
)
_ENGLISH = re.compile(r"(?i) ?(?:[a-z]+ ){0,2}(?:employees|workers|people|staff|engineers|welders|operators|persons)\b")
_BARE_COUNT = re.compile(r"[个名位](?=[，。！？；,;\n ]|$|不是|才|吧)")
_PERSONS_ONLY = re.compile(r" ?[多余来]?(?:名|位)(?=[^次单额字牌称义片置数于列0-9]|$)")
_PERSON_SUFFIX = re.compile(
    r" ?[多余来]?(?:个|名|位|(?<=[要招缺找请差来有]俩))"
    r"[^，。！？；,;\n的年月天套件台家0-9 ]{0,4}?(?:工(?![作厂程业地位具序艺商期])"
    r"|员|司机|保安|客服|主播|厨师|主任|班长|组长|领班|领队|师(?!范)|娘|手(?![续机工段])|匠|生(?![意产活态])|妇|嫂)"
)
# 招5个跑外贸的业务员: people told by what they do before who they are.
_DESCRIBED = re.compile(rf"[个名位][^，。！？；,;\n0-9的]{{1,8}}的(?={_ROLES}|人(?![民家均造工脸行气社流]))")
_CUE_BEFORE = re.compile(
    r"(?:员工|人数|职工|团队|从业人员|参保|用工|工人|在职|人手)(?:总数|数|规模|人数|有|是|[加减改增变降扩写][到为成]|大概|大约"
    r"|约|差不多|一共|总共|共|[:： ]|为|近)*$"
)
_ROLE_BEFORE = re.compile(rf"(?:{_ROLES})(?:有|要|需要?|缺|招|大概|大约|约|差不多|一共|总共|共|[:：，, ])*$")
_NEED_BEFORE = re.compile(
    r"(?:招聘?|缺|找|培训|参加|需要|要|补|交|缴|派遣?|裁|辞退|解聘|安排|来|报名|输送|外包|引进|借|差"
    r"|学)[^，。！？；,;\n]{0,6}$"
)
_CORRECTED = re.compile(
    r"(?:^|[，,。；; ])[^，,。；; ]{0,4}?(?:人数?|人手|员工|工人)[^，,。；; 要招找缺]{0,4}"
    r"(?:不是|不对|错|[多少]写|写[多少]"
    r"|(?=改))[^。！？；\n]{0,14}(?:[，,。 ]|是|改成|改为|到)$"
)
_HIRED = re.compile(r"(?:招聘?|招工|聘)(?:大概|大约|差不多|个|了)?$")  # 要招20个，有经验的
_SOUGHT = re.compile(r"(?:招聘?|招工|聘|缺|找|请)(?:大概|大约|差不多|个|了)?$")
_MISSED = re.compile(r"(?:缺人|缺工|招人|招工|招聘|人手).*[少缺差要招](?:了|着)?(?:大概|大约|差不多)?$", re.DOTALL)
_OTHERS_BEFORE = re.compile(
    r"(?:客户|粉丝|学生|顾客|观众|会员|用户|游客|客流|接待|关注|前|第|每|走了|辞了|离职了?|跑了|月入"
    r"|日均|死了|伤了|容纳|坐得下)[^，。！？；,;\n]{0,3}$"
)
_NEAR_BEFORE = re.compile(r"(?:大概|大约|约|差不多|接近|将近|近|小|估计|上)(?:有|是|要|需要|在)?$")
_NEAR_AFTER = re.compile(r"[^，。！？；,;\n]{0,5}?(?:左右|上下|出头|的样子|不到)")
_ONE_ALONE = re.compile(r"(?:就我|只有我|就|只有|我自己|公司就|厂里就)$")


@dataclass(frozen=True)
class _People:
    numeral: Numeral
    approx: bool
    needed: bool
    start: int
    end: int


def _end_of_count(text: str, numeral: Numeral) -> int | None:
    """Return where the counted people end, ``None`` when the numeral counts something else."""
    for pattern in (_COUNTED, _PERSON_SUFFIX, _PERSONS_ONLY, _ENGLISH):
        if match := pattern.match(text, numeral.end):
            return match.end()
    before = text[max(0, numeral.start - 12) : numeral.start]
    follows = text[numeral.end : numeral.end + 1]
    said = _CUE_BEFORE.search(before) or _ROLE_BEFORE.search(before) or _put_right(text, numeral)
    if _HIRED.search(before) and _BARE_COUNT.match(text, numeral.end):
        return numeral.end + 1
    if _SOUGHT.search(before) and (described := _DESCRIBED.match(text, numeral.end)):
        return described.end()
    if _are_missed(text, numeral):
        return numeral.end + 1
    if said and (
        not follows or follows in "左上多来人的" or not follows.isalnum() or _BARE_COUNT.match(text, numeral.end)
    ):
        return numeral.end
    return None


def _are_missed(text: str, numeral: Numeral) -> bool:
    """Tell whether 少二十来个 counts people: that some are missed was said before."""
    before = text[max(0, numeral.start - 24) : numeral.start]
    return bool(
        _MISSED.search(before) and re.match(r"[多来]?个(?:左右)?(?![^\W_])", text[numeral.end : numeral.end + 6])
    )


def _put_right(text: str, numeral: Numeral) -> bool:
    """Tell whether the number replaces a wrong one of people: 人数不对，不是12个，是21个."""
    return _CORRECTED.search(text[max(0, numeral.start - 24) : numeral.start]) is not None


def _people(text: str, numeral: Numeral, asked: bool) -> _People | None:
    """Return the people a numeral counts, or ``None``."""
    before = text[max(0, numeral.start - 12) : numeral.start]
    end = _end_of_count(text, numeral)
    if end is None and asked and re.fullmatch(r"[^0-9]{0,6}", text[: numeral.start]) and len(text) - numeral.end <= 6:
        end = numeral.end
    if (
        numeral.value is None
        or end is None
        or (numeral.high or 0) >= 1_000_000
        or (numeral.low or 0) < 1
        or (numeral.low or 0) % 1
    ):
        return None
    if _OTHERS_BEFORE.search(before) or (numeral.value == 1 and not asked and _is_idle_one(text, numeral, before)):
        return None
    counted = text[numeral.end : end]
    near = bool(_NEAR_BEFORE.search(before) or _NEAR_AFTER.match(text, end) or re.search("[多余来]|左右|上下", counted))
    return _People(numeral, numeral.approx or near, bool(_NEED_BEFORE.search(before)), numeral.start, end)


def _is_idle_one(text: str, numeral: Numeral, before: str) -> bool:
    """Tell whether 一个人 is an idiom rather than a count."""
    wanted = _ONE_ALONE.search(before) or _NEED_BEFORE.search(before) or _ROLE_BEFORE.search(before)
    return not (wanted or text[numeral.start] == "1")


def read_headcount(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return ``headcount`` and, where the words say so, ``headcount_approx``.

    People the need is about (招, 培训, 社保 …) come before the size of the firm.

    :param text: Normalised text.
    :param taken: Spans read before.
    :param asked: The headcount was the question, so a bare number counts.
    """
    free = (n for n in read_numerals(text) if is_free(n.start, n.end, taken))
    people = [p for p in (_people(text, n, asked) for n in free) if p is not None]
    chosen = negation.valid_one(text, [p for p in people if p.needed] or people)
    if chosen is None:
        return []
    spans = [Span("headcount", chosen.numeral.value, chosen.start, chosen.end)]
    if chosen.approx:
        spans.append(Span("headcount_approx", True, chosen.start, chosen.end))
    return spans
