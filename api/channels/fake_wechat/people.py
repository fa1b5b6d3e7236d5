"""People who use the fake WeChat, what they have seen, and what may still be sent to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MESSAGE_WINDOW_SECONDS, MESSAGE_QUOTA = 48 * 3600, 5
EVENT_WINDOW_SECONDS, EVENT_QUOTA = 60, 3


class By(StrEnum):
    """How something came to a person's screen."""

    PASSIVE = "passive"
    SERVICE = "service"
    TEMPLATE = "template"
    FAULT = "fault"  # the platform's own line when the account does not answer


@dataclass(frozen=True)
class Seen:
    """One bubble on a person's screen."""

    by: By
    kind: str
    text: str
    url: str = ""
    at: float = 0.0


@dataclass
class Person:
    """One person."""

    openid: str
    follows: bool = True
    wrote_at: float = -1e12
    sent_since: int = 0
    acted_at: float = -1e12
    sent_since_act: int = 0
    seen: list[Seen] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)

    def writes(self, now: float) -> None:
        """Open the window of 48 hours anew."""
        self.wrote_at, self.sent_since = now, 0

    def acts(self, now: float) -> None:
        """Open the window of a minute anew."""
        self.acted_at, self.sent_since_act = now, 0

    def refusal(self, now: float) -> int:
        """Return why nothing may be sent now, 0 if it may; what may be sent is counted."""
        in_window = now - self.wrote_at < MESSAGE_WINDOW_SECONDS
        if in_window and self.sent_since < MESSAGE_QUOTA:
            self.sent_since += 1
            return 0
        if now - self.acted_at < EVENT_WINDOW_SECONDS and self.sent_since_act < EVENT_QUOTA:
            self.sent_since_act += 1
            return 0
        return 45047 if in_window else 45015

    @property
    def texts(self) -> list[str]:
        """Return the words of all bubbles."""
        return [seen.text for seen in self.seen]
