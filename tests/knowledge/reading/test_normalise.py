"""One character in, one character out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.normalise import normalise

CASES = [
    ("１３８１２３４５６７８", "13812345678"),
    ("ＩＳＯ９００１", "ISO9001"),
    ("貸款五百萬", "贷款五百万"),
    ("長沙經開區", "长沙经开区"),
    ("①②③", "123"),
    ("⓪", "0"),
    ("①贷款三十万②代账", "①贷款三十万②代账"),
    ("138①2345", "13812345"),
    ("３０％", "30%"),
    ("０７３１－８８８８１２３４", "0731-88881234"),
    ("0731–8888", "0731-8888"),
    ("￥500", "¥500"),
    ("你好，世界", "你好，世界"),
    ("（湖南）", "（湖南）"),
    ("a\tb", "a b"),
    ("a\x00b", "a b"),
    ("a\u200bb", "a b"),
    ("a\u3000b", "a b"),
    ("上\n下", "上\n下"),
    ("３～５萬", "3~5万"),
    ("商標註冊", "商标注册"),
    ("檢測認證", "检测认证"),
    ("招聘３０個員工", "招聘30个员工"),
    ("廠房", "厂房"),
    ("補貼與獎勵", "补贴与奖励"),
    ("٣٤", "34"),
    ("", ""),
    ("王總", "王总"),
    ("壹佰萬圓", "壹佰万圆"),
]


@pytest.mark.parametrize(("given_text", "expected"), CASES)
def test_worked_case(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


@given(st.text())
def test_length_stays(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
