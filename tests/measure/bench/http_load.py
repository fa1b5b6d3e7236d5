"""The match route of a real service process over a synthetic catalogue: one client, then eight at once.

The clients are threads with plain sockets in this process; what they cost is printed beside what the service costs.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api import runner
from api.settings import ROOT, Settings
from knowledge.catalogue import to_dict
from tests.conversations.stack import ADMIN, ENVIRONMENT
from tests.measure.bench.processes import cpu_seconds, memory_mb
from tests.measure.bench.sizes import asks
from tests.measure.bench.synthetic import offers
from tests.measure.bench.timing import at_once, say, timed

CLIENTS = 8
ROUNDS = 4
WARM = 100
READY_SECONDS = 600


def run(size: int) -> None:
    """Import the catalogue by the command line, start the service on it and ask."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _import(folder, size)
        with _service(folder) as (process, port):
            _load(process.pid, port, size)


def _import(folder: Path, size: int) -> None:
    lines, began = folder / "catalogue.jsonl", time.perf_counter()
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(to_dict(offer), ensure_ascii=False) + "\n" for offer in offers(size))
    command = [sys.executable, "-m", "api.cli", "import", str(lines)]
    subprocess.run(command, check=True, cwd=ROOT, env=_environment(folder), stdout=subprocess.DEVNULL)
    say(f"== {size} offers, import and index", f"{time.perf_counter() - began:.1f} s")


def _environment(folder: Path) -> Mapping[str, str]:
    settings = {"QIFU_DATA_DIR": str(folder), "QIFU_CATALOGUE": "none", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **ENVIRONMENT, **settings}


@contextmanager
def _service(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    settings = Settings(data_dir=folder, port=runner.free_port())
    _, command, environment = runner.processes(settings, "token-of-the-bench")[0]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S602 - the runner's own command
            command, shell=True, cwd=ROOT, env={**environment, **_environment(folder)}, stdout=log, stderr=log
        )
    try:
        began = time.perf_counter()
        while not _answers(settings.port):
            if process.poll() is not None or time.perf_counter() - began > READY_SECONDS:
                raise RuntimeError((folder / "service.log").read_text(encoding="utf-8")[-2000:])
            time.sleep(0.2)
        say("service start", f"{time.perf_counter() - began:.1f} s", f"{memory_mb(process.pid):.0f} MB")
        yield process, settings.port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _answers(port: int) -> bool:
    try:
        return _call(http.client.HTTPConnection("127.0.0.1", port), "GET", "/healthz")[0] == http.client.OK
    except OSError:
        return False


def _load(pid: int, port: int, size: int) -> None:
    first = http.client.HTTPConnection("127.0.0.1", port)
    login = dict(zip(("username", "password"), ADMIN, strict=True))
    token = _call(first, "POST", "/api/v1/login", login)[1]["token"]
    mine = threading.local()

    def match(text: str) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = http.client.HTTPConnection("127.0.0.1", port)
        status, answer = _call(mine.connection, "POST", "/api/v1/match", {"text": text}, token)
        if status != http.client.OK:
            raise RuntimeError(f"{status}: {answer}")

    texts = asks() * ROUNDS
    timed(match, texts[:WARM])
    name = f"/api/v1/match, {size} offers"
    say(f"{name}, one client", timed(match, texts))
    service, own = cpu_seconds(pid), time.process_time()
    times, rate = at_once(match, texts, CLIENTS)
    service, own = (cpu_seconds(pid) - service) / len(texts), (time.process_time() - own) / len(texts)
    note = f"{rate:.0f} a second; CPU a request: service {service * 1000:.1f} ms, clients {own * 1000:.1f} ms"
    say(f"{name}, {CLIENTS} clients", times, note)
    say("service", f"{memory_mb(pid):.0f} MB")


def _call(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any = None, token: str = ""
) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read() or b"null")
