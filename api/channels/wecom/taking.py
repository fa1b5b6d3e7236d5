"""Taking a page of what was fetched: everything the database alone can do, in the commit that moves the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlmodel import Session

from api.channels.wecom import cursors, guests, inbox, sendings, sessions
from api.channels.wecom.codes import reason_of_failure
from api.channels.wecom.cursors import Turn
from api.channels.wecom.incoming import KfMessage, Origin
from api.channels.wecom.models import Guest
from api.clock import utc_now
from api.conversations import desk
from api.conversations.models import Conversation

WELCOME_VALID = timedelta(seconds=20)
log = structlog.get_logger(__name__)


@dataclass
class Taken:
    """What is to be done after a page.

    :param turn: Where to read on.
    :param guests: Whose messages wait.
    :param welcomes: The codes of those who have just come in, each with the key of the greeting.
    """

    turn: Turn
    guests: dict[str, None] = field(default_factory=dict)
    welcomes: list[tuple[str, str]] = field(default_factory=list)


def take_page(session: Session, turn: Turn, cursor: str, messages: Sequence[KfMessage]) -> Taken:
    """Keep a page and move the cursor behind it.

    :raises LeaseLostError: If somebody else reads by now.
    """
    taken = Taken(cursors.moved(session, turn, cursor))
    for message in messages:
        guest = guests.met(session, message.open_kfid, message.external_userid)
        if message.origin == Origin.PERSON and not message.kind.startswith("event:"):
            if inbox.keep(session, guest, message) is not None:
                taken.guests[guest.key] = None
        elif inbox.keep_event(session, guest, message) is not None:
            _happened(session, guest, message, taken)
    return taken


def _happened(session: Session, guest: Guest, message: KfMessage, taken: Taken) -> None:
    """Do what an event, or a line written in WeCom, asks for."""
    if message.origin == Origin.SERVICER:
        _line(session, guest, message)
    elif message.kind == "event:enter_session":
        guest.scene = message.text("scene")[:128] or guest.scene
        session.add(guest)
        code = message.text("welcome_code")
        if code and utc_now() - message.sent_at < WELCOME_VALID:
            taken.welcomes.append((code, f"welcome:{message.key}"))
    elif message.kind == "event:msg_send_fail":
        ours = sendings.failed(session, message.text("fail_msgid"), reason_of_failure(message.number("fail_type")))
        log.warning("wecom_not_arrived", ours=ours, fail_type=message.number("fail_type"))
    elif message.kind == "event:session_status_change":
        sessions.changed(session, guest, message.number("change_type"), message.text("new_servicer_userid"))


def _line(session: Session, guest: Guest, message: KfMessage) -> None:
    """Keep what a person of the enterprise wrote in WeCom, so that the transcript is whole."""
    sessions.with_servicer(session, guest, message.servicer)
    conversation = session.get_one(Conversation, guest.conversation_id)
    text = message.text("content") or f"[{message.kind}]"
    desk.say(session, conversation, sessions.name_of(message.servicer), text, message.key)
