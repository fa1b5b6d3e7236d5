"""What was deleted, and whether it is gone from the bot's own store as well."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment, optional_moment


class ErasureReason(StrEnum):
    """Why something was deleted."""

    OWNER = "owner"
    REQUEST = "request"
    UNSUBSCRIBED = "unsubscribed"
    RETENTION = "retention"

    @property
    def label(self) -> str:
        """Return the reason as it stands with a case that was cancelled for it."""
        return LABELS[self]


LABELS = {
    ErasureReason.OWNER: "企业要求删除",
    ErasureReason.REQUEST: "企业要求删除",
    ErasureReason.UNSUBSCRIBED: "企业取消关注，信息已删除",
    ErasureReason.RETENTION: "保存期满，信息已删除",
}


class Erasure(SQLModel, table=True):
    """One conversation whose personal data was removed; names what to remove again after a restore.

    A case without a conversation stands by its number, a verified number that nothing was bound to by ``persons.name``.

    :ivar journaled_at: When it was written to the file that outlives a restore of this table.
    """

    __tablename__ = "erasures"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    case_no: str | None = Field(default=None, max_length=32)
    reason: ErasureReason = Field(sa_type=enum_of(ErasureReason))
    actor: str = Field(max_length=64)
    at: datetime = moment(index=True)
    tracker_erased_at: datetime | None = optional_moment()
    journaled_at: datetime | None = optional_moment()
