"""The need in the enterprise's words, and long stories cut down."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.condense import LIMIT, condense
from knowledge.reading.facts import read_facts
from knowledge.reading.need import HONEST_LENGTH, LINE, gist, read_need, wants_somebody

TODAY = date(2026, 11, 23)


def need_of(text: str) -> str:
    return read_need(text, read_facts(text, TODAY).spans)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("我在浏阳做烟花的，想办安全生产许可证，电话13812340050", "我在浏阳做烟花的，想办安全生产许可证"),
        ("冷库电费太高，想做节能改造，最好年底前弄好", "冷库电费太高，想做节能改造"),
        ("Hello, 想做官网", "想做官网"),
        ("想做环评，号码就先不留了，浏阳的", "想做环评"),
        ("办执照，身份证430***********1234", "办执照"),
        ("然后呢，我们还想找个报关的", "我们还想找个报关的"),
        ("水费一个季度八万多，能不能做点循环利用", "水费一个季度八万多，能不能做点循环利用"),
        (
            "有个客户欠我货款80多万一直不给，都两年了，还能要回来不",
            "有个客户欠我货款80多万一直不给，都两年了，还能要回来不",
        ),
        ("想开个网店，电话13812340050，你们方便的时候打给我", "想开个网店"),
        ("产品抽检不合格，罚了八万", "产品抽检不合格，罚了八万"),
        ("老家的茶油想卖到广东去，不晓得怎么弄", "老家的茶油想卖到广东去，不晓得怎么弄"),
        ("谢谢，麻烦了，仓库里压了两百万的货，卖不动", "仓库里压了两百万的货，卖不动"),
        ("我们有80名员工，老是留不住人，我姓周，13812340050", "老是留不住人"),
        ("姓李，13812340000", ""),
        ("株洲芦淞", ""),
        ("13812340000", ""),
    ],
)
def test_what_is_needed_and_why_is_kept(text: str, need: str) -> None:
    assert need_of(text) == need


def test_nothing_that_names_a_person_stands_in_the_need() -> None:
    need = need_of("我是王小明，13812340051，想找律师看合同")
    assert "13812340051" not in need
    assert "找律师看合同" in need


def test_the_line_of_a_need_is_what_is_wanted_and_not_what_fits() -> None:
    want = "想找人帮我们把货卖到东南亚去或者做做跨境电商平台什么的自己人都不懂外语也不懂报关怎么弄"
    assert gist(f"今年单子少了一大半，{want}") == want[: LINE - 1] + "…"
    assert gist("今年单子少了一大半，想找人代运营") == "今年单子少了一大半，想找人代运营"


def test_a_need_is_never_longer_than_can_be_shown() -> None:
    assert len(need_of("想找人" + "设计产品包装" * 40)) == HONEST_LENGTH


def test_a_story_keeps_the_sentences_that_ask() -> None:
    story = "我爸二十年前开的这个厂。" * 60 + "现在想请人帮忙做一套库存系统。" + "以前日子好过。" * 60
    short = condense(story)
    assert len(short) <= LIMIT
    assert "现在想请人帮忙做一套库存系统" in short


@given(st.text(max_size=2000))
def test_any_text_condenses_within_the_limit(text: str) -> None:
    short = condense(text)
    assert len(short) <= LIMIT
    assert len(text) > LIMIT or short == text


@given(st.text(max_size=300))
def test_reading_a_need_never_fails(text: str) -> None:
    assert len(need_of(text)) <= HONEST_LENGTH


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("SC证怎么办理，有人能代办吗", True),
        ("环评怎么做，想找个懂的帮弄一下", True),
        ("有没有机构可以带我们做", True),
        ("代办营业执照要收费吗", False),
        ("有人说小规模不用交税，是真的吗", False),
    ],
)
def test_somebody_is_wanted_to_do_what_is_asked(text: str, wants: bool) -> None:
    assert wants_somebody(text) is wants
