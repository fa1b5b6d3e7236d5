"""One row for each thing first collected in a conversation, or for a case that has none."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from api.columns import enum_of, moment
from api.encryption import EncryptedText


class Collected(StrEnum):
    """What was taken down."""

    CONTACT = "contact"
    PHONE = "phone"


class Consent(SQLModel, table=True):
    """联系方式第一次被记下时，哪一版告知文本有效；the number leads back to the conversations of its holder.

    What an agent recorded without a conversation has it under the number of the case.
    """

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    case_no: str | None = Field(default=None, index=True, max_length=32)
    collected: Collected = Field(sa_type=enum_of(Collected))
    text_version: str = Field(max_length=32)
    channel: str = Field(max_length=16)
    phone: str | None = Field(default=None, sa_type=EncryptedText)
    phone_fingerprint: str | None = Field(default=None, max_length=64, index=True)
    given_at: datetime = moment()
