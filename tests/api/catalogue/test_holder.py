"""The index follows the catalogue, in this process and in others, and is rebuilt when it is broken."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.catalogue import encoders, importing
from api.catalogue.index import MatcherHolder
from api.errors import UnavailableError
from matcher.types import Query
from tests.api.catalogue.test_importing import CORPUS, lines
from tests.api.conftest import Service, StartService


def holder(service: Service) -> MatcherHolder:
    """Return what another process would hold on the same data."""
    return MatcherHolder(service.state.settings.data_dir, "model", service.state.database)


def ids(matcher: MatcherHolder) -> set[str]:
    """Return what is indexed, as a search sees it that comes a quarter of a second later."""
    matcher._next_look = 0.0
    return set(matcher.current().index.rows)


def add(service: Service, matcher: MatcherHolder, tmp_path: Path) -> None:
    """Import five more items by another process."""
    file = tmp_path / "more.jsonl"
    file.write_text(lines(*CORPUS), encoding="utf-8")
    importing.run(service.state.database, matcher, file, False, "other")


def test_nothing_before_it_is_prepared(alone: Service) -> None:
    matcher = holder(alone)
    assert not matcher.is_ready()
    with pytest.raises(UnavailableError):
        matcher.current()


def test_loads_what_is_there(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MatcherHolder, "rebuild", lambda _: pytest.fail("a good index was built anew"))
    matcher = holder(alone)
    matcher.prepare()
    assert ids(matcher) == ids(alone.state.matcher)
    found = matcher.current().match(Query("叉车司机培训"))
    assert found.results[0].item_id == "H-train"


def test_other_process_notices_a_change(alone: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = alone.state.matcher, holder(alone)
    other.prepare()
    add(alone, other, tmp_path)
    monkeypatch.setattr(threading, "Thread", _AtOnce)
    assert "S901" in ids(ours)
    assert ours.current().index.version == other.current().index.version


def test_other_process_notices_a_rebuild(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = alone.state.matcher, holder(alone)
    other.prepare()
    monkeypatch.setattr(threading, "Thread", _AtOnce)
    before = ours.current()
    other.rebuild("")
    assert ids(ours) == ids(other)
    assert ours.current() is not before
    after = ours.current()
    other.rollback()
    assert ids(ours) == ids(other)
    assert ours.current() is not after


class _AtOnce(threading.Thread):
    """A thread that has run by the time it is started."""

    def start(self) -> None:
        self.run()


def test_broken_pointer_change_leaves_the_old_index(
    alone: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "Thread", _AtOnce)
    pointer = alone.state.settings.data_dir / "indexes" / "current.json"
    kept = ids(alone.state.matcher)
    gone = {**json.loads(pointer.read_text(encoding="utf-8")), "name": "gone"}
    for text in ("{", json.dumps(gone)):
        pointer.write_text(text, encoding="utf-8")
        for _ in range(3):
            assert ids(alone.state.matcher) == kept
        assert alone.client.get("/readyz").status_code == 503  # served still, and said


@pytest.mark.parametrize("damage", ["folder", "meta.json", "offers.jsonl", "rows.npz", "dense.npy", "lexical/rows.npy"])
@pytest.mark.parametrize("how", ["missing", "cut"])
def test_broken_index_is_rebuilt_at_start(alone: Service, damage: str, how: str) -> None:
    version = alone.state.matcher.current().index.version
    pointer = alone.state.matcher.shelf.pointer()
    assert pointer is not None
    folder = alone.state.settings.data_dir / "indexes" / pointer.name
    if damage == "folder":
        shutil.rmtree(folder)
    elif how == "missing":
        (folder / damage).unlink()
    else:
        content = (folder / damage).read_bytes()
        (folder / damage).write_bytes(content[: len(content) // 2])
    matcher = holder(alone)
    matcher.prepare()
    assert matcher.current().index.version == version
    assert len(ids(matcher)) == 14


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": "x"}'])
def test_broken_pointer_is_rebuilt_at_start(alone: Service, text: str) -> None:
    (alone.state.settings.data_dir / "indexes" / "current.json").write_text(text, encoding="utf-8")
    matcher = holder(alone)
    matcher.prepare()
    assert len(ids(matcher)) == 14


def test_changed_catalogue_is_indexed_at_start(alone: Service, start: StartService, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(lines(*CORPUS), encoding="utf-8")
    with alone.session(write=True) as session:
        importing.import_jsonl(session, file)  # as if the process had died before the rebuild
    assert "S901" in ids(start(alone.state.settings).state.matcher)


def test_rebuilds_at_once_end_on_the_newest_catalogue(alone: Service, tmp_path: Path) -> None:
    def bring(number: int) -> None:
        file = tmp_path / f"{number}.jsonl"
        file.write_text(lines({**CORPUS[0], "id": f"N{number}"}), encoding="utf-8")
        importing.run(alone.state.database, alone.state.matcher, file, False, "tests")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring, range(4)))
    assert {"N0", "N1", "N2", "N3"} <= ids(alone.state.matcher)
    assert len(alone.state.matcher.shelf.saved()) == 1


def test_model_that_cannot_be_loaded(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no such model")

    monkeypatch.setattr(encoders, "load_model", fail)
    with pytest.raises(UnavailableError, match="make train"):
        holder(alone).prepare()
