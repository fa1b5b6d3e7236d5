"""The process runner: what it refuses in one sentence, and what it starts."""

from __future__ import annotations

import shlex
import shutil
import socket
import sys
from collections import namedtuple
from pathlib import Path

import pytest
import yaml

from api import logs, runner
from api.errors import ConfigurationError
from tests.api.conftest import make_settings


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend that the bot's environment and model are there."""
    for name, place in (("BOT_PYTHON", "bin/python"), ("BOT_MODEL", "bot.tar.gz")):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.touch()
        monkeypatch.setattr(runner, name, path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    return tmp_path


def test_all_is_well(root: Path) -> None:
    runner.check(make_settings(root / "data", port=runner.free_port()))
    assert (root / "data").is_dir()


@pytest.mark.parametrize(("place", "target"), [("bin/python", "make setup"), ("bot.tar.gz", "make train")])
def test_something_is_missing(root: Path, place: str, target: str) -> None:
    (root / place).unlink()
    with pytest.raises(ConfigurationError, match=rf"^{place} is missing: run {target}\.$"):
        runner.check(make_settings(root / "data", port=runner.free_port()))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_port_is_taken(root: Path, host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"Port {port} on {host} is taken .*QIFU_PORT=8001"):
            runner.check(make_settings(root / "data", host=host, port=port))


def test_host_is_none_of_ours(root: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Port \d+ on 192\.0\.2\.1"):
        runner.check(make_settings(root / "data", host="192.0.2.1", port=runner.free_port()))


def test_disk_is_full(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5 * 10**6))
    with pytest.raises(ConfigurationError, match="disk is full: 5 MB are free"):
        runner.check(make_settings(root / "data", port=runner.free_port()))


def test_four_processes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    settings = make_settings(Path("data"), bot_url="http://127.0.0.1:5105", actions_url="http://127.0.0.1:5155")
    (service, rasa, actions, worker) = runner.processes(settings, "the-token")
    assert [one[0] for one in (service, rasa, actions, worker)] == ["service", "rasa", "actions", "worker"]
    assert shlex.split(service[1]) == ["exec", sys.executable, "-m", "api.serve"]
    words = shlex.split(rasa[1])
    assert words[:5] == ["exec", str(root / "bin/python"), "-m", "rasa", "run"]
    options = dict(zip(words[5::2], words[6::2], strict=True))
    assert (options["--port"], options["--interface"]) == ("5105", "127.0.0.1")
    assert options["--endpoints"] == str(root / "data/run/endpoints.yml")  # whole, for it starts in another folder
    assert shlex.split(actions[1])[-2:] == ["--port", "5155"]
    assert shlex.split(worker[1]) == ["exec", sys.executable, "-m", "api.respawn", "api.worker"]
    assert worker[2] == service[2]
    for _, _, environment in (service, rasa, actions):
        assert environment["QIFU_INTERNAL_TOKEN"] == "the-token"
        assert environment["QIFU_SERVICE_URL"] == "http://127.0.0.1:8000"
        assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert service[2]["QIFU_DATA_DIR"] == str(root / "data")
    assert service[2]["OPENBLAS_NUM_THREADS"] == "1"
    assert service[2]["QIFU_BOT_URL"] == "http://127.0.0.1:5105"
    assert "QIFU_TRACKER_KEY" in rasa[2]
    assert "QIFU_TRACKER_KEY" not in actions[2]


def test_files_for_the_bot_hold_no_secret(root: Path) -> None:
    settings = make_settings(root / "data")
    runner.processes(settings, "the-token")
    endpoints, credentials = ((root / "data/run" / f"{name}.yml").read_text() for name in ("endpoints", "credentials"))
    assert yaml.safe_load(endpoints)["action_endpoint"] == {"url": f"{settings.actions_url}/webhook"}
    assert yaml.safe_load(endpoints)["nlg"] == {"type": "bot.generator.Generator"}
    assert yaml.safe_load(endpoints)["tracker_store"]["db"] == str(root / "data/tracker.db")
    assert yaml.safe_load(credentials) == {"bot.channel.QifuInput": {}}
    for text in (endpoints, credentials):
        assert "the-token" not in text
        assert settings.resolved_secret() not in text


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://127.0.0.1:8000"),  # noqa: S104
     ("::1", "http://[::1]:8000"), ("10.0.0.5", "http://10.0.0.5:8000")],
)  # fmt: skip
def test_way_back_to_the_service(tmp_path: Path, host: str, url: str) -> None:
    assert runner.service_url(make_settings(tmp_path, host=host)) == url


def test_free_ports_differ() -> None:
    assert len({runner.free_port() for _ in range(5)}) > 1
    found = runner.free_ports(500)  # asked for one by one, of so many two are the same
    assert len(set(found)) == 500


def test_a_port_that_is_spoken_for_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own, on which it does not listen yet."""
    found = iter((8000, 8001, 8002))
    probe = type(
        "Probe", (socket.socket,), {"bind": lambda *_: None, "getsockname": lambda _: ("127.0.0.1", next(found))}
    )
    monkeypatch.setattr(runner.socket, "socket", probe)
    assert runner.free_ports(2, but=8000) == [8001, 8002]
    assert runner.port_of("http://127.0.0.1:5005") == "5005"


def test_logs_mask_personal_numbers() -> None:
    event = {"event": "call 13812345678", "id": "430102198001011234", "ms": 3}
    assert logs.mask(None, "", event) == {"event": "call 138****5678", "id": "430***********1234", "ms": 3}


def test_log_lines_for_people() -> None:
    event = {"timestamp": "2026-11-23T08:09:10.5+08:00", "level": "info", "event": "request", "status": 200}
    assert logs._plain(None, "", event) == "08:09:10 info    request status=200"
    assert logs._plain(None, "", {"event": "x", "exception": "Trace"}).endswith("\nTrace")
