"""Recording consent, once for the contact and once for each number of a conversation, or of a case without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from api import encryption
from api.clock import in_china, iso, utc_now
from api.consents import texts
from api.consents.models import Collected, Consent


def note(
    session: Session, conversation_id: str | None, channel: str, values: Mapping[str, Any], case_no: str | None = None
) -> None:
    """Record what of contact and phone was not known of this conversation before.

    :param case_no: Where there is no conversation, the case that an agent recorded.
    """
    contact, phone = values.get("contact"), str(values.get("phone") or "")
    if not contact and not phone:
        return
    where = (conversation_id, None if conversation_id else case_no)
    known = of_conversations(session, [conversation_id]) if conversation_id else of_cases(session, [case_no or ""])
    if contact and not any(one.collected is Collected.CONTACT for one in known):
        _add(session, where, channel, Collected.CONTACT)
    if phone and phone not in {one.phone for one in known}:
        _add(session, where, channel, Collected.PHONE, phone)
    session.flush()


def of_conversations(session: Session, conversation_ids: Sequence[str]) -> list[Consent]:
    """Return what was recorded, oldest first."""
    query = select(Consent).where(col(Consent.conversation_id).in_(conversation_ids))
    return list(session.exec(query.order_by(col(Consent.id))))


def of_cases(session: Session, case_nos: Sequence[str]) -> list[Consent]:
    """Return what was recorded of cases that stand without a conversation, oldest first."""
    return list(session.exec(select(Consent).where(col(Consent.case_no).in_(case_nos)).order_by(col(Consent.id))))


def of_phone(session: Session, phone: str) -> list[str]:
    """Return the conversations in which this number was left."""
    query = select(Consent.conversation_id).where(
        col(Consent.phone_fingerprint).in_(encryption.current().fingerprints(phone))
    )
    return sorted({talk for talk in session.exec(query) if talk})


def public(consent: Consent) -> dict[str, Any]:
    """Return one record."""
    return {
        "conversation_id": consent.conversation_id,
        "case_no": consent.case_no,
        "collected": consent.collected.value,
        "text_version": consent.text_version,
        "channel": consent.channel,
        "given_at": iso(consent.given_at),
    }


def _add(
    session: Session,
    where: tuple[str | None, str | None],
    channel: str,
    collected: Collected,
    phone: str | None = None,
) -> None:
    talk, case_no = where
    session.add(
        Consent(
            conversation_id=talk,
            case_no=case_no,
            channel=channel,
            collected=collected,
            text_version=texts.in_force(in_china(utc_now()).date()).version,
            phone=phone,
            phone_fingerprint=encryption.current().fingerprint(phone) if phone else None,
        )
    )
