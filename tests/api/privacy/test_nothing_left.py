"""The proof: whatever a person wrote is in no file of the database afterwards, encrypted or not, and no figure changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from typer.testing import CliRunner

from api import cli, encryption, logs, tables
from tests.api.conftest import BACKENDS, Service
from tests.api.privacy_parts import MARKS, PHONE, counts, make_tracker, senders, write_everywhere
from tests.api.test_app import shape

TOKEN = re.compile(rb"gAAAAA[A-Za-z0-9_-]{60,}={0,2}")


def spellings(word: str) -> set[bytes]:
    """Return how a word stands in files: as text, and as JSON escapes."""
    return {word.encode(), word.encode("unicode_escape")}


def found_in(content: bytes, keys: MultiFernet) -> set[str]:
    """Return the marks that can be read out of bytes, also out of what is encrypted in them."""
    texts = [content, *_opened(TOKEN.findall(content), keys)]
    return {mark for mark in MARKS for part in texts if any(spelling in part for spelling in spellings(mark))}


def _opened(tokens: Iterable[bytes], keys: MultiFernet) -> Iterator[bytes]:
    for token in tokens:
        for end in range(len(token) // 4 * 4, 99, -4):  # the next column may begin right after a token
            with suppress(InvalidToken):
                yield keys.decrypt(token[:end])
                break


def on_disk(service: Service) -> dict[str, set[str]]:
    """Return which marks each file of the data folder holds."""
    keys = MultiFernet([Fernet(encryption.fernet_key(use, service.state.secret)) for use in ("data", "tracker")])
    folder: Path = service.state.settings.data_dir
    files = [path for path in folder.rglob("*") if path.is_file() and ".db" in path.name or path.suffix == ".log"]
    return {path.name: found_in(path.read_bytes(), keys) for path in files}


def in_tables(service: Service) -> set[str]:
    """Return which marks the rows of all tables hold, on any backend."""
    keys = MultiFernet([Fernet(encryption.fernet_key("data", service.state.secret))])
    found: set[str] = set()
    with service.state.database.engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').all()  # noqa: S608
            found |= found_in("\n".join(str(value) for row in rows for value in row).encode(), keys)
    return found


def test_nothing_is_left_in_any_file(alone: Service) -> None:
    person = write_everywhere(alone)
    stranger, alone.bot.script = alone.open(), None
    alone.say(stranger, "我也想贷款")
    tracker = make_tracker(alone, person.talk[0], stranger[0])
    alone.state.database.overwrite_remains()
    before, held = counts(alone), on_disk(alone)
    assert held["qifu.db"] == set(MARKS), "everything was planted, so the scan does find it"
    assert held["tracker.db"] == set(MARKS)
    answer = alone.client.delete(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    assert answer.status_code == 204, answer.text
    assert senders(tracker) == [stranger[0]]
    alone.client.post("/api/v1/conversations", json={})  # goes on writing
    alone.state.database.overwrite_remains()
    after = on_disk(alone)
    assert after["tracker.db"] == set(MARKS)  # of the stranger, who had the same said in the bot's store
    assert {name: marks for name, marks in after.items() if name != "tracker.db"} == {
        name: set() for name in after if name != "tracker.db"
    }
    gone = {**before, "conversations": before["conversations"] + 1}
    assert counts(alone) == gone


def test_the_bots_own_file_is_overwritten(alone: Service) -> None:
    person = write_everywhere(alone)
    tracker = make_tracker(alone, person.talk[0])
    alone.client.delete(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    assert senders(tracker) == []
    assert {name: marks for name, marks in on_disk(alone).items() if marks} == {}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_nothing_is_left_in_any_row(alone: Service) -> None:
    person = write_everywhere(alone)
    assert in_tables(alone) == set(MARKS)
    before = counts(alone)
    alone.client.delete(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    assert in_tables(alone) == set()
    assert counts(alone) == before
    again = alone.client.delete(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    assert again.status_code == 204
    assert counts(alone) == before
    shape(alone.client.get(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1]), 404, "NotFoundError")
    shape(alone.say(person.talk, "还在吗"), 404, "NotFoundError")


def test_logs_hold_none_of_it(alone: Service, capsys: pytest.CaptureFixture[str]) -> None:

    steps = [structlog.contextvars.merge_contextvars, structlog.processors.format_exc_info, logs.mask, logs._plain]
    structlog.reset_defaults()
    structlog.configure(processors=steps, logger_factory=structlog.PrintLoggerFactory())
    person = write_everywhere(alone)
    alone.client.delete(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    written = capsys.readouterr().out
    assert f"/api/v1/conversations/{person.talk[0]}" in written
    assert [mark for mark in MARKS if mark in written] == []


def test_the_command_deletes_by_phone(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    write_everywhere(alone)
    monkeypatch.setattr("api.process.Settings", lambda: alone.state.settings)
    done = CliRunner().invoke(cli.app, ["erase-person", PHONE])
    assert (done.exit_code, done.output) == (0, "已删除：对话 1，需求 1，诉求 1\n")
    assert in_tables(alone) == set()
    again = CliRunner().invoke(cli.app, ["erase-person", PHONE])
    assert (again.exit_code, again.output) == (1, "✗ 没有留过这个电话的对话或登记。\n")
