"""The one way to read a contact in clear: with a purpose, and with an entry of who looked, in the same commit."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlmodel import Session

from api.accounts import service
from api.accounts.models import User
from api.masking import mask_known
from api.written import Written


class Reveal(BaseModel):
    """Why a contact is looked at."""

    purpose: Written = Field(min_length=2, max_length=200, examples=["回访确认对接情况"])


class Revealed(BaseModel):
    """A contact in clear; what was not left is null."""

    contact: str | None = None
    phone: str | None = None


def reveal(
    session: Session, user: User, subject: str, why: Reveal, phone: str | None, contact: str | None = None
) -> Revealed:
    """Return a contact in clear and note who looked at whose, and why; the name is not repeated in the note."""
    service.record(session, user.username, "reveal_phone", subject, mask_known(why.purpose, contact))
    return Revealed(contact=contact, phone=phone)
