import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import CatalogueError, OfferError, load_jsonl, load_sample, parse_line, parse_offer, to_dict
from knowledge.catalogue_fields import MAX_ASK, MAX_ASKS, MAX_NAME, MAX_TEXT, Fee, Requirement

BASE: dict[str, Any] = {"id": "S1", "kind": "service", "name": "代理记账", "provider": "某公司", "text": "按月做账"}


def test_the_least_that_is_accepted() -> None:
    offer = parse_offer({"id": "S1", "kind": "service", "name": "代理记账", "provider": "", "text": ""})
    assert (offer.provider, offer.region_served, offer.fee) == ("", (), None)


def test_all_parts_are_read_and_written_back() -> None:
    raw = {
        **BASE,
        "category": "gov_agency",
        "region_served": ["430000"],
        "sectors": ["33", "C"],
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "fee": {"model": "range", "text": "", "min_cny": 200, "max_cny": 500, "unit": "月", "percent": None},
        "time_limit": {"text": "3个工作日", "working_days": 3},
        "requirements": [{"field": "headcount", "op": "<=", "value": 300, "text": "300人以下"}],
        "welfare": False,
        "column_of_ours": "kept",
    }
    offer = parse_offer(raw)
    assert offer.fee == Fee("range", "", 200, 500, "月", None)
    assert offer.requirements == (Requirement("headcount", "<=", 300, "300人以下"),)
    assert offer.extra == {"column_of_ours": "kept"}
    assert to_dict(offer) == raw
    assert parse_offer(to_dict(offer)) == offer


def test_asks_are_kept_once_and_written_back() -> None:
    offer = parse_offer({**BASE, "kind": "policy", "asks": [" 怎么办 ", "", "怎么办", "找谁"]})
    assert offer.asks == ("怎么办", "找谁")
    assert to_dict(offer)["asks"] == ["怎么办", "找谁"]
    assert parse_offer(to_dict(offer)) == offer


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "id: "),
        ({"id": "a b"}, "id: "),
        ({"id": 7}, "id: "),
        ({"kind": "thing"}, "kind: one of"),
        ({"name": " "}, "name: must not be empty"),
        ({"name": "名" * (MAX_NAME + 1)}, "name: at most 200"),
        ({"text": "文" * (MAX_TEXT + 1)}, "text: at most 20000"),
        ({"region_served": ["431"]}, "region_served: unknown region code '431'"),
        ({"category": "money"}, "category: one of"),
        ({"service_types": ["finance.nothing"]}, "service_types: unknown service type"),
        ({"valid_until": "2026/12/31"}, "valid_until: a date"),
        ({"valid_until": "2026-02-30"}, "valid_until: "),
        ({"valid_from": "2026-12-31", "valid_until": "2026-01-01"}, "lies after"),
        ({"fee": {"model": "cheap"}}, "fee: one of"),
        ({"fee": {"model": "range", "min_cny": 9, "max_cny": 1}}, "fee: min_cny 9 exceeds max_cny 1"),
        ({"fee": {"model": "fixed", "min_cny": True}}, "fee: a number"),
        ({"requirements": [{"field": "x", "op": ">=", "value": 1}]}, "requirements: one of"),
        ({"sectors": ["333"]}, "sectors: "),
        ({"process": "一步"}, "process: a list"),
        ({"kind": "faq", "asks": "怎么办"}, "asks: a list"),
        ({"kind": "faq", "asks": [7]}, "asks: a text"),
        ({"kind": "faq", "asks": ["问" * (MAX_ASK + 1)]}, "asks: at most 100"),
        ({"kind": "faq", "asks": [f"问{n}" for n in range(MAX_ASKS + 1)]}, "asks: at most 30"),
        ({"asks": ["怎么办"]}, "asks: only for faq, policy, scheme"),
        ({"welfare": "是"}, "welfare: true or false"),
        ({"staff_count": -1}, "staff_count: a whole number"),
        ({"备注": float("nan")}, "备注: NaN and infinity are not allowed"),
        ({"x": [{"y": float("inf")}]}, "x: NaN and infinity"),
        ({"fee": {"model": "fixed", "min_cny": float("-inf")}}, "fee: NaN and infinity"),
    ],
)
def test_faults_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(OfferError, match=message.replace("[", r"\[")):
        parse_offer({**BASE, **change})


def test_all_faults_of_one_item_are_told_together() -> None:
    with pytest.raises(OfferError) as caught:
        parse_offer({"kind": "thing", "welfare": 1})
    assert [part.split(":")[0] for part in str(caught.value).split("; ")] == ["kind", "welfare", "id", "name"]


def test_a_file_with_faults_gives_nothing_but_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "offers.jsonl"
    good = json.dumps(BASE, ensure_ascii=False)
    path.write_text(f"{good}\n\nnot json\n[1]\n{good}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="offers.jsonl: 3 faulty lines") as caught:
        load_jsonl(path)
    assert [line for line, _ in caught.value.faults] == [3, 4, 5]
    assert caught.value.faults[2][1] == "id S1 is given twice"


def test_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "offers.jsonl"
    path.write_text("\n" + json.dumps(BASE, ensure_ascii=False) + "\n", encoding="utf-8")
    assert [offer.id for offer in load_jsonl(path)] == ["S1"]


def test_the_sample_catalogue_is_sound_and_marked() -> None:
    offers = load_sample()
    assert len({offer.id for offer in offers}) == len(offers)
    assert all(offer.sample for offer in offers)


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused_cleanly(line: str) -> None:
    with pytest.raises(OfferError):
        parse_line(line)
