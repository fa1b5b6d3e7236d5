"""Changing the keys: everything is under the new one, nothing is lost, begun again it goes on; on every backend."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr
from sqlmodel import select

from api import encryption
from api.channels.wechat import followers
from api.channels.wechat.models import Sending
from api.channels.wecom import guests
from api.conversations.models import Message
from api.demands.models import Demand
from api.errors import ConfigurationError
from api.keys import columns, rotation
from api.keys.rotation import Rotated
from api.settings import Settings
from tests.api.conftest import BACKENDS, Service, StartService, make_settings
from tests.api.privacy_parts import NAME, PHONE, make_tracker, write_everywhere

OLD, NEW = "a-secret-of-the-tests", "a-new-key-for-the-data"
everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture(autouse=True)
def _keys_of_the_others() -> Iterator[None]:
    """Give the process the key back under which the shared service writes."""
    yield
    encryption.use_secret(OLD)


def nothing(*_: object) -> None:
    """Report to nobody."""


def rotate(service: Service, report: Callable[..., None] = nothing) -> Rotated:
    """Rotate to the new key."""
    encryption.use_secret(NEW, OLD)
    return rotation.rotate(service.state.database, report)


def under(service: Service, *secrets: str) -> tuple[int, int]:
    """Return how many stored values these keys open, and how many not."""
    cipher, opened, closed = encryption.Cipher(*secrets), 0, 0
    with service.session() as session:
        for sealed in columns.sealed_tables():
            for row in columns.read(session, sealed, None, 10_000):
                for token in (row[name] for name in sealed.columns if row[name] is not None):
                    try:
                        cipher.decrypt(token)
                        opened += 1
                    except InvalidToken:
                        closed += 1
    return opened, closed


@everywhere
def test_everything_is_under_the_new_key(alone: Service) -> None:
    person = write_everywhere(alone)
    total, _ = under(alone, OLD)
    told: list[tuple[str, int, int]] = []
    done = rotate(alone, lambda *row: told.append(row))
    assert (done.renewed, done.passed_over, done.unreadable) == (total, 0, [])
    assert done.prints == 6  # of the demand, the appeal, the two wishes to be called, two numbers consented to
    assert {name for name, count, all_ in told if count == all_} >= {"messages", "demands", "matches", "consents"}
    encryption.use_secret(NEW)
    assert under(alone, NEW) == (total, 0)
    assert under(alone, OLD) == (0, total)
    assert NAME in str(alone.read(person.talk))
    with alone.session() as session:
        demand = session.exec(select(Demand)).one()
        assert demand.phone_fingerprint == encryption.Cipher(NEW).fingerprint(PHONE)
    again = rotate(alone)
    assert (again.renewed, again.prints, again.passed_over) == (0, 0, total)
    body = {"phone": PHONE, "purpose": "本人要求"}
    found = alone.client.post("/api/v1/privacy/exports", json=body, headers=alone.user("admin"))
    assert len(found.json()["records"]) == 1


@everywhere
def test_a_number_is_found_before_and_while_keys_change(alone: Service) -> None:
    write_everywhere(alone)
    encryption.use_secret(NEW, OLD)
    write_everywhere(alone)
    body = {"phone": PHONE, "purpose": "本人要求"}
    found = alone.client.post("/api/v1/privacy/exports", json=body, headers=alone.user("admin"))
    assert len(found.json()["records"]) == 2


@everywhere
def test_broken_off_it_goes_on(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    write_everywhere(alone)
    total, _ = under(alone, OLD)
    batches: list[int] = []

    def stop(*_: object) -> None:
        batches.append(1)
        if len(batches) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(alone, stop)
    done, left = under(alone, NEW)
    assert done > 0
    assert left > 0
    assert under(alone, NEW, OLD) == (total, 0)
    assert rotate(alone).renewed == left
    assert under(alone, NEW) == (total, 0)


@everywhere
def test_the_service_writes_meanwhile(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    write_everywhere(alone)
    encryption.use_secret(NEW, OLD)
    talk, alone.bot.script = alone.open(), None
    sent: list[str] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set() and len(sent) < 200:
            text = f"第{len(sent)}句"
            assert alone.say(talk, text).status_code == 200
            sent.append(text)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(sent) < 4 and writer.is_alive():
            rotate(alone)
    finally:
        stop.set()
        writer.join()
    assert len(sent) > 3
    encryption.use_secret(NEW)
    assert under(alone, NEW)[1] == 0
    with alone.session() as session:
        texts = set(session.exec(select(Message.text).where(Message.conversation_id == talk[0])))
    assert texts >= set(sent)


def test_a_value_changed_since_it_was_read_is_left(alone: Service) -> None:
    alone.say(alone.open(), "先说的")
    (sealed,) = [one for one in columns.sealed_tables() if one.name == "messages"]
    with alone.session() as session:
        row = columns.read(session, sealed, None, 1)[0]
    with alone.session(write=True) as session:
        message = session.get(Message, row["id"])
        message.text = "后改的"
        session.add(message)
    with alone.session(write=True) as session:
        assert not columns.replace(session, sealed, row, "text", "x")
        assert session.get(Message, row["id"]).text == "后改的"


def test_what_no_key_opens_is_named(alone: Service) -> None:
    alone.say(alone.open(), "你好")
    foreign = encryption.Cipher("somebody else's").encrypt("x")
    with alone.session(write=True) as session:
        session.connection().exec_driver_sql("UPDATE messages SET text = ? WHERE id = 1", (foreign,))
    done = rotate(alone)
    assert done.unreadable == ["messages 1"]
    assert done.renewed > 0


def tokens(service: Service) -> list[bytes]:
    """Return what the bot's store holds."""
    with sqlite3.connect(service.state.settings.data_dir / "tracker.db") as connection:
        rows = connection.execute("SELECT data FROM events ORDER BY id").fetchall()
    connection.close()
    return [row[0].encode() for row in rows]


def test_the_bots_store(alone: Service) -> None:
    assert rotation.rotate_tracker(alone.state.settings.data_dir / "tracker.db", (NEW, OLD), nothing).renewed == 0
    path = make_tracker(alone, "c-1")
    old, new = (Fernet(encryption.fernet_key("tracker", key)) for key in (OLD, NEW))
    before = [old.decrypt(token) for token in tokens(alone)]
    done = rotation.rotate_tracker(path, (NEW, OLD), nothing)
    assert (done.renewed, done.unreadable) == (len(before), [])
    assert [new.decrypt(token) for token in tokens(alone)] == before
    again = rotation.rotate_tracker(path, (NEW, OLD), nothing)
    assert (again.renewed, again.passed_over) == (0, len(before))
    assert len(rotation.rotate_tracker(path, ("a third key",), nothing).unreadable) == len(before)


def test_the_command(qifu: Any, settings: Settings, start: StartService) -> None:
    write_everywhere(start(settings))
    settings.data_key = SecretStr(NEW)  # the secret is known as the one before
    done = qifu("rotate-keys")
    assert done.exit_code == 0, done.output
    assert done.output.rstrip().endswith("可以去掉 QIFU_DATA_KEY_PREVIOUS 了")
    settings.secret_key = SecretStr("another-secret-now")  # tokens end, the data does not
    assert "重新加密 0 个值" in qifu("rotate-keys").output
    settings.data_key = SecretStr("a-third-key-for-data")
    lost = qifu("rotate-keys")
    assert (lost.exit_code, lost.output[:2]) == (1, "✗ ")
    assert "QIFU_DATA_KEY_PREVIOUS" in lost.output
    settings.data_key_previous = SecretStr(f"x, {NEW}")
    assert "重新加密 0 个值" not in qifu("rotate-keys").output


def test_wrong_keys_refuse_to_start(settings: Settings, start: StartService) -> None:
    alone = start(settings)
    alone.say(alone.open(), "你好")
    settings.secret_key = SecretStr("another-secret-now")
    with pytest.raises(ConfigurationError, match="QIFU_DATA_KEY"):
        start(settings)


def test_which_keys(tmp_path: Any) -> None:
    def keys(own: str, previous: str) -> tuple[str, ...]:
        values = {"data_key": SecretStr(own), "data_key_previous": SecretStr(previous)}
        return make_settings(tmp_path, **values).data_keys()

    assert keys("", "") == (OLD,)
    assert keys(NEW, "") == (NEW, OLD)
    assert keys(NEW, " one , two,") == (NEW, "one", "two", OLD)
    assert keys("", "one") == (OLD, "one")
    with pytest.raises(ConfigurationError, match="16"):
        keys("short", "")


@everywhere
def test_words_and_followers_are_found_before_and_after_keys_change(alone: Service) -> None:
    case_no = alone.submit(alone.open()[0], need="想给仓库里的钢卷做动产质押")["case_no"]
    with alone.session(write=True) as session:
        follower = followers.met(session, "o-样例")
        guest = guests.met(session, "wk-样例", "wm-样例")
        session.add(Sending(key="k", follower_key=follower.key, kind="text"))
        talks = follower.conversation_id, guest.conversation_id

    def found() -> tuple[list[str], str, str]:
        answer = alone.client.get("/api/v1/demands?q=动产质押", headers=alone.user("agent"))
        with alone.session(write=True) as session:
            people = followers.met(session, "o-样例"), guests.met(session, "wk-样例", "wm-样例")
            return [row["case_no"] for row in answer.json()], people[0].conversation_id, people[1].conversation_id

    encryption.use_secret(NEW, OLD)
    assert found() == ([case_no], *talks)
    assert rotate(alone).digests == 3
    assert rotate(alone).digests == 0
    encryption.use_secret(NEW)  # the earlier key is gone
    assert found() == ([case_no], *talks)
    with alone.session() as session:
        assert session.exec(select(Sending.follower_key)).one() == followers.key_of("o-样例")
