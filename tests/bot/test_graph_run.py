"""The shorter ways through Rasa's graph and slots lead to the same results."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import dask
import pytest
from rasa.engine.graph import GraphNode
from rasa.engine.runner import dask as runner
from rasa.shared.core.domain import Domain
from rasa.shared.core.slots import Slot

from bot import graph_run

ROOT = Path(__file__).resolve().parents[2]


class Node(GraphNode):
    """Counts how often it ran and returns what it was given."""

    def __init__(self, name: str) -> None:
        self.name, self.runs = name, 0

    def __call__(self, *given: Any) -> tuple[str, Any]:
        self.runs += 1
        return self.name, [self.name, *given]


def graph() -> dict[str, Any]:
    return {
        "first": (Node("first"), "__message__"),
        "beside": (Node("beside"), "first", "nowhere"),
        "last": (Node("last"), "first", "beside", "__message__"),
        "left": (Node("left"), "first"),
        "__message__": ("__message__", ["text"]),
    }


@pytest.mark.parametrize("targets", [["last"], ["beside", "last"], ["__message__"], []])
def test_the_graph_gives_what_dask_gives(targets: list[str]) -> None:
    assert graph_run.get(graph(), targets) == dask.get(graph(), targets)


def test_each_node_that_is_needed_runs_once() -> None:
    nodes = graph()
    graph_run.get(nodes, ["beside", "last"])
    assert {name: nodes[name][0].runs for name in ("first", "beside", "last", "left")} == {
        "first": 1, "beside": 1, "last": 1, "left": 0,
    }  # fmt: skip


def test_what_a_node_raises_comes_through() -> None:
    class Broken(Node):
        def __call__(self, *given: Any) -> tuple[str, Any]:
            raise RuntimeError("broken")

    for get in (graph_run.get, dask.get):
        with pytest.raises(RuntimeError, match="broken"):
            get({"one": (Broken("one"),)}, ["one"])


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "dask", runner.dask)
    monkeypatch.setattr(Slot, "__copy__", None, raising=False)
    graph_run.install()


@pytest.mark.usefixtures("_installed")
def test_a_slots_copy_is_the_same_and_apart() -> None:
    for slot in Domain.load(ROOT / "bot" / "domain").slots:
        twin = copy.copy(slot)
        assert type(twin) is type(slot)
        assert twin.__dict__ == slot.__dict__ == pickle.loads(pickle.dumps(slot)).__dict__  # noqa: S301
        twin._value = "another"
        assert slot._value != "another"
