"""Deleting a talk and changing the keys with all three processes at work: the bot keeps a store of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from api.encryption import fernet_key
from api.settings import ROOT
from tests.conversations.stack import ENVIRONMENT, Stack, Talk, asks

NEED = "我是株洲天元区的周敏，想贷款两百万周转，没有抵押，电话13600001234"
SECRET, NEW = ENVIRONMENT["QIFU_SECRET_KEY"], "a-new-key-of-the-stack-tests"
pytestmark = pytest.mark.stack


def events(stack: Stack, talk: Talk) -> list[str]:
    """Return what the bot's store holds of a talk, as it stands in the file."""
    with sqlite3.connect(f"file:{stack.data_dir / 'tracker.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT data FROM events WHERE sender_id = ?", (talk.id,)).fetchall()
    return [row[0] for row in rows]


def with_secret(stack: Stack) -> Stack:
    """Have the runner know the secret that the processes are given."""
    stack.settings = stack.settings.model_copy(update={"secret_key": SecretStr(SECRET)})
    return stack


def rotate(stack: Stack) -> str:
    """Run the command beside the service."""
    environment = {**os.environ, **stack.environment, "QIFU_DATA_DIR": str(stack.data_dir), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "api.cli", "rotate-keys"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_talk_is_gone_from_the_bot_as_well(own_stack: Stack) -> None:
    stack = with_secret(own_stack)
    stack.start()
    talk, other = Talk(stack), Talk(stack)
    for one in (talk, other):
        one.say(NEED)
    assert events(stack, talk)
    path = f"/api/v1/conversations/{talk.id}"
    assert stack.http.delete(path, headers=talk.headers).status_code == httpx.codes.NO_CONTENT
    assert events(stack, talk) == []
    assert talk.post("还在吗").status_code == httpx.codes.NOT_FOUND
    assert events(stack, other)
    assert asks(other.say("对，提交")) == "choose"  # the other goes on where it was
    stack.kill("rasa")  # without the bot it goes as well
    assert stack.http.delete(f"/api/v1/conversations/{other.id}", headers=other.headers).status_code == 204
    assert events(stack, other) == []
    written = "".join(stack.log(name) for name in ("service", "rasa", "actions"))
    assert [mark for mark in ("13600001234", "周敏") if mark in written] == []


def test_keys_change_while_all_is_at_work(own_stack: Stack) -> None:
    stack = with_secret(own_stack)
    stack.start()
    talk = Talk(stack)
    talk.say(NEED)
    stack.end()
    stack.environment["QIFU_DATA_KEY"] = NEW
    stack.settings = stack.settings.model_copy(update={"data_key": SecretStr(NEW)})
    stack.start()
    assert "全部在新密钥之下" in rotate(stack)
    keys = Fernet(fernet_key("tracker", NEW))
    assert all(keys.decrypt(token.encode()) for token in events(stack, talk))
    assert asks(talk.say("对，提交")) == "choose"
    assert [m["text"] for m in talk.get()["messages"]][0] == NEED
    assert "重新加密 0 个值" in rotate(stack)
