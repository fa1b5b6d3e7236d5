"""What lies in the files of the embedded database: nothing that names a person."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.api.conftest import Service
from tests.api.fakes import reply, turn


def test_what_was_said_is_unreadable_in_the_database(alone: Service) -> None:
    alone.bot.script = lambda _: turn(reply("周小姐您好"), contact="周小姐", phone="13812345678")
    alone.say(alone.open(), "我姓周，电话13812345678", "c-1")
    folder = alone.state.settings.data_dir
    written = b"".join(path.read_bytes() for path in folder.glob("qifu.db*"))
    assert b"c-1" in written  # the file does hold the message
    assert "周小姐".encode() not in written
    assert b"13812345678" not in written
    with sqlite3.connect(folder / "qifu.db") as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (2,)


def test_phone_and_name_are_unreadable_on_disk(alone: Service) -> None:
    conversation = alone.open()
    alone.say(conversation, "想贷款，我姓周，打13812345678")
    alone.submit(conversation[0], need="贷款，打13812345678", contact="周小姐", phone="13812345678")
    body = {"text": "贷款，打13812345678 周小姐"}
    assert alone.client.post("/api/v1/match", json=body, headers=alone.user("agent")).status_code == 200
    folder: Path = alone.state.settings.data_dir
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        assert b"13812345678" not in content, path
        assert "周小姐".encode() not in content, path
        assert b"\\u5468\\u5c0f\\u59d0" not in content, path
    assert b"F-guarantee" in (folder / "qifu.db").read_bytes() + (folder / "qifu.db-wal").read_bytes()
