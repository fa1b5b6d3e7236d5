"""What sends a follow-up: one sender a channel, plugged in where the worker is wired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from api.followups.models import FollowUpChannel
from api.masking import mask_phone


class Outcome(StrEnum):
    """What a sender says became of a message."""

    ACCEPTED = "accepted"  # a provider has it; delivery is reported later, or never
    DELIVERED = "delivered"
    WRITTEN = "written"  # put down somewhere, sent nowhere
    REFUSED = "refused"  # by this channel never: the next one is tried
    WITHDRAWN = "withdrawn"  # not wanted any more


@dataclass(frozen=True)
class Outgoing:
    """One message to one enterprise.

    :param key: The same whenever it is sent again; a sender must not send the same key twice, where ``again`` is true.
    :param phone: Where to, for channels that go by number; the others go by the conversation.
    """

    key: str
    channel: FollowUpChannel
    kind: str
    case_no: str
    text: str
    conversation_id: str | None
    phone: str | None
    scored: bool = False
    again: bool = False

    def __repr__(self) -> str:
        """Return what may stand in a log: no text, the number masked."""
        return f"Outgoing({self.key}, {self.channel.value}, {self.case_no}, {mask_phone(self.phone)})"


@dataclass(frozen=True)
class Receipt:
    """What became of a message.

    :param provider_id: By which the provider reports the delivery later (``delivery.report``).
    """

    outcome: Outcome
    provider_id: str | None = None
    detail: str = ""


class Sender(Protocol):
    """Sends on one channel. A passing trouble is raised, and tried again later; a lasting one is ``REFUSED``.

    The channel may not be the time's: ``outbox.handlers.Postponed`` has it tried at another.
    """

    channel: FollowUpChannel

    def send(self, message: Outgoing) -> Receipt:
        """Send one message, within half a minute."""
        ...


class Senders:
    """The senders of this process; a later one for the same channel takes the place of an earlier."""

    def __init__(self, senders: Iterable[Sender] = ()) -> None:
        self._by_channel: dict[FollowUpChannel, Sender] = {}
        for sender in senders:
            self.register(sender)

    def register(self, sender: Sender) -> None:
        """Plug a sender in."""
        self._by_channel[sender.channel] = sender

    def of(self, channel: FollowUpChannel) -> Sender | None:
        """Return the sender of a channel."""
        return self._by_channel.get(channel)

    def channels(self) -> frozenset[FollowUpChannel]:
        """Return the channels that can be used."""
        return frozenset(self._by_channel)
