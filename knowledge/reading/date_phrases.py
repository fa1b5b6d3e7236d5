"""Turn one Chinese date phrase into the last day it still covers, seen from today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from knowledge.reading import festivals
from knowledge.reading.numerals import read_numerals

_N = r"[0-9]{1,3}(?:\.5)?|[一二两三四五六七八九十半廿]{1,4}"
_YEAR = r"(?:(?P<year>20[0-9]{2}|今|明|后|本|当)年度?(?:的|份)?)?"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_PART = r"(?:的)?(?P<part>底|末|上旬|中旬|下旬|月底|初|中)?"
_DAY = (
    r"(?P<day>3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
_PARTS = {"上旬": 10, "初": 10, "中": 15, "中旬": 20}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_WEEKDAYS = (
    {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6} | {c: i for i, c in enumerate("123456")}
)

Reader = Callable[["re.Match[str]", date], "date | None"]


def number_of(text: str) -> int | float | None:
    """Return the single number ``text`` spells, 半 being one half."""
    if text == "半":
        return 0.5
    found = read_numerals(text)
    value = found[0].value if found else None
    return value[-1] if isinstance(value, list) else value


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, the month's last day where it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(word: str | None, today: date) -> int | None:
    """Return the year a word names; ``None`` when it names none."""
    if not word:
        return None
    return today.year + {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2}[word] if len(word) == 1 else int(word)


def _rolled(make: Callable[[int], date | None], year: int | None, today: date) -> date | None:
    """Return the date in the named year, else in the first year in which it is not past."""
    if year is not None:
        return make(year)
    return next((d for d in (make(today.year), make(today.year + 1)) if d is not None and d >= today), None)


def _in_month(year: int, month: int, part: str | None, day: str | None) -> date | None:
    """Return a day, the end of a third, or the end of a month."""
    if day:
        return _valid(year, month, int(number_of(day) or 0))
    return date(year, month, _PARTS[part]) if part in _PARTS else month_end(year, month)


def _month_day(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    month = int(number_of(groups["month"]) or 0)
    if not 1 <= month <= 12:
        return None
    before = (
        match.end() < len(match.string)
        and match.string[match.end()] == "前"
        or match.string.startswith("之前", match.end())
    )
    whole = not groups.get("day") and not groups.get("part")

    def make(year: int) -> date | None:
        if whole and before:
            return date(year, month, 1) - timedelta(days=1)
        return _in_month(year, month, groups.get("part"), groups.get("day"))

    return _rolled(make, _year(groups.get("year"), today), today)


def _relative_month(match: re.Match[str], today: date) -> date | None:
    word = match["which"]
    shift = word.count("下") if "下" in word else 0
    first = add_months(today.replace(day=1), shift)
    day = _in_month(first.year, first.month, match["part"], match["day"])
    if not word and day is not None and day < today:  # 月中, said after the middle of this month
        first = add_months(first, 1)
        return _in_month(first.year, first.month, match["part"], match["day"])
    return day


def _day_only(match: re.Match[str], today: date) -> date | None:
    day = int(number_of(match["day"]) or 0)
    first = today.replace(day=1)
    days = (_valid(m.year, m.month, day) for m in (first, add_months(first, 1), add_months(first, 2)))
    return next((d for d in days if d is not None and d >= today), None)


def _weekday(match: re.Match[str], today: date) -> date | None:
    which, weekday = match["which"] or "", _WEEKDAYS[match["weekday"]]
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=weekday + 7 * which.count("下"))
    return day + timedelta(days=7) if day < today and not which else day


def _week(match: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=6 + 7 * match["which"].count("下"))


def _working_days(today: date, count: int) -> date:
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _period(match: re.Match[str], today: date) -> date | None:
    """Return today plus a period: 三天内, 半个月, 一个半月, 两周, 48小时."""
    count = float(number_of(match["upper"] or match["count"]) or 0) + (0.5 if match["half"] else 0)
    unit = match["unit"]
    if not 0 < count <= 400:
        return None
    if unit == "工作日":
        return _working_days(today, int(count))
    if unit == "季度":
        return add_months(today, 3 * int(count))
    if "月" in unit:
        return add_months(today, int(count)) + timedelta(days=15 if count % 1 else 0)
    if unit == "年":
        return add_months(today, int(count * 12)) if count <= 5 else None
    days = {"天": 1.0, "日": 1.0, "小时": 1 / 24, "钟头": 1 / 24}.get(unit, 7.0)
    return today + timedelta(days=round(count * days + 0.49) if days < 1 else round(count * days))


def _quarter(match: re.Match[str], today: date) -> date | None:
    word = match["quarter"]
    if word in ("本", "这个", "这", "当"):
        return month_end(today.year, (today.month - 1) // 3 * 3 + 3)
    if word.startswith("下"):
        first = add_months(today.replace(day=1), 3)
        return month_end(first.year, (first.month - 1) // 3 * 3 + 3)
    quarter = _QUARTERS.get(word[-1]) or int(word[-1])
    return _rolled(lambda year: month_end(year, quarter * 3), _year(match["year"], today), today)


def _half_year(match: re.Match[str], today: date) -> date | None:
    month = 6 if match["half"] == "上" else 12
    return _rolled(lambda year: month_end(year, month), _year(match["year"], today), today)


def _year_end(match: re.Match[str], today: date) -> date | None:
    year = _year(match["year"], today) or today.year
    part = match["part"] or ""
    if part == "初":
        return date(year, 1, 31)
    return date(year, 6, 30) if part == "中" else date(year, 12, 31)


def _near_day(match: re.Match[str], today: date) -> date | None:
    shift = {"今": 0, "明": 1, "后": 2, "大后": 3}[match["which"]]
    return today + timedelta(days=shift)


def _festival(match: re.Match[str], today: date) -> date | None:
    year, name = _year(match["year"], today), match["festival"]
    day = festivals.falls_on(name, year) if year else festivals.next_after(name, today)
    return day - timedelta(days=1) if day else None


def _lunar(match: re.Match[str], today: date) -> date | None:
    """Return 腊月二十八 and 正月初八, counted from 小年 (腊月二十三) and 春节."""
    year, day = _year(match["year"], today), int(number_of(match["day"]) or 0)
    name, first = ("小年", 23) if match["moon"] == "腊" else ("春节", 1)
    near = today - timedelta(days=day)
    counted = festivals.falls_on(name, year) if year else festivals.next_after(name, near)
    return counted + timedelta(days=day - first) if counted else None


def _numeric(match: re.Match[str], today: date) -> date | None:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    return _rolled(lambda y: _valid(y, month, day), int(year) if year else None, today)


def phrases() -> list[tuple[str, re.Pattern[str], Reader]]:
    """Return (kind, pattern, reader) in order of precedence; ``bare`` kinds need more support from the context."""
    names = "|".join(re.escape(name) for name in festivals.names() if name != "年")
    return [
        ("date", re.compile(rf"(?<![0-9]){_YEAR}{_MONTH}月(?:份)?{_DAY}(?:[日号]|(?=[之以]?前|截[止至]))"), _month_day),
        (
            "date",
            re.compile(
                r"(?<![0-9.])(?P<year>20[0-9]{2})[-/.年](?P<month>0?[1-9]|1[0-2])[-/.月](?P<day>3[01]|[12][0-9]"
                r"|0?[1-9])[日号]?(?![0-9])"
            ),
            _numeric,
        ),
        (
            "numeric",
            re.compile(
                r"(?<![0-9./-])(?P<year>(?!))?(?P<month>0?[1-9]|1[0-2])[./-](?P<day>3[01]|[12][0-9]|0?[1-9])(?:[日号])?"
                r"(?![0-9./%-]|[万千百亿个元块度米年岁倍wWkK折])"
            ),
            _numeric,
        ),
        (
            "date",
            re.compile(rf"(?P<which>本|这个?|当|下个?|下下个?|次)月(?:份)?(?:(?:的)?{_DAY}[日号]|{_PART}内?)"),
            _relative_month,
        ),
        (
            "date",
            re.compile(
                r"(?<![0-9本这当下次每个半一二两三四五六七八九十几])(?P<which>)(?P<day>(?!))?月(?P<part>底(?!了)|末|中旬"
                r"|上旬|下旬|中(?=[要得前就必]|之前))"
            ),
            _relative_month,
        ),
        (
            "date",
            re.compile(rf"(?<![0-9]){_YEAR}第?(?P<quarter>本|这个?|当|下个?|[一二三四1-4](?!个))个?季度(?:末|底|内)?"),
            _quarter,
        ),
        ("date", re.compile(rf"{_YEAR}(?P<quarter>[Qq][1-4])(?![0-9A-Za-z])"), _quarter),
        ("date", re.compile(rf"{_YEAR}(?P<half>[上下])半年(?:度)?"), _half_year),
        ("festival", re.compile(rf"(?<![0-9双]){_YEAR}(?P<festival>{names})(?![月点个人万天号元台])"), _festival),
        (
            "festival",
            re.compile(r"(?<![0-9一二三四五六七八九十两半几多来去今明后前每全整数])(?P<year>)(?P<festival>年)(?=前)"),
            _festival,
        ),
        ("date", re.compile(rf"{_YEAR}(?P<moon>腊|正)月初?{_DAY}[日号]?"), _lunar),
        ("month", re.compile(rf"(?<![0-9.个第]){_YEAR}{_MONTH}月(?:份)?{_PART}"), _month_day),
        ("date", re.compile(r"(?P<year>20[0-9]{2}|今|明|本|当|后)年年?(?P<part>底|末|尾|中|初)(?!国)"), _year_end),
        ("date", re.compile(r"(?<![0-9去每前])(?P<year>(?!))?年(?P<part>底|末|尾)(?!了)"), _year_end),
        (
            "date",
            re.compile(
                r"(?<![0-9一二三四五六七八九十两半几多来去每全整数])(?P<year>今|本|当)?年(?P<part>(?!))?(?:度)?(?:以"
                r"|之)?内(?!容)"
            ),
            _year_end,
        ),
        (
            "weekday",
            re.compile(
                r"(?P<which>这个?|本|下个?|下下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-6])(?![0-9年个家天])"
            ),
            _weekday,
        ),
        ("date", re.compile(r"(?P<which>这个?|本|下下?个?)(?:周|星期|礼拜)(?:之?内)?"), _week),
        ("near", re.compile(r"(?P<which>大后|今|明|后)[天日早晚](?![气色])"), _near_day),
        (
            "period",
            re.compile(
                rf"(?<![0-9.第])(?:(?P<count>{_N})(?:[-~到至、](?P<upper>{_N}))? ?(?:个)?(?P<half>半)?(?P<unit>工作日"
                r"|天|日|周|星期|礼拜|季度|月|年|小时|钟头))"
            ),
            _period,
        ),
        ("day", re.compile(rf"(?<![0-9第路街道栋.])(?<!大道){_DAY}[号日](?![人楼线院门店厂机文位码房])"), _day_only),
    ]
