"""What the channels of the WeChat family keep alike: how far a message is, and the access tokens."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import optional_moment
from api.encryption import EncryptedText


class Stage(StrEnum):
    """How far the work on a message is."""

    RECEIVED = "received"
    ANSWERED = "answered"
    DONE = "done"


class SendState(StrEnum):
    """What became of something sent to a person."""

    SENDING = "sending"
    ACCEPTED = "accepted"  # the platform took it; whether it arrived the platform tells later, or never
    DELIVERED = "delivered"
    REFUSED = "refused"
    LATER = "later"


class AccessToken(SQLModel, table=True):
    """The token of an account, shared by all processes; whoever holds the lease fetches the next one."""

    __tablename__ = "wechat_access_tokens"

    appid: str = Field(primary_key=True, max_length=64)
    token: str | None = Field(default=None, sa_type=EncryptedText)
    fresh_until: datetime | None = optional_moment()
    lease_until: datetime | None = optional_moment()
