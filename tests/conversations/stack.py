"""The real three processes on free ports, each of which a test may kill and start again on the same data."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from api import runner
from api.settings import ROOT, Settings
from tests.conversations import fake_wechat, fake_wecom
from tests.measure.bench.processes import family

TODAY = "2026-11-23"
ADMIN = ("admin", "stack-test-password")
READY_SECONDS = 150
ENVIRONMENT = {
    "QIFU_TODAY": TODAY,
    "QIFU_TIME_OF_DAY": "10:00",  # somebody is there: by night the hand-over asks for a call
    "QIFU_BOOTSTRAP_ADMIN": ":".join(ADMIN),
    "QIFU_CATALOGUE": "sample",
    "QIFU_SECRET_KEY": "a-secret-of-the-stack-tests-only",
    "QIFU_LIMIT_OPENINGS": "none",  # fuzz, load and benches open from one address what a city does
    "QIFU_LIMIT_MESSAGES": "none",
    "QIFU_LIMIT_ADDRESS_MESSAGES": "none",
}


class Stack:
    """Service, Rasa and action server over one data directory."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port, self.wechat_port, self.wecom_port, bot, actions = runner.free_ports(5)
        self.url = f"http://127.0.0.1:{self.port}"
        platforms = {**fake_wechat.environment(self.wechat_port, self.url), **fake_wecom.environment(self.wecom_port)}
        self.environment = {**ENVIRONMENT, **platforms, **environment}
        self.settings = Settings(
            data_dir=data_dir,
            port=self.port,
            bot_url=f"http://127.0.0.1:{bot}",
            actions_url=f"http://127.0.0.1:{actions}",
        )
        self.http = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start the named processes, or all, and wait until the whole answers."""
        for name, command, environment in runner.processes(self.settings, "token-of-the-stack-tests"):
            if not names or name in names:
                with (self.data_dir / f"{name}.log").open("ab") as log:
                    self._running[name] = subprocess.Popen(  # noqa: S602 - the runner's own command
                        command, shell=True, cwd=ROOT, env={**environment, **self.environment}, stdout=log, stderr=log
                    )
        self.wait_ready()
        there = threading.Event()
        threading.Thread(target=self._attend, args=(self.agent_headers(), there), daemon=True).start()
        assert there.wait(READY_SECONDS), "nobody came to the desk"

    def _attend(self, headers: dict[str, str], there: threading.Event) -> None:
        """Keep a console open as long as the service runs, or every hand-over would say that nobody is there.

        :param there: Set once the service knows of it: a talk begun before might still hear that nobody is.
        """
        with suppress(httpx.HTTPError):
            url = f"{self.url}/api/v1/events"
            with httpx.stream("GET", url, headers=headers, timeout=None, trust_env=False) as answer:  # noqa: S113
                for _ in answer.iter_lines():
                    there.set()

    def wait_ready(self) -> None:
        """Wait for ``/readyz``; a process that dies meanwhile fails the test with its log."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            for name, process in self._running.items():
                assert process.poll() is None, f"{name} ended:\n{self.log(name)[-3000:]}"
            if status(self.http, "/readyz") == httpx.codes.OK:
                return
            time.sleep(0.3)
        raise AssertionError(f"not ready after {READY_SECONDS} s:\n{self.log('service')[-3000:]}")

    def pid(self, name: str) -> int:
        """Return the process id of one process."""
        return self._running[name].pid

    def kill(self, *names: str) -> None:
        """Kill processes and all they started, as a crash of the machine would, without a chance to tidy up."""
        for name in names or tuple(self._running):
            process = self._running.pop(name)
            for pid in family(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(timeout=10)

    def restart(self, *names: str) -> None:
        """Kill and start again."""
        self.kill(*names)
        self.start(*names)

    def end(self) -> None:
        """End all processes as an administrator would."""
        for process in self._running.values():
            process.terminate()
        for name, process in tuple(self._running.items()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=8)
                del self._running[name]
        if self._running:
            self.kill()  # and what they started, or that would be left

    def stop(self) -> None:
        """End all processes and close the client."""
        self.end()
        self.http.close()

    def log(self, name: str) -> str:
        """Return what a process has written."""
        return (self.data_dir / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def agent_headers(self) -> dict[str, str]:
        """Return the headers of the first administrator, signed in."""
        answer = self.http.post("/api/v1/login", json={"username": ADMIN[0], "password": ADMIN[1]})
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['token']}"}


class Talk:
    """One enterprise's conversation over the public routes."""

    def __init__(self, stack: Stack) -> None:
        self._http, self._stack = stack.http, stack
        opened = self._http.post("/api/v1/conversations", json={"channel": "web"})
        assert opened.status_code == httpx.codes.CREATED, opened.text
        self.id: str = opened.json()["conversation_id"]
        self.headers = {"Authorization": f"Bearer {opened.json()['token']}"}

    def post(self, text: str, client_message_id: str | None = None) -> httpx.Response:
        """Say something and return the bare response."""
        body = {"text": text, "client_message_id": client_message_id}
        return self._http.post(f"/api/v1/conversations/{self.id}/messages", json=body, headers=self.headers)

    def say(self, text: str, client_message_id: str | None = None) -> dict[str, Any]:
        """Say something that must be answered."""
        response = self.post(text, client_message_id)
        assert response.status_code == httpx.codes.OK, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def as_agent(self, path: str, body: dict[str, Any]) -> None:
        """Post what an agent does; it must be allowed."""
        response = self._http.post(path, json=body, headers=self._stack.agent_headers())
        assert response.status_code == httpx.codes.OK, response.text

    def get(self) -> dict[str, Any]:
        """Return the whole conversation."""
        response = self._http.get(f"/api/v1/conversations/{self.id}", headers=self.headers)
        assert response.status_code == httpx.codes.OK, response.text
        whole: dict[str, Any] = response.json()
        return whole


def status(http: httpx.Client, path: str) -> int:
    """Return the status of a route, 0 when nothing answers."""
    try:
        return http.get(path, timeout=5).status_code
    except httpx.HTTPError:
        return 0


def texts(answer: dict[str, Any]) -> str:
    """Return all replies of an answer as one text."""
    return "\n".join(reply["text"] for reply in answer["replies"])


def asks(answer: dict[str, Any]) -> str | None:
    """Return the question an answer leaves open."""
    return next((reply["asks"] for reply in reversed(answer["replies"]) if reply["asks"]), None)


def kinds(answer: dict[str, Any]) -> list[str]:
    """Return the kinds of the cards shown, in order, each once."""
    return list(dict.fromkeys(card["kind"] for reply in answer["replies"] for card in reply["items"]))


def environment_of_a_run(data_dir: Path, port: int) -> dict[str, str]:
    """Return the environment of a real ``qifu run``."""
    return {**os.environ, **ENVIRONMENT, "QIFU_DATA_DIR": str(data_dir), "QIFU_PORT": str(port)}
