"""Two inner loops of Rasa without what they do in vain.

Rasa lets dask plan and run the graph of the components, for every message and every prediction, though the plan is
always the same chain; and it copies every slot by the general way of pickling, several times a turn. There is no
setting for it, so the channel puts these in place when it is loaded (docs/decisions/0015-speed-of-the-talk.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from rasa.engine.graph import GraphNode
from rasa.engine.runner import dask as runner
from rasa.shared.core.slots import Slot

Result = tuple[str, Any]


def get(graph: dict[str, tuple[Any, ...]], targets: Sequence[str]) -> tuple[Result, ...]:
    """Return what the targets give, each node run once, after those that it needs; as ``dask.get`` does."""
    done: dict[str, Result] = {}
    return tuple(_result(graph, target, done) for target in targets)


def install() -> None:
    """Put both in the place of Rasa's."""
    runner.dask = SimpleNamespace(get=get)
    Slot.__copy__ = _copy


def _result(graph: dict[str, tuple[Any, ...]], name: str, done: dict[str, Result]) -> Result:
    if name not in done:
        first, *needs = graph[name]
        is_node = isinstance(first, GraphNode)
        done[name] = first(*(_given(graph, need, done) for need in needs)) if is_node else graph[name]
    return done[name]


def _given(graph: dict[str, tuple[Any, ...]], name: str, done: dict[str, Result]) -> Result | str:
    """Return the result of a node or an input; of what is not in the graph just the name, which the node refuses."""
    return _result(graph, name, done) if name in graph else name


def _copy(slot: Slot) -> Slot:
    """Return a slot of the same class with the same attributes."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin
