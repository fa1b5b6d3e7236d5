"""Settings: the secret, the database's address, the model's place; nothing opens before the service starts."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from api.app import create_app
from api.clock import Clock, iso, utc_now
from api.errors import ConfigurationError
from api.settings import ROOT, Environment, Settings
from tests.api.conftest import make_settings


def placeholder(folder: Path, **changes: Any) -> Settings:
    """Return settings with the placeholder secret."""
    return make_settings(folder, secret_key=SecretStr("change-me"), **changes)


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        (Environment.PRODUCTION, "127.0.0.1"),
        (Environment.PRODUCTION, "0.0.0.0"),  # noqa: S104
        (Environment.DEVELOPMENT, "0.0.0.0"),  # noqa: S104
        (Environment.DEVELOPMENT, "192.168.1.5"),
        (Environment.DEVELOPMENT, "::"),
    ],
)
def test_placeholder_is_refused(tmp_path: Path, environment: Environment, host: str) -> None:
    with pytest.raises(ConfigurationError, match=f"QIFU_SECRET_KEY .*{environment.value}, host {host}"):
        create_app(placeholder(tmp_path, environment=environment, host=host))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_development_keeps_a_secret_of_its_own(tmp_path: Path, host: str) -> None:
    first = placeholder(tmp_path / "a", host=host).resolved_secret()
    assert len(first) >= 64
    assert placeholder(tmp_path / "a").resolved_secret() == first
    assert placeholder(tmp_path / "b").resolved_secret() != first
    assert stat.S_IMODE((tmp_path / "a" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: placeholder(tmp_path).resolved_secret(), range(16)))
    assert len(secrets) == 1
    assert "" not in secrets


def test_a_set_secret_is_used_anywhere(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, environment=Environment.PRODUCTION, host="0.0.0.0")  # noqa: S104
    assert settings.resolved_secret() == "a-secret-of-the-tests"
    assert "a-secret-of-the-tests" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u@h:5433/d?sslmode=require", "postgresql+psycopg://u@h:5433/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////x/y.db", "sqlite:////x/y.db"),
    ],
)
def test_database_address(tmp_path: Path, given: str, used: str) -> None:
    assert make_settings(tmp_path, given).resolved_database_url() == used


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QIFU_EMBEDDING_MODEL", "QIFU_DATABASE_URL", "QIFU_HOST", "QIFU_PORT", "QIFU_CATALOGUE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QIFU_DATA_DIR", str(tmp_path))
    settings = Settings()
    assert settings.resolved_database_url() == f"sqlite:///{tmp_path / 'qifu.db'}"
    assert settings.resolved_embedding_model() == str(ROOT / "build" / "models" / "encoder")
    assert (settings.host, settings.port, settings.catalogue) == ("127.0.0.1", 8000, "sample")


def test_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TODAY": "2026-01-02", "PORT": "9000", "CATALOGUE": "none", "UNKNOWN": "x"}.items():
        monkeypatch.setenv(f"QIFU_{name}", value)
    settings = Settings()
    assert (settings.today, settings.port, settings.catalogue) == (date(2026, 1, 2), 9000, "none")


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "abc"), ("PORT", "70000"), ("TODAY", "gestern"), ("CATALOGUE", "all")]
)
def test_malformed_environment(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"QIFU_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_list_of_deletions_has_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIFU_ERASURES_FILE", "elsewhere/erased.jsonl")
    with pytest.raises(ValidationError, match="give the whole path"):
        Settings()
    monkeypatch.setenv("QIFU_ERASURES_FILE", "/srv/qifu/erased.jsonl")
    assert Settings().erasures_file == Path("/srv/qifu/erased.jsonl")


def test_create_app_opens_nothing(tmp_path: Path) -> None:
    create_app(make_settings(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_clock() -> None:
    assert Clock(date(2024, 2, 29)).today() == date(2024, 2, 29)
    assert Clock().now().utcoffset() == Clock(date(2026, 1, 1)).now().utcoffset()
    assert Clock(date(2026, 1, 1), time(10, 30)).now().isoformat() == "2026-01-01T10:30:00+08:00"
    assert Clock(at=time(10, 30)).today() == Clock().today()
    assert abs((Clock().now() - utc_now()).total_seconds()) < 5
    moment = utc_now().replace(year=2026, month=1, day=1, hour=20, minute=0, second=0)
    assert iso(moment) == iso(moment.replace(tzinfo=None)) == "2026-01-02T04:00:00+08:00"


def documented() -> set[str]:
    """Return the settings that the readme names; ``_TOKEN`` after ``QIFU_WECHAT_APPID`` is ``QIFU_WECHAT_TOKEN``."""
    names, family = set(), ""
    for name in re.findall(r"`([A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8")):
        whole = family + name if name.startswith("_") else name
        family = "_".join(whole.split("_")[:2])
        names.add(whole)
    return {name for name in names if name.startswith("QIFU_")}


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert documented() == {f"QIFU_{name.upper()}" for name in Settings.model_fields}
