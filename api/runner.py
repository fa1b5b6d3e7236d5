"""``qifu run``: service, Rasa server, action server and worker as one; when one dies all stop, however it dies."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import yaml

from api import occupancy
from api.encryption import fernet_key
from api.errors import ConfigurationError
from api.family import Family, tied
from api.settings import LOOPBACK, ROOT, Settings

BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
BOT_MODEL = ROOT / "build" / "models" / "bot" / "bot.tar.gz"
LEAST_FREE_MB = 200
ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "HF_HUB_OFFLINE": "1",
    "SANIC_KEEP_ALIVE_TIMEOUT": "60",
    "SANIC_HOST": "127.0.0.1",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}

# One request, one core: with two threads for each product of vectors a busy machine spends its time in their barriers.
# A whole scan of 100,000 vectors took 47 ms with two threads and 4 ms with one while others were computing.
SINGLE = {"OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "MALLOC_ARENA_MAX": "2"}


def run(settings: Settings) -> int:
    """Start the four processes, forward their logs, and return the exit status of the first that ended.

    :raises ConfigurationError: If something needed is missing; the message says what in one sentence.
    """
    check(settings)
    with occupancy.shared(settings.data_dir):
        return _run(settings)


def _run(settings: Settings) -> int:
    """Start the processes and wait for the first that ends."""
    os.umask(0o077)  # what is written holds personal data: for the owner alone
    bot, actions = free_ports(2, but=settings.port)
    settings = settings.model_copy(
        update={"bot_url": f"http://127.0.0.1:{bot}", "actions_url": f"http://127.0.0.1:{actions}"}
    )
    token = settings.internal_token.get_secret_value() or secrets.token_urlsafe(32)
    family = Family()
    for name, command, environment in processes(settings, token):
        left_alone = signal.SIGTERM if name == "service" else signal.SIGKILL  # the service finishes what it answers
        family.add_process(name, tied(command, left_alone), env=environment, cwd=str(ROOT))
    family.loop()
    return int(family.returncode or 0)


def processes(settings: Settings, token: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return name, command and environment of each process."""
    data_dir = settings.data_dir.resolve()  # the processes start in another folder
    folder = data_dir / "run"
    write_bot_files(folder, settings)
    service = service_url(settings)
    common = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT), "QIFU_INTERNAL_TOKEN": token, "QIFU_SERVICE_URL": service}
    keys = [fernet_key("tracker", key).decode("ascii") for key in settings.data_keys()]
    bot = {**common, "QIFU_TRACKER_KEY": ",".join(keys)}
    own = {
        **SINGLE,
        **common,
        "QIFU_BOT_URL": settings.bot_url,
        "QIFU_ACTIONS_URL": settings.actions_url,
        "QIFU_DATA_DIR": str(data_dir),
        "QIFU_HOST": settings.host,
        "QIFU_PORT": str(settings.port),
    }
    rasa = [BOT_PYTHON, "-m", "rasa", "run", "--model", BOT_MODEL, "--interface", "127.0.0.1"]
    rasa += ["--port", port_of(settings.bot_url), "--endpoints", folder / "endpoints.yml"]
    rasa += ["--credentials", folder / "credentials.yml"]
    actions = [BOT_PYTHON, "-m", "rasa_sdk", "--actions", "bot.actions", "--port", port_of(settings.actions_url)]
    return [
        ("service", _command([sys.executable, "-m", "api.serve"]), own),
        ("rasa", _command(rasa), bot),
        ("actions", _command(actions), common),
        ("worker", _command([sys.executable, "-m", "api.respawn", "api.worker"]), own),
    ]


def service_url(settings: Settings) -> str:
    """Return where the action server reaches the service."""
    host = LOOPBACK[0] if settings.host in ANY_HOST else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def write_bot_files(folder: Path, settings: Settings) -> None:
    """Write what Rasa wants as files; neither holds a secret."""
    folder.mkdir(parents=True, exist_ok=True)
    endpoints = {
        "action_endpoint": {"url": f"{settings.actions_url}/webhook"},
        "nlg": {"type": "bot.generator.Generator"},
        "tracker_store": {
            "type": "bot.tracker_store.EncryptedTrackerStore",
            "dialect": "sqlite",
            "db": str(settings.data_dir.resolve() / "tracker.db"),
        },
    }
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    (folder / "credentials.yml").write_text("bot.channel.QifuInput: {}\n", encoding="utf-8")


def check(settings: Settings) -> None:
    """Say what is missing before anything is started.

    :raises ConfigurationError: In one sentence.
    """
    settings.data_keys()
    for path, target in ((BOT_PYTHON, "make setup"), (BOT_MODEL, "make train")):
        if not path.exists():
            raise ConfigurationError(f"{path.relative_to(ROOT)} is missing: run {target}.")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free_mb = shutil.disk_usage(settings.data_dir).free // 1_000_000
    if free_mb < LEAST_FREE_MB:
        raise ConfigurationError(f"The disk is full: {free_mb} MB are free in {settings.data_dir}.")
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigurationError(
                f"Port {settings.port} on {settings.host} is taken or not allowed ({error.strerror}): "
                f"stop what uses it, or choose another: QIFU_PORT=8001 make run"
            ) from error


def free_ports(count: int, but: int | None = None) -> list[int]:
    """Return ports nobody listens on, no two the same: asked for one after the other, a port may come twice.

    :param but: A port that is spoken for, although nobody listens on it yet.
    """
    with ExitStack() as held:
        found: list[int] = []
        while len(found) < count:
            probe = held.enter_context(socket.socket())
            probe.bind((LOOPBACK[0], 0))
            port = int(probe.getsockname()[1])
            found += [port] if port != but else []
        return found


def free_port() -> int:
    """Return a port nobody listens on."""
    return free_ports(1)[0]


def port_of(url: str) -> str:
    """Return the port of a URL of ours."""
    return url.rsplit(":", 1)[1]


def _command(parts: list[object]) -> str:
    """Return a shell command that becomes the process itself, so that signals reach it."""
    return "exec " + shlex.join(str(part) for part in parts)
