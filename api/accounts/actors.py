"""Who takes a step of a case, and in what capacity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.accounts.models import Role, User


class ActorKind(StrEnum):
    """In what capacity somebody acts; the state machine says who may do what."""

    ENTERPRISE = "enterprise"
    BOT = "bot"
    AGENT = "agent"
    INSTITUTION = "institution"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts, in what capacity, from which channel."""

    name: str
    kind: ActorKind
    channel: str = ""


BOT = Actor("bot", ActorKind.BOT)
ENTERPRISE = Actor("enterprise", ActorKind.ENTERPRISE)
SYSTEM = Actor("system", ActorKind.SYSTEM, "system")


def of(user: User, channel: str = "console") -> Actor:
    """Return a user as an actor."""
    kind = ActorKind.INSTITUTION if user.role is Role.INSTITUTION else ActorKind.AGENT
    return Actor(user.username, kind, channel)
