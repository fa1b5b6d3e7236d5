"""What one process searches on, and how that stands beside the database."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, computed_field

from matcher.engine import Matcher

# Rows added or lost by which an index is put in order again; a tenth moves no lexical score by more than 0.02.
# Source: docs/decisions/0011-index-life.md
LOOSE_ROWS, LOOSE_SHARE = 100, 0.1


@dataclass(frozen=True)
class Held:
    """What searches run on, replaced as one: index, model and judges always belong together.

    :param name: The saved index it began as. ``catalogue_version``: up to which it has followed the catalogue.
    """

    matcher: Matcher
    name: str
    catalogue_version: int

    @property
    def size(self) -> int:
        """How many items are searched."""
        return len(self.matcher.index.rows)

    @property
    def is_loose(self) -> bool:
        """Whether so many rows were added or lost that the index should be put in order again."""
        return self.matcher.index.loose > max(LOOSE_ROWS, LOOSE_SHARE * self.size)


class Standing(BaseModel):
    """What the index holds beside what the database holds."""

    model_config = ConfigDict(frozen=True)

    index_version: str | None
    model_version: str | None
    indexed_catalogue_version: int | None
    indexed_items: int | None
    catalogue_version: int | None
    items: int | None
    building: bool
    fault: str

    @classmethod
    def of(cls, held: Held | None, version: int | None, items: int | None, building: bool, fault: str) -> Standing:
        """Return what is held beside what the database was counted to hold."""
        index = held.matcher.index if held else None
        return cls(
            index_version=index.version if index is not None else None,
            model_version=index.model_version if index is not None else None,
            indexed_catalogue_version=held.catalogue_version if held else None,
            indexed_items=held.size if held else None,
            catalogue_version=version,
            items=items,
            building=building,
            fault=fault,
        )

    @computed_field  # type: ignore[prop-decorator]
    @property
    def in_step(self) -> bool:
        """Whether both hold the same version and the same number of items."""
        ours = (self.indexed_catalogue_version, self.indexed_items)
        return None not in ours and ours == (self.catalogue_version, self.items)
