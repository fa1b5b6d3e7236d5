"""The outbox's handler for a code: it goes out by text message at any hour, as long as it is still good."""

from __future__ import annotations

from sqlmodel import Session

from api.database import Database
from api.followups.models import FollowUpChannel
from api.followups.senders import Outcome, Outgoing, Receipt, Senders
from api.identity import codes
from api.identity.models import IdentityCode
from api.outbox.handlers import Handler, Work

KIND = "identity_code"


def handler(database: Database, senders: Senders) -> Handler:
    """Return what sends codes."""

    def perform(work: Work) -> Receipt:
        with database.session(write=False) as session:
            code = _of(session, work)
        if code is None or not codes.is_wanted(code):
            return Receipt(Outcome.WITHDRAWN, detail="已经不用发了")
        sender = senders.of(FollowUpChannel.SMS)
        return sender.send(_message(work, code)) if sender else Receipt(Outcome.REFUSED, detail="没有短信通道")

    def record(session: Session, work: Work, receipt: Receipt) -> None:
        code = _of(session, work)
        if code is not None:
            code.outcome = receipt.outcome.value
            session.add(code)

    return Handler(record, perform)


def _of(session: Session, work: Work) -> IdentityCode | None:
    return session.get(IdentityCode, int(work.payload["code_id"]))


def _message(work: Work, code: IdentityCode) -> Outgoing:
    return Outgoing(
        key=work.key,
        channel=FollowUpChannel.SMS,
        kind=KIND,
        case_no="",
        text=codes.words_of(code),
        conversation_id=code.conversation_id,
        phone=code.phone,
        again=work.again,
    )
