from dataclasses import replace

import numpy as np

from knowledge.taxonomy import ServiceType
from matcher.index.build import build
from matcher.search.fuse import agreement
from matcher.search.understand import understand
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


def test_agreement_is_the_product_of_types_and_shares_and_at_most_one() -> None:
    encoder = FakeEncoder(VECTORS)
    index = build(OFFERS, encoder, TYPES)
    needed = understand(Query("没有抵押怎么贷款"), index.types, encoder)
    for shares in (needed.type_shares, np.array([0.25, 0.5], np.float32), np.array([3.0, 3.0], np.float32)):
        wanted = np.minimum(index.type_table @ shares, 1.0)
        assert agreement(index, replace(needed, type_shares=shares)).tolist() == wanted.tolist()


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
