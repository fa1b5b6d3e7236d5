"""Read Chinese, Arabic and mixed numerals: 五百万, 1.2个亿, 三四百万, 一百来, 500w, 3千5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
DIGITS |= {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")} | {"两": 2, "俩": 2, "幺": 1}
SMALL = {"thousand": 1000, "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000}
BIG = {"万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000, "million": 1_000_000, "mil": 1_000_000}
TENS = {"廿": 20, "卅": 30}
LARGEST = 10.0**14  # a hundred trillion: beyond it, no enterprise means a figure
_CN = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩"
_FORMAL = "壹贰叁肆伍陆柒捌玖"
_UNIT = "十拾百佰千仟万亿"
_ARABIC = r"[0-9]{1,3}(?:[,，][0-9]{3}){1,6}(?![0-9,，])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_TOKEN = re.compile(
    rf"(?P<arabic>{_ARABIC})|(?P<rough>(?<![{_CN}{_UNIT}0-9])(?:百八十|千八百|万八千))|(?P<decimal>[{_CN}十]点[{_CN}]{{1,6}})|(?P<tens>[廿卅])|(?P<digits>[{_CN}]+)"
    rf"|(?P<unit>[{_UNIT}])|(?P<latin>[wWkK](?![A-Za-z0-9])| (?:million|mil|thousand)(?![A-Za-z]))"
    r"|(?P<half>半(?=个?[百千万亿]))"
    r"|(?P<approx>来(?=[百千万亿wW人个名位号口块元家台天吨户万])|把(?=[万亿人个块])|[多余几](?!少|额))"
    r"|(?P<skip>个(?=[万亿wW]|[百千]万)| (?=[万亿]))"
)
_LEADING = re.compile(r"好几|[几数]")
_BEGIN = re.compile(f"{_LEADING.pattern}|{_TOKEN.pattern}")  # a numeral can begin nowhere else
_COUNTER = re.compile(r"[0-9.．年个月天日号时点分%成期折周星楼层名位家台套人次倍起共直般些]|季度|千|百")
_TO = re.compile(r" ?(?:[-~～—－至到]|——|--) ?")


@dataclass(frozen=True)
class Numeral:
    """A number and where it stands.

    :param low: The value, or the lower end of a range; ``None`` when only 几 or 数 stands for it.
    :param high: The upper end; equal to ``low`` for a single value.
    :param approx: The numeral itself says 多, 来, 几 or 余.
    :param unit: The largest unit written (万 = 10000), 1 when none was.
    """

    low: float | None
    high: float | None
    approx: bool
    unit: int
    start: int
    end: int

    @property
    def value(self) -> int | float | list[int | float] | None:
        """Return a number, a two-item list for a range, or ``None``."""
        if self.low is None or self.high is None:
            return None
        low, high = tidy(self.low), tidy(self.high)
        return low if low == high else [low, high]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def tidy(number: float) -> int | float:
    """Return an ``int`` where the number is whole, else the float rounded to a fen."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _digits(text: str) -> tuple[float, float]:
    """Return one digit, an estimate of neighbours (三四, 三五), or digits read one by one."""
    values = [DIGITS[c] for c in text]
    if len(values) == 2 and 0 < values[0] < values[1] <= values[0] + 2:
        return values[0], values[1]
    number = float("".join(map(str, values[:18])))
    return number, number


def _number(token: _Token) -> tuple[float, float]:
    """Return the bounds a number token stands for."""
    if token.kind == "arabic":
        value = float(re.sub("[,，]", "", token.text)[:20])
        return value, value
    if token.kind == "decimal":
        whole = 10 if token.text[0] == "十" else DIGITS[token.text[0]]
        value = float(f"{whole}." + "".join(str(DIGITS[c]) for c in token.text[2:]))
        return value, value
    if token.kind == "half":
        return 0.5, 0.5
    if token.kind == "rough":
        top = float(SMALL.get(token.text[0]) or BIG[token.text[0]])
        return 0.8 * top, top  # 百八十万: 80 to 100
    if token.kind == "tens":
        return TENS[token.text], TENS[token.text]
    return _digits(token.text)


class _Sum:
    """Adds tokens up from left to right, lower and upper bound side by side."""

    def __init__(self) -> None:
        self.total = [0.0, 0.0]
        self.section = [0.0, 0.0]
        self.pending: tuple[float, float] | None = None
        self.last, self.unit = 1, 1
        self.zero = self.approx = False

    def add_number(self, bounds: tuple[float, float], zero: bool) -> None:
        """Hold a number until its unit is known."""
        if self.pending is not None:
            self._flush(1)
        self.pending, self.zero = bounds, zero

    def _flush(self, unit: int) -> None:
        bounds = self.pending or (1.0, 1.0)
        self.section = [s + b * unit for s, b in zip(self.section, bounds, strict=False)]
        self.pending = None

    def add_unit(self, unit: int) -> None:
        """Multiply the held number by 十 … 亿."""
        self.unit = max(self.unit, unit)
        if unit < BIG["万"]:
            self._flush(unit)
        else:
            self._add_big(unit)
        self.last, self.zero = unit, False

    def _add_big(self, unit: int) -> None:
        if self.pending is not None:
            self._flush(1)
        if self.section == [0.0, 0.0] and self.total != [0.0, 0.0]:
            self.total = [t * unit for t in self.total]  # 万亿
        else:
            self.total = [t + (s or 1.0) * unit for t, s in zip(self.total, self.section, strict=False)]
        self.section = [0.0, 0.0]

    def bounds(self) -> tuple[float, float]:
        """Return the sum; a last bare digit counts tenths of the unit before it (三千五)."""
        if self.pending is not None:
            tail = self.last >= 100 and not self.zero and self.pending[1] < 10
            self._flush(self.last // 10 if tail else 1)
        return self.total[0] + self.section[0], self.total[1] + self.section[1]


def _is_tail(token: _Token, previous: _Token, text: str) -> bool:
    """Tell whether a bare digit after a unit belongs to the numeral (一万五) or begins the next word (50万3年)."""
    after = text[token.end : token.end + 2]
    if token.text in ("一", "二") and after and not re.match(r"[，,。！？；\s元块左上到至~～-]", after):
        return False
    single = len(token.text) == 1 and token.text != "0"
    return previous.kind in ("unit", "latin") and single and not _COUNTER.match(after)


def _joins(token: _Token, previous: _Token, following: str, text: str) -> bool:
    """Tell whether ``token`` continues the numeral that ends with ``previous``."""
    if token.kind in ("unit", "approx", "skip"):
        return not (token.text == "余" and following and following not in "万人个名位元块台亿百千家")
    if token.kind == "latin":
        spoken = previous.kind in ("unit", "digits") and token.text in "wW"  # 两百w
        return spoken or previous.kind in ("arabic", "approx", "skip", "rough")
    if token.kind in ("arabic", "digits", "tens", "half"):
        if previous.kind in ("arabic", "digits", "half", "approx", "skip", "decimal", "tens"):
            return previous.kind == "tens" and token.kind == "digits"
        return _unit_follows(text, token.end) or _small_tail(token, previous) or _is_tail(token, previous, text)
    return False


def _unit_follows(text: str, end: int) -> bool:
    return text[end : end + 1] != "" and text[end] in _UNIT


def _small_tail(token: _Token, previous: _Token) -> bool:
    """Tell whether this is plain continuing Chinese: 二十五, 一百零五, 三千五."""
    if token.kind != "digits" or previous.kind != "unit":
        return False
    return previous.text in "十拾" or token.text[0] in "零〇"


def _tokens_at(text: str, at: int) -> list[_Token]:
    """Return the tokens of the numeral that begins at ``at``; empty if none does."""
    tokens: list[_Token] = []
    while match := _TOKEN.match(text, at):
        token = _Token(match.lastgroup or "", match.group(), match.start(), match.end())
        following = text[token.end : token.end + 1]
        if tokens and not _joins(token, tokens[-1], following, text):
            break
        if not tokens and token.kind in ("approx", "skip", "latin"):
            return []
        tokens.append(token)
        at = token.end
    while tokens and tokens[-1].kind == "skip":
        tokens.pop()
    return tokens


def _build(tokens: Sequence[_Token], vague: bool, start: int) -> Numeral:
    """Evaluate the tokens of one numeral."""
    running = _Sum()
    for token in tokens:
        if token.kind in ("unit", "latin"):
            unit = token.text.strip()
            running.add_unit(SMALL.get(unit) or BIG[unit])
        elif token.kind == "approx":
            running.approx = True
        elif token.kind != "skip":
            running.add_number(_number(token), token.text[0] in "零〇")
    low, high = running.bounds()
    if vague or not high < LARGEST:
        return Numeral(None, None, True, running.unit, start, tokens[-1].end)
    return Numeral(low, high, running.approx, running.unit, start, tokens[-1].end)


def _is_form_alone(text: str, at: int) -> bool:
    """Tell whether a character of banknotes stands without its unit: 伍 and 陆 are surnames then."""
    alone = text[at + 1 : at + 2] not in tuple("拾佰仟万亿元圆点" + _FORMAL)
    return alone and text[at : at + 1] in tuple(_FORMAL)


def numeral_at(text: str, at: int) -> Numeral | None:
    """Return the numeral that begins exactly at ``at``, without ranges."""
    if _is_form_alone(text, at):
        return None
    lead = _LEADING.match(text, at)
    begin = lead.end() if lead else at
    tokens = _tokens_at(text, begin)
    if lead and (not tokens or tokens[0].kind != "unit"):
        return None
    return _build(tokens, lead is not None, at) if tokens else None


def _join_range(text: str, first: Numeral, second: Numeral) -> Numeral | None:
    """Return 三到五万 as one numeral; a lower end without unit takes the upper end's, all of it (三到五百万)."""
    if None in (first.low, first.high, second.low, second.high):
        return None
    low, high = first.low or 0.0, second.high or 0.0
    if first.end - first.start == 1 and text[first.start] in DIGITS and low < high / _magnitude(high):
        low *= _magnitude(high)
    elif first.unit < second.unit and low * second.unit <= high:
        low *= second.unit  # 三百到五百万; but 三千到五万
    if low >= high:
        return None
    return Numeral(low, high, first.approx or second.approx, second.unit, first.start, second.end)


def _magnitude(number: float) -> float:
    """Return 1,000,000 for 5,000,000: by what a lone digit before 到五百万 counts; 1 for a number of several digits."""
    digits = str(int(number))
    return 10.0 ** (len(digits) - 1) if number == int(number) and not digits[1:].strip("0") else 1.0


def _range_at(text: str, first: Numeral) -> Numeral:
    """Return ``first`` widened by 到 … where a greater numeral follows."""
    bridge = _TO.match(text, _skip_unit(text, first.end))
    if not bridge:
        return first
    second = numeral_at(text, bridge.end())
    return (second and _join_range(text, first, second)) or first


def _skip_unit(text: str, end: int) -> int:
    """Return the position behind 元, 块, 人 or 个 between the two ends of a range."""
    return (
        end + 1
        if text[end : end + 2] in ("元到", "块到", "人到", "个到", "元-", "人-", "元至", "人至", "名至")
        else end
    )


def read_numerals(text: str) -> list[Numeral]:
    """Return every numeral in ``text`` in order of appearance, ranges joined, none overlapping.

    :param text: Normalised text (see :mod:`knowledge.reading.normalise`).
    """
    found: list[Numeral] = []
    at = 0
    while begin := _BEGIN.search(text, at):
        numeral = numeral_at(text, begin.start())
        at = begin.start() + 1
        if numeral is not None:
            numeral = _range_at(text, numeral)
            found.append(numeral)
            at = numeral.end
    return found
