"""The tracker store on a real SQLite file: what it keeps comes back, and the file itself tells nothing."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from rasa.core.tracker_store import AwaitableTrackerStore, FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import tracker_store
from bot.tracker_store import KEY, EncryptedTrackerStore

PHONE, TEXT, REPLY = "13807318888", "我是星火机械厂的李建国，想贷款", "怎么称呼您？"
ENTITIES = [{"entity": "phone", "value": PHONE}]


@pytest.fixture(autouse=True)
def _plain_column_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the column's own type back, which belongs to Rasa's class and so to the whole process."""
    column = SQLTrackerStore.SQLEvent.__table__.c.data
    monkeypatch.setattr(column, "type", column.type)
    monkeypatch.setenv(KEY, Fernet.generate_key().decode())


def store(path: Path) -> EncryptedTrackerStore:
    return EncryptedTrackerStore(Domain.empty(), dialect="sqlite", db=str(path))


def talk() -> DialogueStateTracker:
    tracker = DialogueStateTracker("c-1", [AnySlot("phone", mappings=[{}])])
    tracker.update(UserUttered(TEXT, {"name": "submit_need", "confidence": 0.9}, ENTITIES, message_id="c-1:1"))
    tracker.update(SlotSet("phone", PHONE))
    tracker.update(BotUttered(REPLY, {"buttons": None}, {"utter_action": "utter_ask_need_form_contact"}))
    return tracker


def read(events: Any) -> list[Any]:
    return [(type(e).__name__, getattr(e, "text", None), getattr(e, "value", None)) for e in events]


def test_a_talk_comes_back_whole_from_a_second_store(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    asyncio.run(store(path).save(talk()))
    kept = asyncio.run(store(path).retrieve("c-1"))
    assert kept is not None
    assert read(kept.events) == [
        ("UserUttered", TEXT, None),
        ("SlotSet", None, PHONE),
        ("BotUttered", REPLY, None),
    ]
    first = kept.events[0]
    assert isinstance(first, UserUttered)
    assert (first.message_id, first.intent["name"], first.entities) == ("c-1:1", "submit_need", ENTITIES)


def test_a_second_turn_is_added_to_the_first(tmp_path: Path) -> None:
    kept, path = talk(), tmp_path / "tracker.db"
    asyncio.run(store(path).save(kept))
    kept.update(UserUttered("长沙", {"name": "provide_info", "confidence": 0.9}, message_id="c-1:3"))
    asyncio.run(store(path).save(kept))
    again = asyncio.run(store(path).retrieve("c-1"))
    assert again is not None
    assert [e.message_id for e in again.events if isinstance(e, UserUttered)] == ["c-1:1", "c-1:3"]


def test_an_unknown_talk_is_none(tmp_path: Path) -> None:
    assert asyncio.run(store(tmp_path / "tracker.db").retrieve("c-2")) is None


def test_the_files_bytes_tell_nothing_of_what_was_said(tmp_path: Path) -> None:
    asyncio.run(store(tmp_path / "tracker.db").save(talk()))
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"c-1" in raw  # the rows are there
    escaped = [word.encode("unicode_escape") for word in (TEXT, REPLY)]  # as JSON would write them
    for secret in (PHONE.encode(), TEXT.encode(), REPLY.encode(), *escaped, "李建国".encode(), b"message_id"):
        assert secret not in raw


def test_another_key_reads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(store(tmp_path / "tracker.db").save(talk()))
    monkeypatch.setenv(KEY, Fernet.generate_key().decode())
    with pytest.raises(InvalidToken):
        asyncio.run(store(tmp_path / "tracker.db").retrieve("c-1"))


def test_without_a_key_nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY)
    with pytest.raises(KeyError, match=KEY):
        store(tmp_path / "tracker.db")
    assert not (tmp_path / "tracker.db").exists()


def in_session(sender: str = "c-1") -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, [AnySlot("phone", mappings=[{}])])
    tracker.update(SessionStarted(timestamp=1.0))
    tracker.update(ActionExecuted("action_listen", timestamp=2.0))
    tracker.update(UserUttered(TEXT, {"name": "submit_need", "confidence": 0.9}, message_id="c-1:1", timestamp=3.0))
    return tracker


def test_a_talk_that_goes_on_is_read_from_memory_and_written_to_the_table(tmp_path: Path) -> None:
    path, kept = tmp_path / "tracker.db", in_session()
    held = store(path)
    asyncio.run(held.save(kept))
    assert asyncio.run(held.retrieve("c-1")) is kept
    kept.update(SlotSet("phone", PHONE, timestamp=4.0))
    asyncio.run(held.save(kept))
    assert asyncio.run(held.retrieve("c-1")) is kept
    again = asyncio.run(store(path).retrieve("c-1"))
    assert again is not None
    assert [type(e).__name__ for e in again.events] == ["SessionStarted", "ActionExecuted", "UserUttered", "SlotSet"]


def test_what_a_broken_turn_changed_is_forgotten(tmp_path: Path) -> None:
    held, kept = store(tmp_path / "tracker.db"), in_session()
    asyncio.run(held.save(kept))
    kept.update(SlotSet("phone", PHONE))  # and then the turn fails, before it is saved
    again = asyncio.run(held.retrieve("c-1"))
    assert again is not None
    assert again is not kept
    assert len(again.events) == 3


def test_a_second_session_is_read_from_the_table(tmp_path: Path) -> None:
    held, kept = store(tmp_path / "tracker.db"), in_session()
    asyncio.run(held.save(kept))
    kept.update(SessionStarted(timestamp=5.0))
    kept.update(ActionExecuted("action_listen", timestamp=6.0))
    asyncio.run(held.save(kept))
    again = asyncio.run(held.retrieve("c-1"))
    assert again is not None
    assert again is not kept


def test_not_more_are_at_hand_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_store, "MOST_AT_HAND", 2)
    held, talks = store(tmp_path / "tracker.db"), [in_session(f"c-{number}") for number in range(3)]
    for one in talks:
        asyncio.run(held.save(one))
    found = [asyncio.run(held.retrieve(one.sender_id)) for one in talks]
    assert [one is talks[place] for place, one in enumerate(found)] == [False, True, True]


def test_a_commit_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    with store(tmp_path / "tracker.db").engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def new_talk() -> DialogueStateTracker:
    """Give a talk as Rasa begins it: two events stand before the start of the session."""
    tracker = DialogueStateTracker("c-1", [AnySlot("phone", mappings=[{}])])
    tracker.update(SlotSet("session_started_metadata", {"asked": None}, timestamp=0.5))
    tracker.update(ActionExecuted("action_session_start", timestamp=0.7))
    for event in in_session().events:
        tracker.update(event)
    return tracker


def rows(path: Path) -> list[tuple[Any, ...]]:
    """Return what a file holds, the data decrypted."""
    columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
    with sqlite3.connect(path) as connection:
        found = connection.execute(f"SELECT {columns} FROM events ORDER BY id").fetchall()  # noqa: S608
    opened = tracker_store.EncryptedText()
    return [(*row, opened.process_result_value(data, None)) for *row, data in found]


def test_the_rows_are_those_that_rasas_store_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, keep in (("ours", True), ("rasas", False)):
        held, kept = store(tmp_path / name), new_talk()
        for text in ("长沙", "对"):
            asyncio.run(held.save(kept))
            if not keep:
                held._at_hand.clear()  # so that Rasa counts and adds, event by event
            kept = asyncio.run(held.retrieve("c-1"))  # type: ignore[assignment]
            kept.update(
                UserUttered(text, {"name": "inform", "confidence": 0.9}, message_id=f"c-1:{text}", timestamp=9.0)
            )
            kept.update(SlotSet("phone", PHONE, timestamp=9.5))
            kept.update(BotUttered(REPLY, {"buttons": None}, {"utter_action": "utter_bye"}, timestamp=9.7))
        asyncio.run(held.save(kept))
    assert rows(tmp_path / "ours") == rows(tmp_path / "rasas")
    assert len(rows(tmp_path / "ours")) == len(new_talk().events) + 6


def test_a_new_talk_is_at_hand_as_the_table_gives_it_back(tmp_path: Path) -> None:
    path, kept = tmp_path / "tracker.db", new_talk()
    held = store(path)
    asyncio.run(held.save(kept))
    at_hand, read_back = asyncio.run(held.retrieve("c-1")), asyncio.run(store(path).retrieve("c-1"))
    assert at_hand is kept
    assert read_back is not None
    assert list(at_hand.events) == list(read_back.events)
    assert [type(e).__name__ for e in at_hand.events][:2] == ["SessionStarted", "ActionExecuted"]


def test_a_save_that_fails_stores_nothing_and_leaves_nothing_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, kept = store(tmp_path / "tracker.db"), in_session()
    asyncio.run(held.save(kept))
    kept.update(SlotSet("phone", PHONE, timestamp=4.0))
    kept.update(SlotSet("phone", object(), timestamp=5.0))  # the second event cannot be written
    with pytest.raises(TypeError):
        asyncio.run(held.save(kept))
    again = asyncio.run(held.retrieve("c-1"))
    assert again is not None
    assert again is not kept
    assert len(again.events) == 3


def test_nothing_new_is_no_statement(tmp_path: Path) -> None:
    held, kept = store(tmp_path / "tracker.db"), in_session()
    asyncio.run(held.save(kept))
    asyncio.run(held.save(kept))
    assert len(rows(tmp_path / "tracker.db")) == 3


def test_what_is_forgotten_is_in_neither_memory_nor_file(tmp_path: Path) -> None:
    held, other = store(tmp_path / "tracker.db"), in_session("c-2")
    for one in (in_session(), other):
        asyncio.run(held.save(one))
    asyncio.run(held.forget("c-1"))
    assert asyncio.run(held.retrieve("c-1")) is None
    assert asyncio.run(held.retrieve("c-2")) is other
    asyncio.run(held.forget("c-1"))  # a second time changes nothing
    with held.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        assert connection.exec_driver_sql("SELECT DISTINCT sender_id FROM events").fetchall() == [("c-2",)]


def test_another_process_deletes_while_the_store_is_open(tmp_path: Path) -> None:
    """As the service does when the bot does not answer."""
    held = store(tmp_path / "tracker.db")
    asyncio.run(held.save(talk()))
    with sqlite3.connect(tmp_path / "tracker.db", timeout=5) as elsewhere:
        assert elsewhere.execute("DELETE FROM events WHERE sender_id = 'c-1'").rowcount == 3
    elsewhere.close()
    assert asyncio.run(held.retrieve("c-1")) is None
    asyncio.run(held.save(in_session("c-2")))  # and goes on writing


def test_rasas_wrappers_forget_too(tmp_path: Path) -> None:
    held = store(tmp_path / "tracker.db")
    wrapped = FailSafeTrackerStore(AwaitableTrackerStore(held))
    asyncio.run(held.save(talk()))
    asyncio.run(wrapped.fallback_tracker_store.save(talk()))
    asyncio.run(tracker_store.forget(wrapped, "c-1"))
    assert asyncio.run(held.retrieve("c-1")) is None
    assert asyncio.run(wrapped.fallback_tracker_store.retrieve("c-1")) is None


def test_an_older_key_still_opens_what_was_stored_under_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = os.environ[KEY], Fernet.generate_key().decode()
    asyncio.run(store(tmp_path / "tracker.db").save(talk()))
    monkeypatch.setenv(KEY, f"{new},{old}")
    kept = asyncio.run(store(tmp_path / "tracker.db").retrieve("c-1"))
    assert kept is not None
    assert read(kept.events)[0] == ("UserUttered", TEXT, None)
    asyncio.run(store(tmp_path / "tracker.db").save(in_session("c-2")))
    monkeypatch.setenv(KEY, new)
    assert asyncio.run(store(tmp_path / "tracker.db").retrieve("c-2")) is not None
