"""People at the fake customer service, and what they have seen."""

from __future__ import annotations

from dataclasses import dataclass, field

WINDOW_SECONDS, QUOTA = 48 * 3600, 5
NEW, BOT, QUEUE, HUMAN, ENDED = range(5)
MOVES = {NEW: (BOT, QUEUE, HUMAN, ENDED), BOT: (QUEUE, HUMAN, ENDED), QUEUE: (HUMAN, ENDED), HUMAN: (HUMAN, ENDED)}


@dataclass
class KfPerson:
    """One person; ``seen`` holds what came to his screen, each under its msgid."""

    external_userid: str
    state: int = ENDED
    servicer: str = ""
    rejects: bool = False
    wrote_at: float = -1e12
    sent_since: int = 0
    seen: dict[str, str] = field(default_factory=dict)

    def writes(self, now: float) -> None:
        """Open the window of 48 hours anew; whose session has ended begins a new one."""
        self.wrote_at, self.sent_since = now, 0
        if self.state == ENDED:
            self.state = NEW

    def refusal(self, now: float) -> int:
        """Return why nothing may be sent now, 0 if it may; what may be sent is counted."""
        if self.state not in (NEW, BOT):
            return 95013 if self.state == ENDED else 95018
        if now - self.wrote_at >= WINDOW_SECONDS:
            return 95002
        if self.sent_since >= QUOTA:
            return 95001
        self.sent_since += 1
        return 0

    @property
    def texts(self) -> list[str]:
        """Return the words on his screen."""
        return list(self.seen.values())
