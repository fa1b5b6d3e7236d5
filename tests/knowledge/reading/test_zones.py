"""Zones said without their city."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.reading import zones
from knowledge.reading.facts import read_facts

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "高新区",
        "经开区",
        "开发区",
        "高新区那边",
        "我们在开发区",
        "工业园区里",
        "就在产业园",
        "综合保税区",
        "工业集中区这边",
        "新区",
    ],
)
def test_a_zone_answers_without_its_city(text: str) -> None:
    slots = read_facts(text, TODAY, "region").slots
    assert slots == {"region_ambiguous": True}


@pytest.mark.parametrize(
    ("text", "region"), [("株洲高新区", "430200"), ("湘潭那边的高新区", "430371"), ("长沙，开发区里", "430100")]
)
def test_the_city_beside_it_settles_it(text: str, region: str) -> None:
    assert read_facts(text, TODAY, "region").slots == {"region": region}


@pytest.mark.parametrize(
    ("text", "asked"),
    [("高新区管委会", "region"), ("我要投诉，园区乱收费", "region"), ("高新区", None), ("我们在开发区", "contact")],
)
def test_it_is_no_answer_elsewhere(text: str, asked: str | None) -> None:
    assert "region_ambiguous" not in read_facts(text, TODAY, asked).slots


def test_other_answers_beside_it_are_kept() -> None:
    slots = read_facts("在经开区，王芳，13900010011", TODAY, "region").slots
    assert slots == {"region_ambiguous": True, "phone": "13900010011", "contact": "王芳"}


@pytest.mark.parametrize(
    ("city", "zone", "code"),
    [("430300", "高新区", "430371"), ("430200", "高新区", "430200"), ("999999", "园区", "999999")],
)
def test_the_city_names_the_zone(city: str, zone: str, code: str) -> None:
    assert zones.within(city, zone) == code


def test_a_zone_among_codes() -> None:
    assert zones.named_among(["430102", "高新区"]) == "高新区"
    assert zones.named_among(["430102"]) is None


def test_a_firm_in_a_zone_tells_its_trade() -> None:
    assert read_facts("经开区做汽车线束的，想贷三百个", TODAY).slots["industry"] == "汽车线束"
