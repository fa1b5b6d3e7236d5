from pathlib import Path

import numpy as np
import pytest

from knowledge.taxonomy import ServiceType
from matcher.engine import Matcher
from matcher.errors import BrokenFolder, ModelMismatch
from matcher.index.build import build, load, save
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer

TYPES = [
    ServiceType("finance.credit_loan", "finance", "信用贷款", "银行凭流水放款", ("信用贷",), ("没有抵押怎么贷款",)),
    ServiceType("legal.contract_review", "legal", "合同审查", "律师审合同", (), ("合同帮我看看",)),
]
OFFERS = [
    offer("B", "合同审查", service_types=["legal.contract_review"], region_served=["430000"]),
    offer("A", "流水贷", text="凭流水放款"),
]
VECTORS = {"贷": [1.0, 0.0], "合同": [0.0, 1.0]}


def test_offers_are_sorted_and_types_taken_or_inferred() -> None:
    index = build(OFFERS, FakeEncoder(VECTORS), TYPES)
    assert [one.id for one in index.offers] == ["A", "B"]
    assert index.type_places[1].tolist() == [1, -1, -1, -1]
    assert index.type_weights[1].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert index.type_places[0][0] == 0  # inferred: 信用贷款
    assert 0 < index.type_weights[0][0] <= 1.0


def test_saved_and_loaded_gives_the_same_outcome(tmp_path: Path) -> None:
    encoder = FakeEncoder(VECTORS)
    index = build(OFFERS, encoder, TYPES, outside=["今天下雨吗"])
    save(index, tmp_path / "index")
    again = load(tmp_path / "index", encoder, TYPES, ["今天下雨吗"])
    assert again.version == index.version
    assert again.offers == index.offers
    query = Query("贷款", slots={"region": "430100"})
    assert Matcher(again, encoder).match(query).results == Matcher(index, encoder).match(query).results
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_saving_again_replaces_the_whole_folder(tmp_path: Path) -> None:
    encoder = FakeEncoder(VECTORS)
    save(build(OFFERS, encoder, TYPES), tmp_path / "index")
    save(build(OFFERS[:1], encoder, TYPES), tmp_path / "index")
    assert [one.id for one in load(tmp_path / "index", encoder, TYPES).offers] == ["B"]
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_rebuild_encodes_only_what_changed() -> None:
    encoder = FakeEncoder(VECTORS)
    first = build(OFFERS, encoder, TYPES)
    encoder.encoded.clear()
    second = build([*OFFERS, offer("C", "合同纠纷")], encoder, TYPES, previous=first)
    assert encoder.encoded == ["合同纠纷"]
    np.testing.assert_array_equal(second.dense.vectors()[:2], first.dense.vectors())


def test_another_model_encodes_everything_anew() -> None:
    first = build(OFFERS, FakeEncoder(VECTORS), TYPES)
    other = FakeEncoder({"贷": [0.0, 1.0]}, version="fake@2")
    assert build(OFFERS, other, TYPES, previous=first).dense.vectors()[0].tolist() == [0.0, 1.0]


def test_version_follows_content_model_and_taxonomy() -> None:
    encoder = FakeEncoder(VECTORS)
    version = build(OFFERS, encoder, TYPES).version
    assert build(list(reversed(OFFERS)), encoder, TYPES).version == version
    assert build(OFFERS[:1], encoder, TYPES).version != version
    assert build(OFFERS, encoder, TYPES[:1]).version != version
    assert build(OFFERS, FakeEncoder(VECTORS, version="fake@2"), TYPES).version != version


def test_wrong_model_and_broken_folders_are_refused(tmp_path: Path) -> None:
    encoder = FakeEncoder(VECTORS)
    save(build(OFFERS, encoder, TYPES), tmp_path / "index")
    with pytest.raises(ModelMismatch, match="fake@1.*fake@2"):
        load(tmp_path / "index", FakeEncoder(VECTORS, version="fake@2"), TYPES)
    with pytest.raises(BrokenFolder, match="meta.json"):
        load(tmp_path / "nothing", encoder, TYPES)
    (tmp_path / "index" / "offers.jsonl").write_text(
        '{"id": "X", "kind": "service", "name": "别的"}\n', encoding="utf-8"
    )
    with pytest.raises(BrokenFolder, match="version"):
        load(tmp_path / "index", encoder, TYPES)
