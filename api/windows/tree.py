"""The tree of windows: hub, city, county, park, industry; who is above whom and which is nearest to a demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from api.catalogue.models import Window
from api.errors import NotFoundError
from knowledge.regions import table as regions

HUB, PARK, INDUSTRY = "hub", "park", "industry"


@dataclass(frozen=True)
class Node:
    """One window as routing and scope need it."""

    key: str
    name: str
    level: str
    parent: str | None
    region: str | None
    sectors: tuple[str, ...]
    categories: tuple[str, ...]
    is_open: bool

    def can_take(self, category: str | None) -> bool:
        """Tell whether it takes demands of this category; one that names no category takes all."""
        return self.is_open and (not self.categories or category is None or category in self.categories)


class WindowTree:
    """All windows by key, with the way up and the way down."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.key: node for node in nodes}
        self._below: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.parent:
                self._below.setdefault(node.parent, []).append(node.key)

    def get(self, key: str | None) -> Node | None:
        """Return the window of this key."""
        return self.nodes.get(key or "")

    def require(self, key: str) -> Node:
        """Return the window of this key.

        :raises NotFoundError: If there is none.
        """
        node = self.get(key)
        if node is None:
            raise NotFoundError(f"没有编号为 {key[:64]} 的窗口。")
        return node

    def name(self, key: str | None) -> str | None:
        """Return a window's name; its key if it left the tree."""
        node = self.get(key)
        return node.name if node else key

    def up(self, key: str | None) -> Iterator[Node]:
        """Yield a window and those above it, nearest first; a circle in the data ends the way."""
        seen: set[str] = set()
        node = self.get(key)
        while node is not None and node.key not in seen:
            seen.add(node.key)
            yield node
            node = self.get(node.parent)

    def above(self, key: str | None) -> Node | None:
        """Return the next window above one; None at the hub."""
        return next((node for node in self.up(key) if node.key != key), None)

    def under(self, key: str) -> frozenset[str]:
        """Return a window and all below it."""
        found, waiting = {key}, [key]
        while waiting:
            below = set(self._below.get(waiting.pop(), [])) - found
            found |= below
            waiting.extend(below)
        return frozenset(found)

    def is_hub(self, key: str | None) -> bool:
        """Tell whether a window is the top of the network."""
        node = self.get(key)
        return node is not None and (node.level == HUB or node.parent is None)

    def hub(self) -> Node | None:
        """Return the hub, if the network has one."""
        hubs = [node for node in self.nodes.values() if node.level == HUB]
        return min(hubs, key=lambda node: node.key, default=None)

    def nearest(self, region: str | None, sector: str | None, category: str | None) -> Node | None:
        """Return the window a demand goes to first: its county's, a park of its trade there, its city's, the hub.

        :param region: Six-digit code of where the enterprise is; of another province the hub takes it.
        :param sector: GB/T 4754 code of its trade, for parks.
        """
        here = [node for node in self.nodes.values() if node.can_take(category)]
        for code in _way_up(region):
            mine = [node for node in here if node.region == code and node.level not in (PARK, INDUSTRY)]
            parks = [node for node in here if node.region == code and node.level == PARK and sector in node.sectors]
            for group in (mine, parks):
                if group:
                    return min(group, key=lambda node: node.key)
        return self.hub()

    def of_trade(self, sector: str | None, category: str | None) -> list[Node]:
        """Return the industry windows that know a trade, as co-handlers worth asking."""
        able = (node for node in self.nodes.values() if node.level == INDUSTRY and node.can_take(category))
        return sorted((node for node in able if sector and sector in node.sectors), key=lambda node: node.key)


def load(session: Session) -> WindowTree:
    """Return the tree as the database has it; one query."""
    columns = (
        Window.key,
        Window.name,
        Window.level,
        Window.parent,
        Window.region,
        Window.sectors,
        Window.categories,
        Window.is_open,
    )
    rows = session.execute(select(*columns))  # type: ignore[call-overload]
    return WindowTree(
        Node(key, name, level, parent, region, tuple(sectors), tuple(categories), is_open)
        for key, name, level, parent, region, sectors, categories, is_open in rows
    )


def _way_up(region: str | None) -> Iterator[str]:
    """Yield a region and those above it, smallest first."""
    found = regions.get(region) if region else None
    while found is not None:
        yield found.code
        found = regions.get(found.parent) if found.parent else None
