from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.index.describing import build_columns
from matcher.search.filters import Filters, covers_fully, reaches
from tests.matcher.fakes import offer

HUNAN, CHANGSHA, WANGCHENG, YUELU, BEIJING = "430000", "430100", "430112", "430104", "110000"


@pytest.mark.parametrize(
    ("served", "wanted", "passes"),
    [
        ((HUNAN,), WANGCHENG, True),
        ((CHANGSHA,), WANGCHENG, True),
        ((WANGCHENG,), WANGCHENG, True),
        ((YUELU,), WANGCHENG, False),
        ((BEIJING,), WANGCHENG, False),
        ((BEIJING, HUNAN), WANGCHENG, True),
        ((), WANGCHENG, True),
        (("100000",), WANGCHENG, True),
        ((WANGCHENG,), CHANGSHA, True),
        (("999999",), WANGCHENG, False),
    ],
)
def test_regions_along_the_tree(served: tuple[str, ...], wanted: str, passes: bool) -> None:
    assert reaches(served, wanted) is passes


def test_part_of_the_wanted_region_is_not_the_whole() -> None:
    assert covers_fully((WANGCHENG,), CHANGSHA) is False
    assert covers_fully((HUNAN,), CHANGSHA) is True
    assert covers_fully((), CHANGSHA) is False


def test_validity_includes_both_ends() -> None:
    columns = build_columns([offer("A", "甲", valid_from="2026-01-01", valid_until="2026-11-23"), offer("B", "乙")])
    assert columns.valid_on(date(2026, 11, 23)).tolist() == [True, True]
    assert columns.valid_on(date(2026, 11, 24)).tolist() == [False, True]
    assert columns.valid_on(date(2026, 1, 1)).tolist() == [True, True]
    assert columns.valid_on(date(2025, 12, 31)).tolist() == [False, True]


def test_free_and_welfare() -> None:
    columns = build_columns(
        [
            offer("A", "甲", fee={"model": "free"}),
            offer("B", "乙", welfare=True, fee={"model": "fixed", "min_cny": 10}),
            offer("C", "丙"),
        ]
    )
    assert columns.free.tolist() == [True, False, False]
    assert columns.welfare.tolist() == [True, True, False]


def test_kinds_categories_and_providers() -> None:
    columns = build_columns(
        [offer("A", "甲", category="finance", provider="一家"), offer("B", "乙", kind="expert", provider="另一家")]
    )
    assert columns.of_kinds(["expert", "faq"]).tolist() == [False, True]
    assert columns.of_kinds(["nonsense"]).tolist() == [False, False]
    assert columns.of_category("finance").tolist() == [True, False]
    assert columns.of_category("legal").tolist() == [False, False]
    assert columns.of_provider("另一家").tolist() == [False, True]


def test_a_policy_serves_where_it_applies() -> None:
    columns = build_columns(
        [offer("P", "甲", kind="policy", region=BEIJING), offer("I", "乙", kind="institution", region=BEIJING)]
    )
    assert columns.where_served(lambda served: reaches(served, WANGCHENG)).tolist() == [False, True]


def test_relaxation_order_is_fixed() -> None:
    mask = np.ones(1, dtype=bool)
    filters = Filters({"region": mask, "kind": mask, "free": mask, "welfare": mask}, np.ones(1, bool))
    assert filters.relaxations() == [(), ("welfare",), ("welfare", "free"), ("welfare", "free", "region")]


@given(st.dictionaries(st.sampled_from(["kind", "free", "region"]), st.lists(st.booleans(), min_size=4, max_size=4)))
def test_blame_names_a_filter_exactly_where_something_is_removed(raw: dict[str, list[bool]]) -> None:
    filters = Filters({name: np.array(mask) for name, mask in raw.items()}, np.ones(4, bool))
    allowed = filters.allowed()
    for row in range(4):
        blamed = filters.blame(row)
        assert (blamed is None) is bool(allowed[row])
        assert blamed is None or not filters.masks[blamed][row]
