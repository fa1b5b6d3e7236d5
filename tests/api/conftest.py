"""A whole service over a copied data folder, on SQLite or PostgreSQL, with a scripted bot."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr
from sqlmodel import Session, select
from typer.testing import CliRunner

from api import app as wiring
from api import backup_commands, cli, clock, logs, process
from api.accounts import passwords, tokens
from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue import encoders, importing
from api.catalogue.models import Institution
from api.conversations.bot import BotClient
from api.live import presence
from api.settings import CatalogueChoice, Settings
from api.state import AppState
from matcher.index import build
from matcher.index.service_types import ServiceTypeIndex
from tests.api import network as people
from tests.api import postgres, windows
from tests.api.fakes import FakeBot, PairEncoder
from tests.made_up import unhurried

unhurried()
BACKENDS = ["sqlite", "postgres"]
TODAY = date(2026, 11, 23)
OFFERS = Path(__file__).parent / "offers.jsonl"
INTERNAL = {"X-Qifu-Token": "internal-token-of-the-tests"}
PASSWORD = "a-password-of-the-tests"
NEED = {"need": "小微企业贷款，没有抵押物", "category": "finance", "region": "430112"}


def make_settings(data_dir: Path, url: str = "", **changes: Any) -> Settings:
    """Return settings that nothing in the environment changes."""
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "database_url": url,
        "embedding_model": str(data_dir / "model"),
        "catalogue": CatalogueChoice.NONE,
        "today": TODAY,
        "secret_key": SecretStr("a-secret-of-the-tests"),
        "internal_token": SecretStr(INTERNAL["X-Qifu-Token"]),
        "bootstrap_admin": SecretStr(f"admin:{PASSWORD}"),
    }
    return Settings(**{**values, **changes})


@dataclass
class Service:
    """A running service and the ways into it."""

    app: FastAPI
    client: TestClient
    state: AppState
    bot: FakeBot
    users: dict[str, dict[str, str]]

    def session(self, write: bool = False) -> Any:
        """Return a session on its database."""
        return self.state.database.session(write=write)

    def user(self, role: str) -> dict[str, str]:
        """Return the headers of a user with this role."""
        return self.users[role]

    def as_user(self, name: str) -> dict[str, str]:
        """Return the headers of a user by his name."""
        return {"Authorization": f"Bearer {tokens.issue(self.state.secret, name, 0, 1)}"}

    def open(self, channel: str = "web") -> tuple[str, dict[str, str]]:
        """Open a conversation; return its id and the headers of its owner."""
        opened = self.client.post("/api/v1/conversations", json={"channel": channel}).json()
        return opened["conversation_id"], {"Authorization": f"Bearer {opened['token']}"}

    def say(self, conversation: tuple[str, dict[str, str]], text: str, client_id: str | None = None) -> Any:
        """Say something in a conversation."""
        body = {"text": text, "client_message_id": client_id}
        return self.client.post(f"/api/v1/conversations/{conversation[0]}/messages", json=body, headers=conversation[1])

    def read(self, conversation: tuple[str, dict[str, str]]) -> dict[str, Any]:
        """Read a conversation as its owner."""
        answer = self.client.get(f"/api/v1/conversations/{conversation[0]}", headers=conversation[1])
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def step(self, conversation_id: str, name: str, **body: Any) -> Any:
        """Take a step as the bot's action server."""
        return self.client.post(f"/internal/v1/conversations/{conversation_id}/{name}", json=body, headers=INTERNAL)

    def submit(self, conversation_id: str, key: str = "draft-1", **slots: Any) -> dict[str, Any]:
        """Record a demand."""
        answer = self.step(conversation_id, "demands", draft_key=key, slots={**NEED, **slots})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def together(self, *sends: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> list[Any]:
        """Run several clients at once, in the loop in which the service runs."""

        async def run() -> list[Any]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://service", timeout=20) as client:
                return list(await asyncio.gather(*(send(client) for send in sends)))

        assert self.client.portal is not None
        return self.client.portal.call(run)

    def move(self, case_no: str, to: str, reason: str = "按约定", role: str = "agent") -> Any:
        """Take a demand to another status."""
        body = {"to": to, "reason": reason}
        return self.client.post(f"/api/v1/demands/{case_no}/transitions", json=body, headers=self.user(role))


@pytest.fixture(scope="session", autouse=True)
def _chores_by_hand() -> Iterator[None]:
    """Leave it to a test when the desk's chores are done: come at that moment they would do half of it aside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(presence, "BEAT_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _light_parts() -> Iterator[None]:
    """Use the pair encoder, and prepare the service types for it once instead of once a service."""
    made: dict[Any, ServiceTypeIndex] = {}

    def types(kinds: Any, encoder: Any, outside: Any = (), vectors: Any = None) -> ServiceTypeIndex:
        key = (tuple(kinds), encoder.version, tuple(outside))
        if key not in made:
            made[key] = ServiceTypeIndex(key[0], encoder, key[2])
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "load_model", lambda *_: (PairEncoder(), None))
        patch.setattr(build, "ServiceTypeIndex", types)
        patch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
        patch.setattr(logs, "configure", lambda json: None)
        yield


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """Let no test log into the closed stream of another."""
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """Return a PostgreSQL server of the tests' own."""
    if not postgres.binaries():
        pytest.skip("no PostgreSQL server programs on this machine; make test installs them")
    with (
        tempfile.TemporaryDirectory(prefix="qifu-postgres-", dir=postgres.place()) as folder,
        postgres.running(Path(folder)) as running,
    ):
        yield running


def fill(session: Session) -> None:
    """Put users of every role and the tests' catalogue into an empty database."""
    for role in Role:
        accounts.create(session, UserCreate(username=f"the-{role.value}", role=role, password=PASSWORD), "tests")
    importing.import_jsonl(session, OFFERS)
    people.fill(session, PASSWORD)
    bank, other = session.exec(select(Institution.key).order_by(Institution.key).limit(2)).all()
    people.institution_user(session, "of-bank", bank, PASSWORD)
    people.institution_user(session, "of-other", other, PASSWORD)


def make_template(folder: Path, url: str = "") -> Path:
    """Prepare a data folder (and a database) from which each test gets its copy."""
    state = wiring.build_state(make_settings(folder, url), "a-secret-of-the-tests")
    state.database.migrate()
    with state.database.session() as session:
        fill(session)
    state.matcher.prepare()
    state.database.close()
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a prepared data folder."""
    return make_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory, server: postgres.Server) -> Path:
    """Return a prepared data folder whose database is the server's template."""
    return make_template(tmp_path_factory.mktemp("folder"), server.create("qifu_template"))


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Return which database the test runs on; core tests run on each."""
    return str(getattr(request, "param", "sqlite"))


def copy_of_template(request: pytest.FixtureRequest, backend: str, folder: Path) -> Settings:
    """Copy the prepared data of a backend."""
    shutil.copytree(request.getfixturevalue(f"{backend}_template"), folder)
    return make_settings(
        folder, request.getfixturevalue("server").copy("qifu_template") if backend == "postgres" else ""
    )


@pytest.fixture
def settings(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Return settings on a filled data folder of the test's own."""
    return copy_of_template(request, backend, tmp_path / "data")


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database."""
    if backend == "postgres":
        return str(request.getfixturevalue("server").create())
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def _on_the_day() -> Iterator[None]:
    """Let everything happen on the day that the settings name, a Monday at ten: a real day may be long after it."""
    with clock.at(datetime.combine(TODAY, time(10), clock.CHINA)):
        yield


StartService = Callable[[Settings], Service]


def started(settings: Settings, state: AppState | None = None) -> Service:
    """Start a service; ``service.client`` must be closed."""
    app = wiring.create_app(settings, state)
    client = TestClient(app, raise_server_exceptions=False)
    client.__enter__()
    state = app.state.qifu
    service = Service(app, client, state, FakeBot(), {role.value: _headers(state, role) for role in Role})
    return with_fresh_bot(service)


def with_fresh_bot(service: Service) -> Service:
    """Give a service a bot that knows nothing."""
    service.bot = FakeBot()
    token = INTERNAL["X-Qifu-Token"]
    service.state.bot = BotClient("http://bot", "http://actions", token, 5.0, service.bot.transport)
    return service


def _headers(state: AppState, role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.issue(state.secret, f'the-{role.value}', 0, 1)}"}


@pytest.fixture
def start() -> Iterator[StartService]:
    """Start services; they stop with the test."""
    running: list[Service] = []

    def run(settings: Settings) -> Service:
        running.append(started(settings))
        return running[-1]

    yield run
    for service in running:
        service.client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _shared() -> Iterator[dict[str, Service]]:
    services: dict[str, Service] = {}
    yield services
    for service in services.values():
        service.client.__exit__(None, None, None)


@pytest.fixture
def service(
    backend: str, _shared: dict[str, Service], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """Return a running service with users and a catalogue; tests share it, each with conversations of its own."""
    if backend not in _shared:
        _shared[backend] = started(copy_of_template(request, backend, tmp_path_factory.mktemp(backend) / "data"))
    return with_fresh_bot(_shared[backend])


@pytest.fixture
def alone(start: StartService, settings: Settings) -> Service:
    """Return a running service that no other test sees."""
    return start(settings)


@pytest.fixture
def qifu(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the command on data of the test's own."""
    monkeypatch.setattr(cli, "Settings", lambda: settings)
    monkeypatch.setattr(process, "Settings", lambda: settings)
    monkeypatch.setattr(backup_commands, "Settings", lambda: settings)
    return lambda *words, **more: CliRunner().invoke(cli.app, [str(word) for word in words], **more)


@pytest.fixture(scope="session")
def _networks() -> Iterator[dict[str, Service]]:
    services: dict[str, Service] = {}
    yield services
    for service in services.values():
        service.client.__exit__(None, None, None)


@pytest.fixture
def network(
    backend: str,
    _networks: dict[str, Service],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """Return a running service with a tree of windows and users in each; tests share it."""
    if backend not in _networks:
        folder = tmp_path_factory.mktemp(f"network-{backend}") / "data"
        _networks[backend] = windows.with_windows(started(copy_of_template(request, backend, folder)))
    return with_fresh_bot(_networks[backend])
