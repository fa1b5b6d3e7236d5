"""Persons known by a verified number, what is bound to them, and the codes by which they prove it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel

from api.columns import enum_of, index_where, moment, optional_moment
from api.encryption import EncryptedText

STANDING = "unbound_at IS NULL"
HELD = "left_at IS NULL"
NUMBER_STANDING = "unbound_at IS NULL AND conversation_id IS NULL AND case_no IS NULL"


class How(StrEnum):
    """By what a binding was proven."""

    CODE = "code"
    AGENT = "agent"

    @property
    def label(self) -> str:
        """Return how people are told."""
        return {How.CODE: "短信验证码", How.AGENT: "坐席核对"}[self]


class Person(SQLModel, table=True):
    """企业的一个人, known by the number that was verified; at one time the number is that of one person only.

    :ivar since: Calls that were taken under the number before are not shown as his; None: none is too early.
    :ivar proven_at: When he showed last that the number is his; later calls are his only if somebody confirms it.
    :ivar left_at: Since when the number is another's: what he bound stays his, the number and its calls do not.
    :ivar follows: Who had the number before him, and may be the same.
    :ivar asked: Whether he is still to say that he is, or that the number is new to him.
    """

    __tablename__ = "persons"
    __table_args__ = (index_where(HELD, "ux_persons_held", "phone_fingerprint", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    phone: str = Field(sa_type=EncryptedText)
    phone_fingerprint: str = Field(max_length=64, index=True)
    since: datetime | None = optional_moment()
    proven_at: datetime | None = optional_moment()
    left_at: datetime | None = optional_moment()
    follows: int | None = Field(default=None, foreign_key="persons.id", ondelete="SET NULL")
    asked: bool = Field(default=False)
    created_at: datetime = moment()


class Binding(SQLModel, table=True):
    """What belongs to a person: a conversation of any channel, a case of the telephone, or the number itself there.

    One that was undone stays as history and opens nothing; of those that stand a conversation or a case has one at
    most. Without either it is the number.

    :ivar case_no: What an agent took down on the telephone and then found to be this person's.
    :ivar bound_by: The agent, or ``enterprise``.
    """

    __tablename__ = "identity_bindings"
    __table_args__ = (
        index_where(STANDING, "ux_identity_bindings_holder", "conversation_id", unique=True),
        index_where(NUMBER_STANDING, "ux_identity_bindings_number", "person_id", unique=True),
        index_where(STANDING, "ux_identity_bindings_call", "case_no", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    channel: str = Field(max_length=16)
    conversation_id: str | None = Field(default=None, foreign_key="conversations.id", index=True, max_length=36)
    case_no: str | None = Field(default=None, max_length=32)
    how: How = Field(sa_type=enum_of(How))
    bound_by: str = Field(max_length=64)
    bound_at: datetime = moment()
    reason: str = Field(default="", sa_type=EncryptedText, description="坐席为什么确认")
    unbound_by: str | None = Field(default=None, max_length=64)
    unbound_at: datetime | None = optional_moment(index=True)
    unbound_reason: str = Field(default="", sa_type=EncryptedText)

    @property
    def is_number(self) -> bool:
        """Tell whether this is the number itself."""
        return self.conversation_id is None and self.case_no is None


class IdentityCode(SQLModel, table=True):
    """A code that was asked for. It is nowhere kept: the key of the data makes it from ``seed``.

    :ivar ended_at: When it was used, used up, or another took its place.
    :ivar outcome: What the sender said became of it.
    """

    __tablename__ = "identity_codes"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True, max_length=36)
    phone: str = Field(sa_type=EncryptedText)
    phone_fingerprint: str = Field(max_length=64, index=True)
    seed: str = Field(max_length=64)
    attempts: int = 0
    outcome: str = Field(default="", max_length=16)
    created_at: datetime = moment(index=True)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True), nullable=False)
    ended_at: datetime | None = optional_moment()
