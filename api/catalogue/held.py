"""What one process searches on, and how that stands beside the database."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.engine import Matcher


@dataclass(frozen=True)
class Held:
    """What searches run on, replaced as one: index, model and judges always belong together.

    :param name: The saved index it began as. ``catalogue_version``: up to which it has followed the catalogue.
    """

    matcher: Matcher
    name: str
    catalogue_version: int


@dataclass(frozen=True)
class Standing:
    """What the index holds beside what the database holds."""

    index_version: str | None
    model_version: str | None
    indexed_catalogue_version: int | None
    indexed_items: int | None
    catalogue_version: int | None
    items: int | None
    building: bool
    fault: str

    @property
    def in_step(self) -> bool:
        """Whether both hold the same version and the same number of items."""
        ours = (self.indexed_catalogue_version, self.indexed_items)
        return None not in ours and ours == (self.catalogue_version, self.items)
