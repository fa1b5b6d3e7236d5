"""Rasa's SQL tracker store with the events encrypted: the talk holds names and phone numbers."""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy import Text, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

KEY = "QIFU_TRACKER_KEY"
MOST_AT_HAND = 500  # trackers of some 40 events


class EncryptedText(TypeDecorator):
    """Text that is unreadable in the database file; the keys come from the process runner, the one in force first."""

    impl = Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__()
        self._fernet = MultiFernet([Fernet(key) for key in os.environ[KEY].split(",")])

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else self._fernet.encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else self._fernet.decrypt(value.encode("ascii")).decode()


class EncryptedTrackerStore(SQLTrackerStore):
    """Differs from Rasa's store in the type of one column, and reads a conversation that goes on from memory.

    The table stays the truth: at hand are only trackers whose every event is in it.

    :raises KeyError: If the key is not in the environment; without it nothing may be stored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.SQLEvent.__table__.c.data.type = EncryptedText()
        self._at_hand: OrderedDict[str, tuple[DialogueStateTracker, int]] = OrderedDict()
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self.engine = create_engine(self.engine.url, poolclass=StaticPool)
            event.listen(self.engine, "connect", _prepare)
            self.sessionmaker.configure(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker at hand; from the table if there is none, or a turn broke off after changing it."""
        tracker, stored = self._at_hand.pop(sender_id, (None, 0))
        if tracker is None or len(tracker.events) != stored:
            return await super().retrieve(sender_id)
        self._at_hand[sender_id] = tracker, stored
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events, then keep the tracker at hand.

        How many events of a tracker at hand are stored is known; of any other, Rasa counts what the table holds.
        """
        known, stored = self._at_hand.pop(tracker.sender_id, (None, 0))
        if known is tracker:
            await self.stream_events(tracker)
            self._append(tracker.sender_id, list(tracker.events)[stored:])
        else:
            await super().save(tracker)
        _leave_what_was_before(tracker)
        if _is_one_session(tracker):
            self._at_hand[tracker.sender_id] = tracker, len(tracker.events)
        while len(self._at_hand) > MOST_AT_HAND:
            self._at_hand.popitem(last=False)

    def _append(self, sender_id: str, events: list[Event]) -> None:
        """Add events to the table as one statement and one commit, in the rows that Rasa would write."""
        if events:
            with self.engine.begin() as connection:
                connection.execute(self.SQLEvent.__table__.insert(), [_row(sender_id, one) for one in events])

    async def forget(self, sender_id: str) -> None:
        """Drop a conversation from memory and from the table."""
        self._at_hand.pop(sender_id, None)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()


async def forget(store: TrackerStore | None, sender_id: str) -> None:
    """Drop a conversation from a store and from whatever Rasa wraps around it: it adds one for when the table fails."""
    while store is not None:
        if isinstance(store, EncryptedTrackerStore):
            await store.forget(sender_id)
        spare = store if isinstance(store, InMemoryTrackerStore) else getattr(store, "_fallback_tracker_store", None)
        if isinstance(spare, InMemoryTrackerStore):
            spare.store.pop(sender_id, None)
        store = getattr(store, "_tracker_store", None)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """Return an event as :meth:`SQLTrackerStore.save` writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _leave_what_was_before(tracker: DialogueStateTracker) -> None:
    """Take from a new talk what Rasa noted before its session started, as the table leaves it out when it is read."""
    starts = [one for one in tracker.events if isinstance(one, SessionStarted)]
    while len(starts) == 1 and tracker.events[0].timestamp < starts[0].timestamp:
        tracker.events.popleft()


def _is_one_session(tracker: DialogueStateTracker) -> bool:
    """Tell whether a tracker holds just what the table gives back: the events since its session started."""
    starts = [place for place, one in enumerate(tracker.events) if isinstance(one, SessionStarted)]
    return starts == [0]


def _prepare(connection: Any, _: Any) -> None:
    """Let a commit append to a log instead of waiting for the disk: killing loses nothing. Zero what is deleted.

    The one connection stays open, as the last to close would copy the log into the file, every time.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
