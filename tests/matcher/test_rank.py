from datetime import date
from math import inf
from typing import Any

import pytest

from knowledge.catalogue import Offer
from knowledge.reading.firm import Figure
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.search.features import size_of
from matcher.search.rank import FULL_EFFECT, WEIGHTS
from matcher.search.understand import upper
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({})
TODAY = date(2026, 11, 23)


def scores(query: Query, *offers: Offer) -> dict[str, dict[str, float]]:
    outcome = Matcher(build(offers, ENCODER, []), ENCODER).match(query)
    return {candidate.item_id: dict(candidate.scores) for candidate in outcome.candidates}


def test_county_before_city_before_province_before_silence() -> None:
    places = {"county": ["430112"], "city": ["430100"], "province": ["430000"], "silent": []}
    offers = [offer(name, "财税代办", region_served=codes) for name, codes in places.items()]
    outcome = Matcher(build(offers, ENCODER, []), ENCODER).match(Query("财税代办", slots={"region": "430112"}))
    assert [match.item_id for match in outcome.results] == ["county", "city", "province", "silent"]
    finals = [match.score for match in outcome.results]
    fused = outcome.candidates[0].scores["fused"]
    assert finals == pytest.approx(
        [min(1.0, fused + WEIGHTS["local"] * part) for part in (1.0, 0.7, 0.4, 0.0)], abs=1e-5
    )


@pytest.mark.parametrize(
    ("feature", "slots", "fields", "value"),
    [
        ("size", {"headcount": 12}, {"target_sizes": ["micro"]}, 1.0),
        ("size", {"headcount": [250, 400]}, {"target_sizes": ["micro"]}, -1.0),
        ("stage", {"stage": "startup"}, {"target_stages": ["startup"]}, 1.0),
        ("sector", {"sector": "33"}, {"sectors": ["34"]}, -1.0),
        ("sector", {"industry": "机械"}, {"text": "服务机械加工企业"}, 1.0),
        ("category", {"category": ["finance"]}, {"category": "finance"}, 1.0),
        ("category", {"category": "finance"}, {"category": "legal"}, -1.0),
        ("budget", {"budget_cny": 5000}, {"fee": {"model": "free"}}, 1.0),
        ("budget", {"budget_cny": 5000}, {"fee": {"model": "fixed", "min_cny": 3000, "max_cny": 3000}}, 0.5),
        ("budget", {"budget_cny": [None, 2000]}, {"fee": {"model": "range", "min_cny": 3000, "max_cny": 9000}}, -1.0),
        ("budget", {"amount_cny": 5000}, {"fee": {"model": "free"}}, None),  # what for was not said
        ("capacity", {}, {"kind": "expert", "capacity_per_month": 4}, 0.5),
        ("capacity", {}, {"kind": "expert", "capacity_per_month": 20}, 1.0),
        ("capacity", {}, {"kind": "expert", "capacity_per_month": 0}, -1.0),
        ("fresh", {}, {"verified_on": "2026-11-23"}, 1.0),
        ("fresh", {}, {"verified_on": "2025-11-23"}, None),
    ],
)
def test_features_by_hand(feature: str, slots: dict[str, Any], fields: dict[str, Any], value: float | None) -> None:
    found = scores(Query("财税代办", slots=slots, today=TODAY), offer("A", "财税代办", **fields))["A"]
    assert found.get(feature) == value
    shift = WEIGHTS[feature] * (value or 0.0) * min(1.0, found["fused"] / FULL_EFFECT)
    assert found["final"] == pytest.approx(min(1.0, found["fused"] + shift), abs=1e-5)


def test_features_cannot_lift_what_has_nothing_to_do_with_the_need() -> None:
    near = offer("near", "养老院", region_served=["430112"], verified_on="2026-11-23")
    found = scores(Query("财税代办", slots={"region": "430112"}, today=TODAY), near)
    assert found.get("near", {"final": 0.0})["final"] == 0.0


def test_an_institution_shares_in_its_best_service() -> None:
    home = offer("I", "某某事务所（样例）", kind="institution", text="财税")
    other = offer("J", "另一事务所（样例）", kind="institution", text="财税")
    service = offer("S", "财税代办", institution="I")
    found = scores(Query("财税代办"), home, other, service)
    assert found["I"]["linked"] == 1.0
    assert "linked" not in found["J"]
    assert found["I"]["final"] > found["J"]["final"]


def test_reading_of_sizes_and_bounds() -> None:
    counts = [Figure(19, 19), Figure(20, 20), Figure(299, 299), Figure(300, 300), Figure(5, 30), Figure(50, inf), None]
    assert [size_of(one) for one in counts] == ["micro", "small", "small", "medium", "small", "small", None]
    assert upper([3, None]) == 3.0
    assert upper([None, None]) is None
    assert upper("5") is None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("想找个专家看财税代办", "expert", 1.0), ("财税代办找哪家机构", "institution", 1.0), ("财税代办", "expert", None)],
)
def test_the_kind_asked_for_counts(text: str, kind: str, value: float | None) -> None:
    found = scores(Query(text), offer("A", "财税代办", kind=kind))["A"]
    assert found.get("kind") == value


@pytest.mark.parametrize(
    ("text", "slots", "value"),
    [
        ("想找免费的财税代办", {}, -1.0),
        ("财税代办，最好不花钱", {}, -1.0),
        ("有没有不收费财税代办", {}, -1.0),
        ("财税代办收费吗", {}, None),
        ("财税代办，预算5000", {"amount_cny": 5000}, 0.5),
        ("想贷款找财税代办，预算5000", {"amount_cny": 5000}, None),
    ],
)
def test_budget_from_the_words(text: str, slots: dict[str, Any], value: float | None) -> None:
    paid = offer("A", "财税代办", fee={"model": "fixed", "min_cny": 3000, "max_cny": 3000})
    assert scores(Query(text, slots=slots), paid)["A"].get("budget") == value


def test_people_to_be_hired_do_not_make_the_firm_bigger() -> None:
    micro = offer("A", "财税代办", target_sizes=["micro"])
    assert "size" not in scores(Query("财税代办，要招300人", slots={"headcount": 300}), micro)["A"]
    assert scores(Query("财税代办，厂里300人", slots={"headcount": 300}), micro)["A"]["size"] == -1.0
