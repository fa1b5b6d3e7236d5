"""Offers read from disk are what they were in memory, and columns say what the offers say."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import load_sample
from matcher.index.build import CatalogueIndex, build
from matcher.index.coded import Coded
from matcher.index.columns import NAMES, Columns
from matcher.index.describing import build_columns
from matcher.index.offers import KEPT
from matcher.index.store import load, save
from matcher.index.update import compacted, updated
from tests.matcher.fakes import FakeEncoder, offer

ENCODER = FakeEncoder({})
SAMPLE = load_sample()
QUOTED = offer("Q", "“引号”与\\反斜线", text='他说"好"\n换行', capacity_per_month=0, kind="expert", note={"a": [1]})


def saved(tmp_path: Path) -> CatalogueIndex:
    save(build([*SAMPLE, QUOTED], ENCODER, []), tmp_path / "index")
    return load(tmp_path / "index", ENCODER, [])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CatalogueIndex:
    return saved(tmp_path_factory.mktemp("saved"))


def same_columns(one: Columns, other: Columns) -> bool:
    """Compare what columns say, however they number it."""
    for name in NAMES:
        ours, theirs = getattr(one, name), getattr(other, name)
        if isinstance(ours, Coded):
            ours, theirs = ([column.at(row) for row in range(len(column.codes))] for column in (ours, theirs))
        np.testing.assert_equal(ours, theirs, name)
    return True


def test_every_offer_comes_back(index: CatalogueIndex) -> None:
    whole = sorted([*SAMPLE, QUOTED], key=lambda one: one.id)
    assert list(index.offers) == whole
    assert [index.offers[row] for row in range(len(whole))] == whole
    assert (index.offers[-1], list(index.offers[2:5])) == (whole[-1], whole[2:5])
    assert index.offers[1] is index.offers[1]
    with pytest.raises(IndexError):
        index.offers[len(whole)]
    assert len(whole) < KEPT


def test_columns_come_back_and_follow_changes(index: CatalogueIndex) -> None:
    assert same_columns(index.columns, build_columns(index.offers))
    changed = [offer("Q", "别的", kind="institution"), offer("Z", "新的", sectors=["C"], provider="别的")]
    index = updated(index, changed, [SAMPLE[0].id], ENCODER)
    put_in_order = compacted(index)
    assert same_columns(put_in_order.columns, build_columns(put_in_order.offers))
    assert set(put_in_order.columns.ids) == set(index.rows) == set(put_in_order.rows)
    assert all(
        index.offers[row].id == put_in_order.offers[put_in_order.rows[key]].id for key, row in index.rows.items()
    )
    assert put_in_order.offers[put_in_order.links.house[put_in_order.rows["Z"]]].id == "Q"


@pytest.mark.parametrize("word", ["引号", '"好"', "\\反", "\n换"])
def test_a_word_is_found_as_it_is_spelt_on_disk(index: CatalogueIndex, word: str) -> None:
    assert index.offers.may_hold(index.rows["Q"], word)
    assert not index.offers.may_hold(index.rows["Q"], "没有的词")
    tailed = updated(index, [offer("Z", word)], [], ENCODER)
    assert tailed.offers.may_hold(tailed.rows["Z"], word)
    assert tailed.offers.may_hold(tailed.rows["Q"], word)
    assert not tailed.offers.may_hold(tailed.rows["Q"], "没有的词")
