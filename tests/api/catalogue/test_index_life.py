"""Changes, switches and kills: a search always finds the catalogue as it is, on one whole index."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from api.catalogue import changes, encoders, held, service
from api.catalogue import index as catalogue_index
from api.catalogue.index import MatcherHolder
from api.database import Database
from knowledge.catalogue import parse_offer
from matcher.types import Query
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import PairEncoder

KILLS = 12


def item(key: str, name: str) -> Any:
    return parse_offer({"id": key, "kind": "service", "name": name, "provider": "", "text": name})


def found(matcher: MatcherHolder, words: str) -> list[str]:
    return [match.item_id for match in matcher.current().match(Query(words, top_k=3)).results]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_a_change_by_any_route_is_found_by_the_next_look(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue_index.LOOK_SECONDS < 1.0
    monkeypatch.setattr(catalogue_index, "LOOK_SECONDS", 0.0)
    matcher = alone.state.matcher
    assert matcher.standing().in_step  # it looks at once; from here on every search may look again
    with alone.session(write=True) as session:
        service.upsert(session, [item("Q1", "量子计算云平台")])
    assert "Q1" in found(matcher, "量子计算云平台")
    with alone.session(write=True) as session:
        service.delete(session, "Q1")
        service.upsert(session, [item("Q2", "区块链存证")])
    matcher.catch_up()
    assert found(matcher, "区块链存证")[0] == "Q2"
    assert "Q1" not in found(matcher, "量子计算云平台")
    assert alone.client.get("/readyz").json()["in_step"] is True
    assert matcher.differing() == []


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_an_item_of_a_service_type_that_is_gone_stops_no_search(alone: Service) -> None:
    with alone.session(write=True) as session:
        service.upsert(session, [item("Q3", "厂区盆景养护")])
        statement = text("UPDATE services SET service_types = :codes WHERE key = 'Q3'")
        session.execute(statement, {"codes": '["management.gone", "finance.guaranteed_loan"]'})
    matcher = alone.state.matcher
    matcher.rebuild()
    assert found(matcher, "厂区盆景养护")[0] == "Q3"
    with alone.session() as session:
        assert service.require(session, "Q3").service_types == ("finance.guaranteed_loan",)
    assert matcher.differing() == []


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_versions_and_keys_are_noted_by_the_session(alone: Service) -> None:
    with alone.session(write=True) as session:
        before = changes.version(session)
        service.upsert(session, [item("Q1", "甲"), item("Q2", "乙")])
    with alone.session(write=True) as session:
        service.delete(session, "Q1")
        service.upsert(session, [item("Q2", "乙")])  # unchanged
    with alone.session(write=True) as session:
        service.upsert(session, [item("Q3", "丙")])
        session.rollback()
    with alone.session() as session:
        assert changes.version(session) == before + 2
        assert changes.since(session, before) == ([item("Q2", "乙")], ["Q1"])
        assert changes.since(session, before + 1) == ([], ["Q1"])
        assert changes.count_since(session, before + 2) == 0


def test_what_bypassed_the_session_is_found_and_mended(alone: Service) -> None:
    with alone.session(write=True) as session:
        session.execute(text("DELETE FROM services WHERE key = 'H-train'"))
    answer = alone.client.get("/readyz")
    assert (answer.status_code, answer.json()["in_step"]) == (503, False)
    alone.state.matcher.close()
    answer = alone.client.get("/readyz")
    assert (answer.status_code, answer.json()["in_step"]) == (200, True)
    assert "H-train" not in alone.state.matcher.current().index.rows


def test_an_empty_catalogue_is_in_step(alone: Service) -> None:
    """An index without offers is an index, not none."""
    with alone.session(write=True) as session:
        for offer in list(service.searchable(session)):
            service.delete(session, offer.id)
    standing = alone.state.matcher.standing()
    assert (standing.indexed_items, standing.items, standing.in_step) == (0, 0, True)


def test_an_empty_index_waits_for_what_another_process_imported(alone: Service) -> None:
    with alone.session(write=True) as session:
        for offer in list(service.searchable(session)):
            service.delete(session, offer.id)
    alone.state.matcher.rebuild()
    state = alone.state
    others = [MatcherHolder(state.settings.data_dir, "model", state.database) for _ in range(2)]
    for other in others:
        other.prepare()
        assert found(other, "量子计算云平台") == []
    with alone.session(write=True) as session:
        service.upsert(session, [item(f"Q{number}", f"量子计算云平台{number}号") for number in range(200)])
    for other in others:
        assert found(other, "量子计算云平台7号")[0] == "Q7"
        other.close()


def test_a_restored_older_database_is_followed(alone: Service) -> None:
    with alone.session(write=True) as session:
        session.execute(text("UPDATE catalogue_version SET version = 0"))
    with pytest.raises(ValueError, match="older"):
        alone.state.matcher.catch_up()
    again = MatcherHolder(alone.state.settings.data_dir, "model", alone.state.database)
    again.prepare()
    assert again.standing().in_step


def test_many_changes_are_put_in_order_and_saved(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "LOOSE_ROWS", 3)
    matcher = alone.state.matcher
    before = matcher.shelf.pointer()
    with alone.session(write=True) as session:
        service.upsert(session, [item(f"Q{n}", f"新服务{n}") for n in range(9)])
    matcher.catch_up()
    matcher.close()
    after = matcher.shelf.pointer()
    assert before is not None
    assert after is not None
    assert after.name != before.name
    assert after.previous == before.previous  # no switch that anybody asked for
    assert matcher.current().index.loose == 0
    assert matcher.standing().in_step


def test_searches_go_on_during_builds_switches_and_changes(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(model: str, *_: object) -> tuple[PairEncoder, None]:
        encoder = PairEncoder()
        encoder.version = "other@1" if model == "other" else "pairs@1"
        return encoder, None

    monkeypatch.setattr(encoders, "load_model", load)
    matcher, done, seen, faults = alone.state.matcher, threading.Event(), Counter[str](), []

    def search() -> None:
        while not done.is_set():
            try:
                now = matcher.current()
                outcome = now.match(Query("叉车司机培训"))
                assert outcome.results[0].item_id == "H-train"
                assert outcome.index_version == now.index.version
                assert outcome.model_version == now.index.model_version == now.encoder.version
                seen[outcome.model_version] += 1
            except Exception as fault:  # noqa: BLE001 - whatever it is, a search has failed
                faults.append(fault)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    matcher.rebuild("other")
    with alone.session(write=True) as session:
        service.upsert(session, [item("Q1", "新服务")])
    matcher.catch_up()
    name, _ = matcher.build_beside()
    matcher.switch(name)
    matcher.rollback()
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert set(seen) == {"pairs@1", "other@1"}


def _work(folder: Path, url: str, number: int) -> None:
    """Change the catalogue and its index until killed."""
    database = Database(url)
    matcher = MatcherHolder(folder, "model", database)
    matcher.prepare()
    dice = random.Random(number)  # noqa: S311 - no secret
    while True:
        number += 1
        with database.session() as session:
            service.upsert(session, [item(f"K{place}", f"服务{number}") for place in dice.sample(range(40), 3)])
        dice.choice([matcher.catch_up, matcher.catch_up, matcher.rebuild, _beside(matcher)])()


def _beside(matcher: MatcherHolder) -> Any:
    return lambda: matcher.switch(matcher.build_beside()[0])


def _keys(session: Session) -> set[str]:
    return {offer.id for offer in service.searchable(session)}


def test_killed_at_any_moment_it_comes_back_whole(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child is killed a dozen times while it imports, updates, builds, saves and switches."""
    monkeypatch.setattr(held, "LOOSE_ROWS", 5)
    folder, dice = alone.state.settings.data_dir, random.Random(7)  # noqa: S311 - no secret
    url = alone.state.settings.resolved_database_url()
    alone.state.database.close()
    for number in range(KILLS):
        child = os.fork()
        if child == 0:
            try:
                _work(folder, url, number * 1_000)
            finally:
                os._exit(1)
        time.sleep(dice.uniform(0.02, 0.8))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, "the child died by itself"
        database = Database(url)
        matcher = MatcherHolder(folder, "model", database)
        matcher.prepare()
        with database.session(write=False) as session:
            assert set(matcher.current().index.rows) == _keys(session)
        assert matcher.standing().in_step
        assert matcher.differing() == []
        matcher.close()
        database.close()
    assert len(list((folder / "indexes").glob(".*"))) <= 1
