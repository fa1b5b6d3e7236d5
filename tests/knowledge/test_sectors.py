"""The industry classification, everyday words, and the sample windows that use it."""

from __future__ import annotations

import pytest

from knowledge import sectors
from knowledge.errors import KnowledgeError


def test_the_standard_is_complete() -> None:
    codes = list(sectors.load())
    assert [c for c in codes if len(c) == 1] == list("ABCDEFGHIJKLMNOPQRST")
    assert sorted(c for c in codes if len(c) == 2) == [f"{n:02}" for n in range(1, 98)]


def test_every_division_has_a_parent_and_six_words() -> None:
    for sector in sectors.load().values():
        if len(sector.code) == 2:
            assert sectors.require(sector.parent).code == sector.parent
            assert len(sector.words) >= 6, sector.name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("做工程机械配件的", "35"),
        ("花炮厂", "26"),
        ("烟花鞭炮", "26"),
        ("电子烟花", "39"),
        ("陶瓷厂", "30"),
        ("陶瓷机械厂", "35"),
        ("湘绣", "17"),
        ("茶油加工", "13"),
        ("槟榔", "14"),
        ("开了个民宿", "61"),
        ("打火机", "41"),
        ("黑茶", "15"),
        ("箱包厂", "19"),
        ("轨道交通配件", "37"),
        ("软件公司", "65"),
        ("养猪场", "03"),
        ("开KTV的", "90"),
        ("跨境电商", "52"),
        ("一家工厂", "C"),
        ("物流", "G"),
        (["五金", "外贸公司"], "51"),
        ("不知道", None),
        ("", None),
    ],
)
def test_everyday_words_find_the_sector(words: str | list[str], code: str | None) -> None:
    assert sectors.find(words) == code


def test_standard_names_are_found_too() -> None:
    assert sectors.find("专用设备制造业") == "35"
    assert sectors.find("制造业") == "C"


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(KnowledgeError, match="'98'"):
        sectors.require("98")
