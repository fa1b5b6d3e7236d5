"""A backup made while the service runs, the machine gone, the way back, and the service at work again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from api import runner
from api.settings import ROOT
from tests.conversations.stack import ENVIRONMENT, Stack, Talk

pytestmark = pytest.mark.stack
PHONE, PASSWORD = "13812345678", "a-long-password-1"
NEED = {
    "need": "想贷款两百万周转，没有抵押",
    "category": "finance",
    "region": "430211",
    "contact": "周敏",
    "phone": PHONE,
}
TOKEN = {"X-Qifu-Token": "token-of-the-stack-tests"}


class Answering(BaseHTTPRequestHandler):
    """Says that it is there: what the service asks of Rasa and the action server here, which have no part in this."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def answering(url: str) -> Iterator[None]:
    """Have somebody answer at an address."""
    with ThreadingHTTPServer(("127.0.0.1", int(runner.port_of(url))), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def submit(stack: Stack, talk: Talk, key: str) -> str:
    """Record a demand in a conversation, as the action server does at a nod; return its number."""
    path = f"/internal/v1/conversations/{talk.id}/demands"
    answer = stack.http.post(path, json={"draft_key": key, "slots": NEED}, headers=TOKEN)
    assert answer.status_code == httpx.codes.OK, answer.text
    return str(answer.json()["case_no"])


def qifu(stack: Stack, *words: object) -> str:
    """Run a command on the stack's data, and return what it says."""
    command = [sys.executable, "-m", "api.cli", *map(str, words)]
    environment = {**os.environ, **ENVIRONMENT, "QIFU_DATA_DIR": str(stack.data_dir), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def reveal(stack: Stack, case_no: str, headers: dict[str, str]) -> httpx.Response:
    """Ask for a number in clear."""
    return stack.http.post(f"/api/v1/demands/{case_no}/reveal", json={"purpose": "恢复后核对"}, headers=headers)


def test_there_and_back(own_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("backup") / "b.tar.gz"
    own_stack.environment["QIFU_WORKERS"] = "1"
    with ExitStack() as there:
        for url in (own_stack.settings.bot_url, own_stack.settings.actions_url):
            there.enter_context(answering(url))
        own_stack.start("service")
        admin = own_stack.agent_headers()
        viewer = {"username": "the-viewer", "role": "viewer", "password": PASSWORD}
        made = own_stack.http.post("/api/v1/users", json=viewer, headers=admin)
        assert made.status_code == httpx.codes.CREATED, made.text
        talk = Talk(own_stack)
        first = submit(own_stack, talk, "draft-1")
        assert "备份已写到" in qifu(own_stack, "backup", file)
        second = submit(own_stack, Talk(own_stack), "draft-2")
        own_stack.kill("service")

        assert "已恢复" in qifu(own_stack, "restore", file)
        own_stack.start("service")

        ready = own_stack.http.get("/readyz")
        assert (ready.status_code, ready.json()["database"], ready.json()["index"]) == (200, True, True)
        assert own_stack.http.get("/api/v1/demands", headers=admin).json()[0]["phone"] == "138****5678"
        assert reveal(own_stack, first, admin).json() == {"contact": "周敏", "phone": PHONE}
        session = own_stack.http.post("/api/v1/login", json={"username": "the-viewer", "password": PASSWORD}).json()
        refused = reveal(own_stack, first, {"Authorization": f"Bearer {session['token']}"})
        assert refused.status_code == httpx.codes.FORBIDDEN
        assert [one["case_no"] for one in talk.get()["demands"]] == [first]
        assert own_stack.http.get(f"/api/v1/demands/{second}", headers=admin).status_code == httpx.codes.NOT_FOUND
        third = submit(own_stack, talk, "draft-3")
        assert third != first
        listed = own_stack.http.get("/api/v1/demands", headers=admin).json()
        assert sorted(one["case_no"] for one in listed) == [first, third]
