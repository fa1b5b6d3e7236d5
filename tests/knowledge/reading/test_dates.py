"""By when; all worked cases as of Monday 2026-11-23."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading import festivals
from knowledge.reading.dates import read_deadlines

TODAY = date(2026, 11, 23)
CASES: list[tuple[str, str | None]] = [
    ("最好下个月底前能办下来", "2026-12-31"),
    ("这个月底之前", "2026-11-30"),
    ("下周五前要", "2026-12-04"),
    ("周五前", "2026-11-27"),
    ("三天内", "2026-11-26"),
    ("48小时内", "2026-11-25"),
    ("三个工作日内", "2026-11-26"),
    ("两周内", "2026-12-07"),
    ("半个月内搞定", "2026-12-08"),
    ("一个月之内", "2026-12-23"),
    ("一个半月内", "2027-01-07"),
    ("两三个月内", "2027-02-23"),
    ("还有十天", "2026-12-03"),
    ("12月上旬要用", "2026-12-10"),
    ("下个月中旬前", "2026-12-20"),
    ("一季度前", "2027-03-31"),
    ("明年上半年投产，想贷款", "2027-06-30"),
    ("年底前", "2026-12-31"),
    ("年内完成", "2026-12-31"),
    ("周末有人上班不", None),
    ("13812340031，别周末打", None),
    ("周一打给我", None),
    ("不要周三了，周四给我", "2026-11-26"),
    ("往后推吧，别赶这周六了，下周六", "2026-12-05"),
    ("别拖到月底", "2026-11-30"),
    ("元旦你们放假吗", None),
    ("元旦放假前要办好", "2026-12-31"),
    ("周五前要有人接手", "2026-11-27"),
    ("五一前要开业", "2027-04-30"),
    ("春节前要发工资", "2027-02-05"),
    ("过年前把钱拿到", "2027-02-05"),
    ("年前能办好吗", "2027-02-05"),
    ("元宵前", "2027-02-19"),
    ("国庆前", "2027-09-30"),
    ("中秋前", "2027-09-14"),
    ("12.20前", "2026-12-20"),
    ("12/20之前要交", "2026-12-20"),
    ("2027年6月30日前", "2027-06-30"),
    ("十二月十八号前", "2026-12-18"),
    ("15号前要", "2026-12-15"),
    ("25号之前", "2026-11-25"),
    ("后天要开会用", "2026-11-25"),
    ("明天截止", "2026-11-24"),
    ("最晚12月15号", "2026-12-15"),
    ("希望月底能办好，最晚下个月15号", "2026-12-15"),
    ("不要这周五了，下周五", "2026-12-04"),
    ("12月20号不行，改成25号", "2026-12-25"),
    ("明年3月底交货", "2027-03-31"),
    ("每个月底发工资", None),
    ("贷款500万3年期", None),
    ("用两年", None),
    ("3年内还清", None),
    ("公司成立5年了", None),
    ("三年前成立", None),
    ("2025年6月成立的", None),
    ("去年12月交的", None),
    ("近三年内没有违法", None),
    ("春节后再说", None),
    ("五一路100号", None),
    ("3号楼", None),
    ("早上9点到下午5点营业", None),
    ("每周五上班", None),
    ("今天想问一下", None),
    ("预算1.5万", None),
]
URGENCY = [
    ("急", True),
    ("很急，尽快", True),
    ("马上要用", True),
    ("越快越好", True),
    ("加急办", True),
    ("赶紧的", True),
    ("不急", False),
    ("不着急，慢慢来", False),
    ("不是很急", False),
    ("没那么急", False),
    ("应急转贷", False),
    ("急救培训", False),
    ("想贷款", False),
]


def _read(text: str, today: date = TODAY, asked: bool = False) -> object:
    return next((s.value for s in read_deadlines(text, today, (), asked) if s.slot == "deadline"), None)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_worked_case(text: str, expected: str | None) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(("text", "expected"), URGENCY)
def test_urgent(text: str, expected: bool) -> None:
    assert any(s.slot == "urgent" for s in read_deadlines(text, TODAY)) is expected


def test_date_and_urgency_are_both_given() -> None:
    assert [(s.slot, s.value) for s in read_deadlines("10号之前，急", TODAY)] == [
        ("deadline", "2026-12-10"),
        ("urgent", True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("半个月", "2026-12-08"),
        ("一个月左右吧", "2026-12-23"),
        ("下周五", "2026-12-04"),
        ("年底", "2026-12-31"),
        ("12.20", "2026-12-20"),
        ("不着急", None),
    ],
)
def test_bare_answer(text: str, expected: str | None) -> None:
    assert _read(text, asked=True) == expected


def test_festival_table_covers_the_years_promised() -> None:
    assert [festivals.falls_on("春节", year) is not None for year in range(2025, 2033)] == [True] * 8
    assert festivals.falls_on("中秋", 2026) == date(2026, 9, 25)
    assert festivals.falls_on("春节", 2040) is None


PHRASES = [
    "下个月底前",
    "{}号前",
    "{}月{}日前",
    "下周五前",
    "三天内",
    "半个月内",
    "年底前",
    "春节前",
    "一季度前",
    "明年上半年前",
    "国庆前",
    "周三前",
    "下个月上旬前",
    "{}月底前",
]


@given(st.dates(date(2025, 1, 1), date(2031, 6, 30)), st.sampled_from(PHRASES), st.integers(1, 12), st.integers(1, 28))
def test_never_before_today(today: date, phrase: str, first: int, second: int) -> None:
    value = _read(phrase.format(first, second), today)
    assert value is not None
    assert date.fromisoformat(str(value)) >= today


@given(st.dates(date(2025, 1, 1), date(2031, 1, 1)), st.integers(0, 360))
def test_full_dates_round_trip(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    for text in (
        f"{day.year}年{day.month}月{day.day}日前",
        f"截止{day.isoformat()}",
        f"{day.year}/{day.month}/{day.day}之前",
    ):
        assert _read(text, today) == day.isoformat()


@given(st.text(alphabet="0123456789一二三十年月日号周下个上半前后内底急天明春节季度初中旬./- ，改成不要", max_size=50))
def test_never_raises(text: str) -> None:
    assert all(0 <= s.start < s.end <= len(text) for s in read_deadlines(text, TODAY))
