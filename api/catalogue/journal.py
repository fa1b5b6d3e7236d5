"""What an import did to each item: written beside it, told to who asked, and what taking it back begins with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from api.catalogue.convert import to_offer
from api.catalogue.import_models import ImportChange
from api.catalogue.models import Institution, Stored
from knowledge.catalogue import Offer, to_dict

MAX_TOLD = 500
GENERATED, OFFER = "generated", "offer"


@dataclass(frozen=True)
class ItemChange:
    """What an import did to one item.

    :ivar fields: What is different; None for a new item.
    """

    key: str
    kind: str
    name: str
    fields: tuple[str, ...] | None


@dataclass
class Journal:
    """The changes of one import; ``told`` are the first of them, the rest is counted by the report."""

    import_id: int | None = None  # None keeps nothing
    told: list[ItemChange] = field(default_factory=list)
    _waiting: list[dict[str, Any]] = field(default_factory=list)

    def made(self, offer: Offer, generated: bool = False) -> None:
        """Note a new item."""
        self._tell(ItemChange(offer.id, offer.kind, offer.name, None))
        self._keep(offer.id, None, {OFFER: to_dict(offer), GENERATED: generated})

    def changed(self, before: dict[str, Any], offer: Offer) -> None:
        """Note that an item is another than it was, as :func:`snapshot` told before."""
        now, was = to_dict(offer), before[OFFER]
        fields = sorted(name for name in now.keys() | was.keys() if now.get(name) != was.get(name))
        self._tell(ItemChange(offer.id, offer.kind, offer.name, tuple(fields)))
        self._keep(offer.id, before, {OFFER: now, GENERATED: False})

    def write(self, session: Session) -> None:
        """Write what was noted since the last time."""
        if self._waiting:
            session.execute(insert(ImportChange), self._waiting)
            self._waiting = []

    def _tell(self, change: ItemChange) -> None:
        if len(self.told) < MAX_TOLD:
            self.told.append(change)

    def _keep(self, key: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        if self.import_id is not None:
            self._waiting.append({"import_id": self.import_id, "key": key, "before": before, "after": after})


def snapshot(row: Stored) -> dict[str, Any]:
    """Return an item as it stands."""
    return {OFFER: to_dict(to_offer(row)), GENERATED: isinstance(row, Institution) and row.generated}
