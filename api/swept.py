"""What one sweep over cases did: reminders, the way upward, the end of what is finished."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 200  # of each in one commit, so that nobody waits long for the write lock


@dataclass(frozen=True)
class Swept:
    """How many cases each part of a sweep touched; ``more`` tells that another is due at once."""

    reminded: int
    escalated: int
    closed: int

    @property
    def total(self) -> int:
        """Return how many cases were touched."""
        return self.reminded + self.escalated + self.closed

    @property
    def more(self) -> bool:
        """Tell whether any of the three was cut short."""
        return max(self.reminded, self.escalated, self.closed) >= MOST
