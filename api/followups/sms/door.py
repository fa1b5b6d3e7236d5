"""How a provider tells of messages that came in and of what became of those sent, whichever provider it is.

A provider with a form of its own gets a door of its own, with the same ``read``, put in where the route asks for it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.channels.callbacks import check_time
from api.channels.crypto import SignatureError
from api.errors import InvalidInputError

TIMESTAMP, SIGNATURE = "X-Qifu-Timestamp", "X-Qifu-Signature"
MOST = 500  # of either in one call


class Reply(BaseModel):
    """A message that came in; ``id`` is the provider's, the same when it is told again."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1, max_length=120, examples=["in-20261126-0001"])
    phone: str = Field(min_length=3, max_length=40, examples=["13812345678"])
    text: str = Field(max_length=2000, examples=["联系上了"])
    at: datetime | None = None


class Report(BaseModel):
    """What became of a message that was sent; ``message_id`` is what the provider called it when it took it."""

    model_config = ConfigDict(extra="ignore")

    message_id: str = Field(min_length=1, max_length=120)
    delivered: bool
    detail: str = Field(
        default="", max_length=300, examples=["空号"], description="没送到的原因；空号、销号的号码以后不再发"
    )


class News(BaseModel):
    """All that a provider tells in one call."""

    model_config = ConfigDict(extra="ignore")

    replies: list[Reply] = Field(default=[], max_length=MOST)
    reports: list[Report] = Field(default=[], max_length=MOST)


class Door(Protocol):
    """Reads what a provider sends."""

    def read(self, headers: Mapping[str, str], body: bytes) -> News:
        """Return what it says.

        :raises SignatureError: If it is not the provider who says it, or it was said long ago.
        :raises InvalidInputError: If it is not understood.
        """
        ...


class SignedJsonDoor:
    """JSON under an HMAC of time and body: for a gateway of one's own, or a small program before a provider."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def read(self, headers: Mapping[str, str], body: bytes) -> News:
        """Return what is said."""
        timestamp = headers.get(TIMESTAMP, "")
        check_time(timestamp)
        if not hmac.compare_digest(self.sign(timestamp, body).encode(), headers.get(SIGNATURE, "").encode()):
            raise SignatureError("短信回执的签名不对，请核对 QIFU_SMS_TOKEN。")
        try:
            return News.model_validate_json(body)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "body"
            raise InvalidInputError(f"短信回执读不懂：{where} 不对。") from None

    def sign(self, timestamp: str, body: bytes) -> str:
        """Return the signature in hexadecimal: HMAC-SHA256 over ``timestamp.body``."""
        return hmac.new(self._token, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
