import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from matcher import trials
from matcher.engine import Matcher
from matcher.evaluate import Labelled
from matcher.index.build import build
from matcher.stages import FEATURES, NEEDS, SLIPS, WHOLE, Once, Row, as_text, held_out, orders, table
from matcher.training.texts import Corpus
from matcher.trials import load_matchers, load_trials
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

ITEMS = [
    {"id": "S1", "kind": "service", "name": "合同审查", "provider": "某所（样例）", "text": "律师看合同"},
    {"id": "S2", "kind": "service", "name": "设备贷款", "provider": "某行（样例）", "text": "给买设备的厂放款"},
]
NEEDS_ROWS = [
    {"id": "N1", "text": "想请律师看看合同", "scope": "in", "style": "website", "relevant": {"S1": 2}},
    {"id": "N2", "text": "明天下雨吗", "scope": "out", "style": "colloquial"},
]


TODAY = date(2026, 11, 23)


def write(folder: Path, needs: list[dict[str, object]], name: str = "small") -> Path:
    place = folder / name
    place.mkdir()
    for file, rows in (("catalogue", ITEMS), ("needs", needs)):
        (place / f"{file}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def test_loading(tmp_path: Path) -> None:
    (trial,) = load_trials(write(tmp_path, NEEDS_ROWS))
    assert (trial.name, [offer.id for offer in trial.offers]) == ("small", ["S1", "S2"])
    assert trial.needs[0] == Labelled("N1", "想请律师看看合同", {"S1": 2}, "in", {"style": "website"})


def test_judged_items_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trial small: judged items not in its catalogue: S9"):
        load_trials(write(tmp_path, [{"id": "N1", "text": "贷款", "relevant": {"S9": 2}}]))


def test_the_shipped_trials_load() -> None:
    for trial in load_trials():
        assert {need.scope for need in trial.needs} == {"in", "unsupplied", "out"}


def test_each_stage_has_its_figures() -> None:
    encoder = FakeEncoder({"律师": [1.0, 0.0], "放款": [0.0, 1.0]})
    offers = [offer("A", "合同审查", text="律师"), offer("B", "设备贷款", text="放款")]
    matcher = Matcher(build(offers, encoder, []), encoder)
    rows = table(
        matcher,
        [Labelled("1", "找个律师", {"A": 2}), Labelled("2", "设备贷款", {"A": 2}), Labelled("3", "雨", {}, "out")],
    )
    assert rows["dense"] == Row(1.0, 1.0, 1.0, 1.0, 1.0)  # zeros for the second: ties go to the first row
    assert rows["lexical"] == Row(0.5, 1.0, 1.0, 0.75, pytest.approx((1 + 1 / 1.584962500721156) / 2))
    assert rows[FEATURES] == rows[SLIPS] == rows[NEEDS]
    assert "| lexical | 0.500 | 1.000 | 1.000 | 0.750 | 0.815 |" in as_text("t", rows)


def test_a_text_is_heard_once_however_many_stages_ask() -> None:
    encoder = FakeEncoder({"律师": [1.0, 0.0]})
    matcher = Matcher(build([offer("A", "合同审查", text="律师")], encoder, []), encoder)
    for query in (Query("找个律师", today=TODAY), Query("请问有没有律师", today=TODAY)):
        encoder.encoded.clear()
        found = orders(once := Once.of(matcher), query)
        assert encoder.encoded == [query.text]
        assert found[WHOLE] == [match.item_id for match in matcher.match(query).results]
        assert once.match(query) is once.match(query)
    assert once.match(replace(query, top_k=1)) is not once.match(query)


def test_all_trials_share_one_index_of_service_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, NEEDS_ROWS)
    write(tmp_path, NEEDS_ROWS, "other")
    every = load_trials(tmp_path)
    monkeypatch.setattr(trials, "load_trials", lambda: every)
    monkeypatch.setattr(trials, "load_service_types", dict)
    (other, first), (small, second) = load_matchers(FakeEncoder({}))
    assert (other.name, small.name) == ("other", "small")
    assert first.index.types is second.index.types


def test_held_out_asks_are_answered_by_offers_of_their_type() -> None:
    offers = (offer("A", "x", service_types=["finance.credit_loan"]), offer("B", "y"))
    corpus = Corpus((), (("想贷款", "finance.credit_loan"), ("想招人", "hr.recruit")), offers)
    assert held_out(corpus) == [Labelled("想贷款", "想贷款", {"A": 2})]
