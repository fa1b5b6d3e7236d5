"""Find figures about a firm in a text and what each is a figure of: turnover, growth, years, R&D, patents, debt ..."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.numerals import Numeral, read_numerals

# What a numeral measures, by what follows it.
_MONEY = re.compile(r" ?(?:元|块钱?|人民币)")
_DOLLARS = re.compile(r" ?(?:美元|美金|美刀|USD)")
_PERCENT = re.compile(r" ?[多来]?(?:%|％|个?百分点|个点|成(?![立品本为交人功员效果套]))")
_YEARS = re.compile(r" ?个?[多来]?(?:周年|年(?!度|报|前|底|初|末|产|销|检|龄|薪|级|货)|个?会计年度)")
_MONTHS = re.compile(r" ?[多来]?(?:个月)")
_PEOPLE = re.compile(r" ?[多来]?(?:个|名|位|口)?(?:以[上下内])?(?:员工|职工|工人|人(?!次|民|均|才|工智|家))")
_ITEMS = re.compile(r" ?[多来]?(?:余)?(?:项|件|个)")
_BARE_COUNT = re.compile(r" ?(?:$|[，。！？；,;\n左上以多来])")
_UNITS = (
    ("percent", _PERCENT, 1.0),
    ("money", _DOLLARS, 1.0),
    ("years", _YEARS, 1.0),
    ("years", _MONTHS, 1 / 12),
    ("people", _PEOPLE, 1.0),
    ("items", _ITEMS, 1.0),
)
MOST_YEARS = 200  # beyond it a number before 年 is a year of the calendar
_OF_HUNDRED = "百分之"

# The cue that names the figure, by measure: the nearest one in the same clause before the numeral decides.
_CUES: dict[str, tuple[tuple[str, str], ...]] = {
    "money": (
        (
            "excluded",
            r"月流水|对公流水|银行流水|月营收|月销售|每个?月|利润|纳税|税收|工资|订单|合同|欠|货款|奖|补[助贴]|资助|最高|总投资",
        ),
        ("rd_spend_cny", r"研发(?:费用?|投入|经费|支出|开支)?|搞研发|做研发"),
        ("registered_capital_cny", r"注册资[本金]|注册资本金|实缴资本"),
        ("export_usd", r"出口(?:额|总额|收入|创汇)?|外贸出口"),
        ("loan_cny", r"贷款?(?:余额|金额|额度|额|本金)?|租赁额|融资额?|借款(?:余额|金额)?|授信"),
        (
            "revenue_cny",
            r"营收|营业(?:总)?收入|营业额|(?<!月)销售(?:总)?额|(?<!月)销售收入|(?<!月)销售|主营(?:业务)?收入|年收入|产值|业务收入"
            r"|(?:去年|上一?年度?|前年|一年|每年|年)(?:一年)?(?:能|大概|大约|差不多|也就|就|才|只|总共)*(?:做了?|做到|卖了?|卖到|收入)"
            r"|年?流水",
        ),
    ),
    "percent": (
        ("excluded", r"利率|年化|利息|贴息|补[助贴]|比例|按|税率|扣除|减按?|控股|持股|股权|市场占有率|占有率|毛利|折"),
        ("debt_ratio_percent", r"资产负债率|负债率|负债"),
        (
            "rd_share_percent",
            r"研发(?!人员|机构|团队|中心)[^，。；;]{0,12}(?:占|比|强度)[^，。；;]{0,10}|研发(?!人员|机构|团队|中心)(?:费用?|投入|经费)?",
        ),
        ("revenue_growth_percent", r"增长率?|增速|增幅|同比|涨了?|下滑了?|下降了?|跌了?|少了|掉了"),
    ),
    "years": (
        ("excluded", r"近|前|过去|最近|连续|保持|有效期|合同|质保|贷款期限|期限|年龄|工作|从业|学|毕业"),
        (
            "years_in_business",
            r"成立(?:时间|年限)?|注册(?:登记|成立)?(?:时间|年限)?|登记(?:时间)?|开业|开办|设立|创办|创立|(?:持续|正常|连续)?经营(?:年限|时间|期限)?"
            r"|营业执照|运营|存续(?:期|时间)?|(?:厂|公司|店|企业)(?:子)?(?:都|已经|也)?(?:开|办)了|开了|办了|建厂|建成",
        ),
    ),
    "people": (
        (
            "excluded",
            r"招聘?|缺|培训|派遣|裁|辞|补|客户|残疾|研发|技术人员|科技人员|离职|参加|参保|收购方|名额|带动|新增",
        ),
        (
            "headcount",
            r"员工|职工|从业人[员数]|人数|(?<!研发)(?<!技术)(?<!科技)人员|团队|厂里|公司|我们|一共|总共|工人|用工|全厂|现有|有",
        ),
    ),
    "items": (("patents", r"专利|知识产权"),),
}
_AFTER: dict[str, tuple[tuple[str, str], ...]] = {
    "money": (
        ("registered_capital_cny", r"的?(?:注册资[本金])"),
        ("rd_spend_cny", r"(?:用来|用于|用在|去|来)?(?:搞|做|投)?(?:在)?研发"),
        ("revenue_cny", r"(?:左右|上下)?的?(?:年)?(?:营收|营业额|销售额|产值|营业收入|年收入)"),
    ),
    "percent": (
        ("rd_share_percent", r"(?:左右)?(?:都)?(?:用来|用于|用在|投到?|花在|拿来)(?:搞|做)?(?:了)?研发"),
        ("revenue_growth_percent", r"(?:左右|以上)?的?(?:增长|增速|涨幅|增幅)"),
    ),
    "years": (("years_in_business", r"(?:多|半)?的?(?:老厂|老店|老企业|老公司)"),),
    "people": (("headcount", r"(?:左右|以[上下内])?的?(?:小厂|厂子|小公司|企业|公司|工厂)"),),
    "items": (("patents", r"[^，。；;]{0,8}?专利"),),
}
_WANTED = re.compile(_CUES["people"][0][1])  # people spoken of without any cue are the firm's, if none are wanted
_CLAUSE_END = re.compile(r"[，。！？；,;\n、：:]")
_SENTENCE_END = re.compile(r"[。！？；;\n]")
REACH = 24  # characters between a cue and its figure; the longest in the sample catalogue has 17
_FALLING = re.compile(r"下滑|下降|跌|少了|掉了|负增长")


@dataclass(frozen=True)
class Found:
    """One figure of a firm.

    :param field: What it measures, as in the requirements of policies.
    :param low: Lower end in the field's own unit (yuan, percent, years, people, items).
    :param start: Where its clause begins to speak of it (the cue); ``at`` is where the numeral begins.
    :param end: One past the unit; ``stop`` is one past everything that names the figure.
    """

    field: str
    low: float
    high: float
    approx: bool
    start: int
    at: int
    end: int
    stop: int


def find_figures(text: str) -> list[Found]:
    """Return every figure whose kind the words around it name, in order of appearance.

    :param text: Normalised text.
    """
    if not any(character.isdigit() or character in "一二两三四五六七八九十半百千万亿" for character in text):
        return []
    numerals = [n for n in read_numerals(text) if n.low is not None and not text.startswith("分之", n.end)]
    found = (_figure(text, numeral, place, numerals) for place, numeral in enumerate(numerals))
    return [one for one in found if one is not None]


def _figure(text: str, numeral: Numeral, place: int, numerals: Sequence[Numeral]) -> Found | None:
    if text[numeral.start - 1 : numeral.start] in ("第", "."):
        return None
    previous = numerals[place - 1].end if place else 0
    for measure, end, scale in _measures(text, numeral):
        named = _named(text, numeral, end, measure, previous)
        if named is None or (measure == "years" and (numeral.high or 0) > MOST_YEARS):
            continue
        field, start, stop = named
        if field == "excluded" or (field == "export_usd") != (measure == "money" and _is_dollars(text, numeral)):
            return None
        sign = -1 if field == "revenue_growth_percent" and _FALLING.search(text[start : numeral.start]) else 1
        low, high = sorted((sign * scale * (numeral.low or 0.0), sign * scale * (numeral.high or 0.0)))
        return Found(field, low, high, numeral.approx, start, numeral.start, end, stop)
    return None


def _measures(text: str, numeral: Numeral) -> Iterator[tuple[str, int, float]]:
    """Yield what the numeral may measure, where its unit ends, and the factor to the field's unit."""
    end = numeral.end
    if text[max(0, numeral.start - 3) : numeral.start] == _OF_HUNDRED:
        yield "percent", end, 1.0
        return
    for measure, pattern, factor in _UNITS:
        if match := pattern.match(text, end):
            tenths = measure == "percent" and match[0].strip().endswith("成")
            yield measure, match.end(), 10.0 if tenths else factor
            return
    money = _MONEY.match(text, end)
    if money or numeral.unit >= 10_000:
        yield "money", money.end() if money else end, 1.0
    if _BARE_COUNT.match(text, end):
        yield "people", end, 1.0


def _is_dollars(text: str, numeral: Numeral) -> bool:
    return _DOLLARS.match(text, numeral.end) is not None


def _named(text: str, numeral: Numeral, end: int, measure: str, previous: int) -> tuple[str, int, int] | None:
    """Return the field that the nearest words name, and where the whole phrase begins and ends."""
    for field, pattern in _AFTER[measure]:
        if match := re.match(pattern, text[end : end + 16]):
            return field, numeral.start, end + match.end()
    begin = max(previous, numeral.start - REACH)
    before = text[begin : numeral.start]
    before = re.split(_SENTENCE_END, before)[-1]
    best: tuple[int, int, str, int] | None = None
    for rank, (field, pattern) in enumerate(_CUES[measure]):
        for match in re.finditer(pattern, before):
            if _CLAUSE_END.search(before[match.end() :]) and not _list_goes_on(before[match.end() :]):
                continue
            nearer = (match.end(), -rank, field, numeral.start - len(before) + match.start())
            best = max(best, nearer) if best else nearer
    if best is None and measure == "people" and end > numeral.end and not _WANTED.search(text):
        return "headcount", numeral.start, end
    return (best[2], best[3], end) if best else None


def _list_goes_on(between: str) -> bool:
    """Tell whether only a colon or a bracket stands between cue and figure."""
    return not re.search(r"[，。！？；,;\n、]", between)
