"""All settings of the process, from the environment with the prefix ``QIFU_``."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from datetime import date, time
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
PLACEHOLDER_SECRET = "change-me"  # noqa: S105 - refused outside development
SECRET_FILE = "secret.key"  # noqa: S105 - in the data directory: what stands for the placeholder in development
MOST_WORKERS = 4  # that are started unasked
ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?")
RATE = re.compile(r"[1-9]\d{0,6}/([1-9]\d{0,3} )?(second|minute|hour|day)s?")
NO_LIMIT = "none"
SHORTEST_KEY = 16
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Environment(StrEnum):
    """Where the process runs; placeholders are allowed in development alone."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class CatalogueChoice(StrEnum):
    """What an empty database starts with."""

    SAMPLE = "sample"
    NONE = "none"


class Settings(BaseSettings):
    """Settings of one process; pass one to ``create_app``."""

    model_config = SettingsConfigDict(env_prefix="QIFU_", extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = ROOT / "var"
    database_url: str = ""
    redis_url: str = ""
    embedding_model: str = ""
    catalogue: CatalogueChoice = CatalogueChoice.SAMPLE
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    today: date | None = None
    time_of_day: time | None = None
    secret_key: SecretStr = SecretStr(PLACEHOLDER_SECRET)
    data_key: SecretStr = SecretStr("")
    data_key_previous: SecretStr = SecretStr("")
    bootstrap_admin: SecretStr = SecretStr("")
    bot_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    internal_token: SecretStr = SecretStr("")
    bot_timeout_seconds: float = 20.0
    max_body_bytes: int = 1_000_000
    max_import_bytes: int = 20_000_000  # a table of the catalogue, which maintainers upload
    workers: int = Field(default=0, ge=0, le=64)
    limit_openings: str = "6000/10 minutes"
    limit_messages: str = "60/minute"
    limit_address_messages: str = "12000/10 minutes"
    limit_local: bool = False
    takeover_idle_minutes: int = Field(default=15, ge=1, le=24 * 60)
    embed_origins: str = ""
    token_days: int = Field(default=30, ge=1, le=365)
    retention_file: Path | None = None
    erasures_file: Path | None = None
    session_idle_minutes: int = Field(default=60, ge=1, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24 * 31)
    public_url: str = ""
    sms_token: SecretStr = SecretStr("")
    wechat_appid: str = ""
    wechat_token: SecretStr = SecretStr("")
    wechat_secret: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_aes_key_previous: SecretStr = SecretStr("")
    wechat_api: str = "https://api.weixin.qq.com"
    wechat_verified: bool = False
    wechat_templates: Path | None = None
    wechat_answer_seconds: float = Field(default=4.0, gt=0, le=4.5)
    wecom_corpid: str = ""
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_aes_key_previous: SecretStr = SecretStr("")
    wecom_api: str = "https://qyapi.weixin.qq.com"
    wecom_desk: bool = False
    wecom_servicer: str = ""

    def resolved_database_url(self) -> str:
        """Return the database URL; SQLite in the data directory unless one is set."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'qifu.db'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    def resolved_workers(self) -> int:
        """Return how many processes serve; unless set, one a core, four at most."""
        return self.workers or min(os.cpu_count() or 1, MOST_WORKERS)

    def resolved_embedding_model(self) -> str:
        """Return the model's name or folder; the project's own unless one is set."""
        return self.embedding_model or str(ROOT / "build" / "models" / "encoder")

    @field_validator("limit_openings", "limit_messages", "limit_address_messages")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        """Refuse what would only be found out when the first enterprise is counted; ``none`` counts nothing."""
        if value != NO_LIMIT and not RATE.fullmatch(value):
            raise ValueError(f'not a rate (such as "60/minute" or "6000/10 minutes", or {NO_LIMIT}): {value}')
        return value

    @field_validator("sms_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        """Refuse what could be guessed: whoever has it answers for enterprises."""
        if 0 < len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"use {SHORTEST_KEY} random characters or more")
        return value

    @field_validator("erasures_file")
    @classmethod
    def _is_one_place(cls, value: Path | None) -> Path | None:
        """Refuse what would be another file for each folder that a process starts in."""
        if value is not None and not value.is_absolute():
            raise ValueError(f"give the whole path, from the root: {value}")
        return value

    @field_validator("embed_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        """Refuse what a browser would silently not understand, or read as something wider."""
        wrong = [origin for origin in _words(value) if origin != "*" and not ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(f"not an origin (https://host[:port], https://*.host or * alone): {', '.join(wrong)}")
        return value

    def resolved_embed_origins(self) -> tuple[str, ...]:
        """Return the sites that may frame the chat; any unless some are named."""
        named = _words(self.embed_origins)
        return ("*",) if not named or "*" in named else named

    @property
    def has_secret(self) -> bool:
        """Tell whether a secret is set; otherwise the one in the data directory is used, in development alone."""
        return self.secret_key.get_secret_value() != PLACEHOLDER_SECRET

    def resolved_secret(self) -> str:
        """Return the secret that signs tokens and encrypts personal data.

        In development the placeholder is replaced by a random secret kept in the data directory.

        :raises ConfigurationError: If the placeholder is still set outside development.
        """
        if self.has_secret:
            return self.secret_key.get_secret_value()
        if self.environment is not Environment.DEVELOPMENT or self.host not in LOOPBACK:
            raise ConfigurationError(
                "QIFU_SECRET_KEY is still the placeholder: set a long random value "
                f"(environment {self.environment.value}, host {self.host})."
            )
        return _development_secret(self.data_dir / SECRET_FILE)

    def data_keys(self) -> tuple[str, ...]:
        """Return what personal data is encrypted under, the one in force first, then those it may still be under.

        Without a key of its own it is the secret; once one is set the secret still opens what is older.

        :raises ConfigurationError: If the key is too short to be one.
        """
        own, secret = self.data_key.get_secret_value().strip(), self.resolved_secret()
        previous = tuple(key.strip() for key in self.data_key_previous.get_secret_value().split(",") if key.strip())
        if own and len(own) < SHORTEST_KEY:
            raise ConfigurationError(
                f"QIFU_DATA_KEY has {len(own)} characters: use {SHORTEST_KEY} random ones or more."
            )
        return tuple(dict.fromkeys((own or secret, *previous, secret)))


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _development_secret(path: Path) -> str:
    """Read the kept secret, making it on the first start, readable by the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):  # another process was faster; its whole secret stands
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")
