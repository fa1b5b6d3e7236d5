"""Recording consent, once for the contact and once for each number of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from api import encryption
from api.clock import in_china, iso, utc_now
from api.consents import texts
from api.consents.models import Collected, Consent


def note(session: Session, conversation_id: str, channel: str, values: Mapping[str, Any]) -> None:
    """Record what of contact and phone was not known of this conversation before."""
    contact, phone = values.get("contact"), str(values.get("phone") or "")
    if not contact and not phone:
        return
    known = of_conversations(session, [conversation_id])
    if contact and not any(one.collected is Collected.CONTACT for one in known):
        _add(session, conversation_id, channel, Collected.CONTACT)
    if phone and phone not in {one.phone for one in known}:
        _add(session, conversation_id, channel, Collected.PHONE, phone)
    session.flush()


def of_conversations(session: Session, conversation_ids: Sequence[str]) -> list[Consent]:
    """Return what was recorded, oldest first."""
    query = select(Consent).where(col(Consent.conversation_id).in_(conversation_ids))
    return list(session.exec(query.order_by(col(Consent.id))))


def of_phone(session: Session, phone: str) -> list[str]:
    """Return the conversations in which this number was left."""
    query = select(Consent.conversation_id).where(
        col(Consent.phone_fingerprint).in_(encryption.current().fingerprints(phone))
    )
    return sorted(set(session.exec(query)))


def public(consent: Consent) -> dict[str, Any]:
    """Return one record."""
    return {
        "conversation_id": consent.conversation_id,
        "collected": consent.collected.value,
        "text_version": consent.text_version,
        "channel": consent.channel,
        "given_at": iso(consent.given_at),
    }


def _add(session: Session, conversation_id: str, channel: str, collected: Collected, phone: str | None = None) -> None:
    session.add(
        Consent(
            conversation_id=conversation_id,
            channel=channel,
            collected=collected,
            text_version=texts.in_force(in_china(utc_now()).date()).version,
            phone=phone,
            phone_fingerprint=encryption.current().fingerprint(phone) if phone else None,
        )
    )
