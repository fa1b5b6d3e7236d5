"""Read the sum a demand is about: one amount per message, never a salary, a tax or the registered capital."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.reading import negation, spoken_sums
from knowledge.reading.numerals import Numeral, read_numerals
from knowledge.reading.spans import Span, is_free

CURRENCIES = {
    "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD",
    "dollars": "USD", "dollar": "USD", "USD": "USD", "usd": "USD", "$": "USD", "US$": "USD",
    "欧元": "EUR", "euros": "EUR", "euro": "EUR", "EUR": "EUR", "eur": "EUR", "€": "EUR",
    "欧": "EUR", "日元": "JPY", "日币": "JPY", "JPY": "JPY", "日圆": "JPY",
    "港币": "HKD", "港元": "HKD", "港纸": "HKD", "HKD": "HKD",
    "HK$": "HKD", "英镑": "GBP", "GBP": "GBP", "£": "GBP", "韩元": "KRW",
    "韩币": "KRW", "KRW": "KRW", "卢布": "RUB", "泰铢": "THB",
    "新加坡元": "SGD", "新币": "SGD", "坡币": "SGD", "SGD": "SGD", "澳元": "AUD",
    "澳币": "AUD", "加元": "CAD", "加币": "CAD", "台币": "TWD",
    "新台币": "TWD", "越南盾": "VND", "瑞士法郎": "CHF", "瑞郎": "CHF", "马币": "MYR",
    "林吉特": "MYR", "澳门元": "MOP", "迪拉姆": "AED", "卢比": "INR",
}  # fmt: skip
_FOREIGN_AFTER = re.compile(r" ?(" + "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True)) + ")")
_FOREIGN_BEFORE = re.compile(r"(US\$|HK\$|\$|€|£|USD|EUR|HKD|GBP|JPY) ?$")
_YUAN_AFTER = re.compile(
    r" ?(?:多|来|左右)?(?:元|块钱?|人民币|圆|RMB|rmb|CNY|yuan|Yuan|大洋|米(?![左右]?[长宽高厚深，]|的))"
)
_YUAN_BEFORE = re.compile(r"(?:¥|人民币|RMB|rmb|CNY) ?$")
_MEASURE = re.compile(
    r" ?[多余来]?(?:平(?!时|常|台)|㎡|m2|亩|吨|个|人(?!民币)|名|位|台|套|件|粉|用户|%|％|公里|千米"
    r"|米|条|次|度(?!过)|只|羽|尾|株|棵|瓶|箱|辆|户|斤|公斤"
    r"|头|家|种|张|字|份(?!额)|片|颗|粒|盒|包(?!含|括)|支(?!付|持)|册|本(?!金)|天|年|月|小时|分钟|周(?!转)"
    r"|号|岁|层|栋|间|片|批|款(?=[^，。])(?!项)|倍|票|单(?!位)|方|立方|瓦|kW|伏|克|升|码|卡|页|级|强"
    r"|次|订阅|播放|阅读|像素|步|公顷|职工|员工|工人|农户)"
)
_UNIT_PRICE_AFTER = re.compile(
    r"(?:元|块钱?|左右|以内|上下)? ?(?:/ ?[月人台件次套平吨天斤个亩只度]|每[月人台件次套平吨天斤个亩]"
    r"|[一1]个?(?:月|台|件|次|套|人|平|吨|天|晚|斤|亩|只|节|小时|方|度电)(?!性)|的?(?:月薪|年薪|工资"
    r"|底薪|薪资|薪水|房租|租金|月租))"
)
_REVENUE = (
    r"营收|营业额|营业收入|主营收入|销售额|销售收入|年销售?|销售(?=[^，。]{0,2}$)|年收入|流水|产值"
    r"|年产值|总收入|业绩|营业总收入|卖个?|(?<![想要能来])(?<!准备)(?<!打算)做个?(?=$)|回款"
)
_MONTHLY = r"月流水|月营收|月营业额|月销售?额?|每月流水|月收入|每个?月卖|月产值"
_EXCLUDED = (
    r"研发(?:费用?|投入|支出|经费)|注册资[本金]|注册资本金|实缴|认缴|资本金|注资|工资|月薪|年薪|薪[资水酬]|底薪|日薪|时薪|待遇|社保基数"
    r"|基数|税[款金收额]?|纳税额?|缴税|交税|个税"
    r"|罚款?|罚金|每[次月年人台件套平吨天亩度只个]|一个月|一(?:[台件套平吨]|次(?!性))|一人|单价|均价|人均|客单价"
    r"|月租|房租|租金|月供|利息|手续费|电费|水费|值|价值|估值|评估价?|市值|净值|原值|应收账?款?"
    r"|合同额|订单|标的|中标|奖励|补贴|补助|奖补|奖金|花了|投了|买了|亏了?|赔了?|亏损|投入了|已经?投入?"
    r"|贷了|借了|贷过|借过|贷款余额|还欠|欠银行|用了|交了|付了|给了|融了|赚了?|利润|净利|存款|资产"
    r"|净资产|总资产|库存|出口额?|进口额?|去年|前年|往年|上次|之前|以前|原来|曾经|抵押物|房产|成本"
)
_PREFERRED = (
    r"还?想再?要|贷款?|借款?|融资?|预算|费用|经费|差(?!不多)|缺口?|额度|授信|需要|申请|周转|筹|搞|弄"
    r"|批|要(?!是)|想|求|打算|准备|资金|缺|垫|金额|投资额?|凑|给个|改[成为到]|换成|不超过|大概|可以出"
    r"|愿意出|能出|花"
)
_CUE = re.compile(
    rf"(?P<monthly>{_MONTHLY})|(?P<revenue>{_REVENUE})|(?P<excluded>{_EXCLUDED})|(?P<preferred>{_PREFERRED})"
)
# 注册资本想从50万变到500万: whatever is wanted of it, both sums are capital.
_CAPITAL = re.compile(r"(?:注册资[本金]|实缴|认缴)(?:资[本金])?[^，,。；;\n贷借融]{0,14}$")
_AFTER = (
    (
        "revenue",
        re.compile(
            r"(?:元|块)?[多来左右上下]{0,2}的?(?:营收|营业额|销售额|流水|产值|年产值|年营收|年销售额|营业收入|年收入)"
        ),
    ),
    (
        "excluded",
        re.compile(
            r"(?:元|块)?[多来左右上下]{0,2}(?:了?(?:就|要|得){1,2}[交缴]税)|(?:元|块)?[多来左右上下]{0,2}的(?:注册资[本金]|工资|税款?|罚款|补贴|补助|奖励|奖金|订单|单子"
            r"|合同|房子|房产|厂房|应收|库存|利润|存款|货款没收)|(?:元|块)?(?:注册资[本金]|实缴|认缴|工资|月薪)"
        ),
    ),
    (
        "preferred",
        re.compile(
            r"(?:元|块)?[多来左右上下]{0,2}的?(?:贷款|借款|融资|预算|费用|额度|授信|资金|缺口|周转|经营贷|信用贷|过桥|(?:银行)?承兑|保函|担保|保理|贴现)"
        ),
    ),
)
_NEAR = re.compile(r"(?:大概|大约|约|差不多|接近|将近|近|上|小|估计|估摸着?|约摸|左右)(?:是|要|在|需要|有|为)?$")
_ROUND = re.compile(r"(?:元|块钱?|人民币)?(?:左右|上下|出头|的样子|样子|前后|不到|开外)")
_CEILING_BEFORE = re.compile(
    r"(?:最多|不超过?|不能?超|顶多|控制在|不高于|别超过?|上限|最高|至多|封顶|不大于|小于|低于)(?:是"
    r"|只能|能|可以|为|就|到|给|出|花)?$"
)
_CEILING_AFTER = re.compile(r"(?:元|块钱?|人民币)?(?:以内|之内|以下|封顶|内(?=[，。！？；,\s]|$)|打住|为限|往下)")
_FLOOR_BEFORE = re.compile(
    r"(?:至少|最少|不低于|不少于|起码|大于|超过|高于|不小于|保底|多于)(?:是|要|得|需要|也要|有|能|贷|借|融|批)*$"
)
_FLOOR_AFTER = re.compile(r"(?:元|块钱?|人民币)?(?:以上|起步|起(?!来|诉|草|码|初)|往上|打底|\+)")
_CUE_BARE = re.compile(
    r"(?:预算|费用|贷款?|借款?|额度)(?:是|大概|大约|在|要|为|约|有|[:： ]|不超过|最多|顶多|就|只有"
    r"|才|也就|不到)*$"
)
_MOST_SPENT = re.compile(r"(?:最多|最高|顶多|不超过|上限|封顶|撑死)(?:也|就|只)?(?:能|可以|肯|愿意)?(?:出|花|给|到)?$")
_BUYS = re.compile(r"(?:块|元)?(?:以内|左右|上下)?[，, ]?(?:想|能|够|可以)?(?:做|办|弄|拍|请|搞|买|设计|拿下|包)")
_SPENT = {"要", "花", "大概"}
_BILL = re.compile(r"(?:[水电气油运人工房租材]费|房租|租金|工资|成本|开销|开支)[^，,]{0,8}$")  # 电费一个月要二十万
_WEIGHTS = {"preferred": 2, "": 1}
_NOT_MONEY_WORD = re.compile(
    r"千万(?=别|不|要(?!是)|记得|小心|注意|得)|万(?=一|达|能|科|州|宁|里|物|家乐|向|象|众|华)|百(?=货"
    r"|度|家|姓)|千(?=兆|里|金|山)"
)


@dataclass(frozen=True)
class Sum:
    """A sum of money found in the text, with the role its surroundings give it."""

    numeral: Numeral
    role: str
    currency: str
    start: int
    end: int


def _role(text: str, start: int, end: int) -> str:
    """Return what the words around a sum make of it: preferred, excluded, revenue, monthly or nothing."""
    if _UNIT_PRICE_AFTER.match(text, end):
        return "excluded"
    for role, pattern in _AFTER:
        if pattern.match(text, end):
            return role
    before = re.split(r"[。！？!?；;\n]", text[max(0, start - 16) : start])[-1]
    if _CAPITAL.search(before):
        return "excluded"
    cues = list(_CUE.finditer(before))
    if not cues:
        return ""
    last = cues[-1]
    gap = re.search(r"[，,](?P<rest>.*)$", before[last.end() :])
    crosses = gap is not None and len(gap["rest"]) > 4
    role = last.lastgroup or ""
    if last.group()[0] in "一每" and gap is not None:
        return ""  # 评估一台设备，两千块: the price of the whole, not of each
    if role == "preferred" and last.group() in _SPENT and _BILL.search(before[: last.end()]):
        return "excluded"
    if role != "preferred" and crosses:
        return ""
    if role == "preferred" and any(
        c.lastgroup in ("revenue", "monthly") and last.start() - c.end() <= 2 for c in cues[:-1]
    ):
        return next(c.lastgroup or "" for c in reversed(cues[:-1]) if c.lastgroup in ("revenue", "monthly"))
    return role


def _currency(text: str, numeral: Numeral) -> tuple[str, int, int] | None:
    """Return currency code and span of a numeral with a money unit, ``None`` without one."""
    before = text[max(0, numeral.start - 4) : numeral.start]
    if match := _FOREIGN_AFTER.match(text, numeral.end):
        return CURRENCIES[match[1]], numeral.start, match.end()
    if match := _FOREIGN_BEFORE.search(before):
        return CURRENCIES[match[1]], numeral.start - len(match[0]), numeral.end
    if match := _YUAN_AFTER.match(text, numeral.end):
        return "CNY", numeral.start, match.end()
    if match := _YUAN_BEFORE.search(before):
        return "CNY", numeral.start - len(match[0]), numeral.end
    return None


def _as_sum(text: str, numeral: Numeral, asked: bool) -> Sum | None:
    """Return the sum a numeral is, or ``None`` for counts, measures and idioms."""
    numeral = (
        spoken_sums.in_ten_thousands(text, numeral, asked) or (asked and spoken_sums.vague_at(text, numeral)) or numeral
    )
    if numeral.value is None or spoken_sums.is_no_sum(text, numeral) or _NOT_MONEY_WORD.match(text, numeral.start):
        return None
    if text[numeral.start - 1 : numeral.start] in ("第", "分"):
        return None
    unit = _currency(text, numeral)
    if unit is None:
        large = numeral.unit >= 10_000 or (asked and (numeral.high or 0) >= 1000)
        cued = (numeral.high or 0) >= 3000 and (
            _CUE_BARE.search(text[max(0, numeral.start - 12) : numeral.start]) or _AFTER[2][1].match(text, numeral.end)
        )
        if not (large or cued or _is_price(text, numeral)) or _MEASURE.match(text, numeral.end):
            return None
        unit = ("CNY", numeral.start, numeral.end)
    currency, start, end = unit
    return Sum(numeral, _role(text, start, numeral.end), currency, start, end)


def _is_price(text: str, numeral: Numeral) -> bool:
    """Tell whether a bare number of thousands is what may be spent: 最高六千，…; 三千五做个…."""
    if numeral.unit != 1000 or text[numeral.start].isdigit():
        return False
    ceiling = _MOST_SPENT.search(text[max(0, numeral.start - 8) : numeral.start])
    return bool(ceiling) or (numeral.start == 0 and _BUYS.match(text, numeral.end) is not None)


def find_sums(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Sum]:
    """Return every sum of money in order of appearance, roles included."""
    free = (n for n in read_numerals(text) if is_free(n.start, n.end, taken))
    return [s for s in (_as_sum(text, n, asked) for n in free) if s is not None]


def _bounded(text: str, found: Sum) -> tuple[Any, bool]:
    """Return the value with ceiling or floor applied, and whether it is approximate."""
    numeral = found.numeral
    before, value = text[max(0, found.start - 8) : found.start], numeral.value
    top = value[-1] if isinstance(value, list) else value
    bottom = value[0] if isinstance(value, list) else value
    if _CEILING_BEFORE.search(before) or _CEILING_AFTER.match(text, numeral.end):
        return (value if isinstance(value, list) else top), False
    if _FLOOR_BEFORE.search(before) or _FLOOR_AFTER.match(text, numeral.end):
        return [bottom, None], False
    near = bool(
        _NEAR.search(before)
        or _ROUND.match(text, numeral.end)
        or text[found.end - 1 : found.end + 1] in ("块多", "元多")
    )
    trailing = re.match(r" ?[多来]", text[numeral.end : numeral.end + 2]) is not None
    return value, numeral.approx or near or trailing


def _spans(text: str, found: Sum) -> list[Span]:
    """Return the slot spans of the chosen sum."""
    value, approx = _bounded(text, found)
    names = ("amount_cny",) if found.currency == "CNY" else ("amount",)
    spans = [Span(names[0], value, found.start, found.end)]
    if found.currency != "CNY":
        spans.append(Span("currency", found.currency, found.start, found.end))
    if approx:
        spans.append(Span("amount_approx", True, found.start, found.end))
    return spans


def _chosen(text: str, sums: Sequence[Sum], asked: bool) -> Sum | None:
    """Return the one sum the demand is about: preferred cues first, then neutral ones."""
    for weight in (2, 1):
        group = [s for s in sums if _WEIGHTS.get(s.role, 0) == weight]
        if group:
            later = [s for s in sums if _WEIGHTS.get(s.role, 0) > 0 and s.start >= group[0].start]
            return negation.valid_one(
                text, later if negation.is_corrected(text, group[0].end, later[-1].start) else group
            )
    return sums[-1] if asked and sums else None


def read_money(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return at most one amount, at most one turnover, and blocked spans for every other sum.

    :param text: Normalised text.
    :param taken: Spans read before.
    :param asked: The amount was the question, so a bare number from 1000 up counts.
    :return: ``amount_cny`` (number or ``[min, max]``, ``None`` = open) with ``amount_approx``, or ``amount`` with
        ``currency``; ``revenue_cny``; ``blocked``.
    """
    sums = find_sums(text, taken, asked)
    chosen = _chosen(text, sums, asked)
    spans = _spans(text, chosen) if chosen else []
    revenue = negation.valid_one(
        text, [s for s in sums if s.role == "revenue" and s.currency == "CNY" and s is not chosen]
    )
    if revenue:
        spans.append(Span("revenue_cny", revenue.numeral.value, revenue.start, revenue.end))
    used = (chosen, revenue)
    spans += [Span("blocked", "money", s.start, s.end) for s in sums if s not in used]
    return sorted(spans, key=lambda s: s.start)
