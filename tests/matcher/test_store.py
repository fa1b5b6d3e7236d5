"""A saved index comes back the same, or not at all."""

import json
from pathlib import Path

import pytest

from matcher.engine import Matcher
from matcher.errors import BrokenFolder, ModelMismatch
from matcher.index.build import CatalogueIndex, build
from matcher.index.store import facts_of, load, save
from matcher.index.update import compacted, updated
from matcher.types import Query
from tests.matcher.fakes import FakeEncoder, offer
from tests.matcher.test_build import OFFERS, TYPES, VECTORS

ENCODER = FakeEncoder(VECTORS)
OUTSIDE = ["今天下雨吗"]
FILES = ["meta.json", "offers.jsonl", "rows.npz", "dense.npy", "lexical/rows.npy", "lexical/norms.npy"]
FILES += ["starts.npy", "columns.npz", "texts.json", "types.npy"]


@pytest.fixture
def index() -> CatalogueIndex:
    return build(OFFERS, ENCODER, TYPES, outside=OUTSIDE)


def test_saved_and_loaded_gives_the_same_outcome(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index", catalogue_version=7)
    again = load(tmp_path / "index", ENCODER, TYPES, OUTSIDE)
    assert (again.version, list(again.offers)) == (index.version, list(index.offers))
    query = Query("贷款", slots={"region": "430100"})
    assert Matcher(again, ENCODER).match(query).results == Matcher(index, ENCODER).match(query).results
    assert [path.name for path in tmp_path.iterdir()] == ["index"]
    facts = facts_of(tmp_path / "index")
    assert (facts["catalogue_version"], facts["items"], facts["version"]) == (7, 2, index.version)


def test_service_types_in_memory_are_shared(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    again = load(tmp_path / "index", ENCODER, TYPES, OUTSIDE, previous=index)
    assert again.types is index.types


def test_no_wording_of_a_service_type_is_encoded_again(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    encoder = FakeEncoder(VECTORS)
    again = load(tmp_path / "index", encoder, TYPES, OUTSIDE)
    assert encoder.encoded == []
    assert again.types.scores("贷款").tolist() == index.types.scores("贷款").tolist()


def test_an_index_saved_before_its_wordings_were_kept_still_loads(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    facts = facts_of(tmp_path / "index")
    del facts["types"], facts["checksums"]["types.npy"]
    (tmp_path / "index" / "types.npy").unlink()
    (tmp_path / "index" / "meta.json").write_text(json.dumps(facts), encoding="utf-8")
    again = load(tmp_path / "index", ENCODER, TYPES, OUTSIDE)
    assert again.types.scores("贷款").tolist() == index.types.scores("贷款").tolist()


def test_a_loaded_index_takes_changes(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    loaded = load(tmp_path / "index", ENCODER, TYPES, OUTSIDE)
    more = updated(loaded, [offer("C", "合同纠纷")], ["A"], ENCODER)
    assert set(more.rows) == {"B", "C"}
    with pytest.raises(ValueError, match="tail"):
        save(more, tmp_path / "more")
    save(compacted(more), tmp_path / "compacted")
    assert load(tmp_path / "compacted", ENCODER, TYPES, OUTSIDE).version == more.version


def test_a_folder_is_never_written_twice(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    with pytest.raises(OSError, match="not empty"):
        save(index, tmp_path / "index")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_damage_is_found(index: CatalogueIndex, tmp_path: Path, name: str, damage: str) -> None:
    save(index, tmp_path / "index")
    file = tmp_path / "index" / name
    content = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(content[: len(content) // 2])
    if damage == "changed":
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(BrokenFolder):
        load(tmp_path / "index", ENCODER, TYPES, OUTSIDE)


def test_wrong_model_format_and_service_types_are_refused(index: CatalogueIndex, tmp_path: Path) -> None:
    save(index, tmp_path / "index")
    with pytest.raises(ModelMismatch, match="fake@1.*fake@2"):
        load(tmp_path / "index", FakeEncoder(VECTORS, version="fake@2"), TYPES, OUTSIDE)
    with pytest.raises(BrokenFolder, match="version"):
        load(tmp_path / "index", ENCODER, TYPES[:1], OUTSIDE)
    with pytest.raises(BrokenFolder, match=r"meta\.json"):
        load(tmp_path / "nothing", ENCODER, TYPES)
    meta = tmp_path / "index" / "meta.json"
    meta.write_text(json.dumps({**facts_of(tmp_path / "index"), "format": "1"}), encoding="utf-8")
    with pytest.raises(BrokenFolder, match="format 4 is expected, found 1"):
        load(tmp_path / "index", ENCODER, TYPES, OUTSIDE)
