"""Roads are neither places of their own nor part of a trade."""

from datetime import date

import pytest

from knowledge.reading.facts import read_facts
from knowledge.reading.roads import find_roads


@pytest.mark.parametrize(
    ("text", "roads"),
    [
        ("我在天津路开药店", ["天津路"]),
        ("广州大道的打印店", ["广州大道"]),
        ("地址是芙蓉南路368号", ["芙蓉南路"]),
        ("人民西路上那家超市", ["人民西路"]),
        ("产品没有销路，想找客户", []),
        ("我们做电路板的", []),
        ("做铁路配件的厂", []),
        ("想修一条路", []),
        ("出路在哪里", []),
    ],
)
def test_roads_are_told_from_words_that_end_so(text: str, roads: list[str]) -> None:
    assert [text[start:end] for start, end in find_roads(text)] == roads


@pytest.mark.parametrize(
    ("text", "region", "industry"),
    [
        ("天津路便利店想贷20万", None, "便利"),
        ("益阳解放西路汽修店要贷款", "430900", "汽修"),
        ("我在新疆路开药店，想找人代账", None, "药店"),
    ],
)
def test_a_road_is_no_place_and_no_trade(text: str, region: str | None, industry: str) -> None:
    slots = read_facts(text, date(2026, 11, 23)).slots
    assert (slots.get("region"), slots.get("industry")) == (region, industry)
