"""The official account as the settings describe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.channels.crypto import CallbackCrypto
from api.channels.wechat.templates import Template, read_templates
from api.errors import ConfigurationError
from api.settings import Settings
from knowledge import follow_ups

NEEDED = {"QIFU_WECHAT_TOKEN": "wechat_token", "QIFU_WECHAT_SECRET": "wechat_secret"}


@dataclass(frozen=True)
class Account:
    """One official account.

    :param verified: Whether it may send customer-service messages; others can only answer what comes in.
    :param public_url: Where people reach this service, without a slash at the end.
    :param answer_seconds: How long a message may take before the answer leaves by another way; the platform hangs up
        after five seconds.
    :param templates: Its template messages, by the label of the follow-up they are for; none where none are set up.
    """

    appid: str
    secret: str
    crypto: CallbackCrypto
    api: str
    verified: bool
    public_url: str
    answer_seconds: float
    templates: Mapping[str, Template]


def account_of(settings: Settings) -> Account | None:
    """Return the account, or None where no appid is set.

    :raises ConfigurationError: If an appid is set and something it needs is not, or its templates cannot be read.
    """
    if not settings.wechat_appid:
        return None
    missing = [name for name, field in NEEDED.items() if not getattr(settings, field).get_secret_value()]
    missing += [] if settings.public_url else ["QIFU_PUBLIC_URL"]
    if missing:
        raise ConfigurationError(f"设置了 QIFU_WECHAT_APPID，还缺少 {'、'.join(missing)}。")
    keys = [settings.wechat_aes_key.get_secret_value(), settings.wechat_aes_key_previous.get_secret_value()]
    return Account(
        appid=settings.wechat_appid,
        secret=settings.wechat_secret.get_secret_value(),
        crypto=CallbackCrypto(settings.wechat_token.get_secret_value(), settings.wechat_appid, keys),
        api=settings.wechat_api.rstrip("/"),
        verified=settings.wechat_verified,
        public_url=settings.public_url.rstrip("/"),
        answer_seconds=settings.wechat_answer_seconds,
        templates=_templates(settings),
    )


def _templates(settings: Settings) -> Mapping[str, Template]:
    if settings.wechat_templates is None:
        return {}
    return read_templates(settings.wechat_templates, [rule.label for rule in follow_ups.rules().kinds.values()])
