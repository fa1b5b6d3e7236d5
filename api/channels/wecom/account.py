"""The customer-service account as the settings describe it."""

from __future__ import annotations

from dataclasses import dataclass

from api.channels.crypto import CallbackCrypto
from api.errors import ConfigurationError
from api.settings import Settings

NEEDED = {
    "QIFU_WECOM_SECRET": "wecom_secret",
    "QIFU_WECOM_TOKEN": "wecom_token",
    "QIFU_WECOM_AES_KEY": "wecom_aes_key",
}


@dataclass(frozen=True)
class KfAccount:
    """One enterprise's customer service; it may have several accounts (``open_kfid``), each a door of its own.

    :param desk_at_wecom: Whether people of the enterprise answer in WeCom itself; otherwise at the service's desk.
    :param servicer: Whom a conversation is handed to; empty puts it into WeCom's queue.
    """

    corpid: str
    secret: str
    crypto: CallbackCrypto
    api: str
    public_url: str
    desk_at_wecom: bool
    servicer: str


def kf_account_of(settings: Settings) -> KfAccount | None:
    """Return the account, or None where no corpid is set.

    :raises ConfigurationError: If a corpid is set and something it needs is not.
    """
    if not settings.wecom_corpid:
        return None
    missing = [name for name, field in NEEDED.items() if not getattr(settings, field).get_secret_value()]
    missing += [] if settings.public_url else ["QIFU_PUBLIC_URL"]
    if missing:
        raise ConfigurationError(f"设置了 QIFU_WECOM_CORPID，还缺少 {'、'.join(missing)}。")
    keys = [settings.wecom_aes_key.get_secret_value(), settings.wecom_aes_key_previous.get_secret_value()]
    return KfAccount(
        corpid=settings.wecom_corpid,
        secret=settings.wecom_secret.get_secret_value(),
        crypto=CallbackCrypto(settings.wecom_token.get_secret_value(), settings.wecom_corpid, keys),
        api=settings.wecom_api.rstrip("/"),
        public_url=settings.public_url.rstrip("/"),
        desk_at_wecom=settings.wecom_desk,
        servicer=settings.wecom_servicer,
    )
