"""What is done with a text message that came in: once for each, whoever tells of it how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session, col, delete, select

from api import encryption
from api.accounts import service as accounts
from api.accounts.actors import Actor, ActorKind
from api.callbacks import service as callbacks
from api.callbacks.models import CallReason
from api.channels.once import insert_once
from api.demands import waiting
from api.demands.models import Demand
from api.errors import InvalidInputError
from api.followups import answers, planning
from api.followups.models import FollowUp, FollowUpChannel, FollowUpKind, FollowUpStatus
from api.followups.sms import bounces, matching, stops
from api.followups.sms.door import Reply
from api.followups.sms.models import ReplyOutcome, SmsReply
from api.masking import ANY_DAY
from knowledge.reading.facts import read_facts
from knowledge.reading.scores import read_score
from knowledge.reading.stopping import wants_no_more

log = structlog.get_logger(__name__)
KEPT_DAYS = 90  # the answer itself stands with its follow-up
BY = Actor("enterprise", ActorKind.ENTERPRISE, FollowUpChannel.SMS.value)


def receive(session: Session, reply: Reply, now: datetime, by: str = "sms") -> tuple[SmsReply, bool]:
    """Take a message in; return what is kept of it, and whether it is new.

    :param by: Who tells of it: the provider, or the user who typed it in.
    :raises InvalidInputError: If the number cannot be read.
    """
    phone = number(reply.phone)
    moment = (reply.at if reply.at and reply.at.tzinfo else now).astimezone(UTC)
    row = SmsReply(
        message_key=reply.id,
        phone=phone,
        phone_fingerprint=encryption.current().fingerprint(phone),
        text=reply.text.strip(),
        received_at=moment,
    )
    key = insert_once(session, row)
    kept = session.exec(select(SmsReply).where(SmsReply.message_key == reply.id)).one()
    if key is None:
        return kept, False
    bounces.forget_number(session, kept.phone)  # somebody has it
    kept.outcome = _take(session, kept, now)
    session.add(kept)
    accounts.record(session, by, "sms_reply", kept.case_no or f"sms {kept.id}", kept.outcome.value)
    return kept, True


def taken(session: Session, reply: Reply, now: datetime) -> bool:
    """Take in what a provider tells; return whether it is new. A sender that has no number is nobody."""
    try:
        return receive(session, reply, now)[1]
    except InvalidInputError:
        log.info("sms_of_nobody", message=reply.id)
        return False


def number(text: str) -> str:
    """Return a number as the service keeps them.

    :raises InvalidInputError: If it is none.
    """
    phone = read_facts(text, ANY_DAY, "phone").slots.get("phone")
    if not isinstance(phone, str):
        raise InvalidInputError("号码读不懂，应为手机号或带区号的座机。")
    return phone


def clear(session: Session, now: datetime) -> int:
    """Remove the messages of days long gone; return how many went."""
    old = col(SmsReply.received_at) < (now - timedelta(days=KEPT_DAYS)).astimezone(UTC)
    return int(session.connection().execute(delete(SmsReply).where(old)).rowcount)


def _take(session: Session, kept: SmsReply, now: datetime) -> ReplyOutcome:
    found = matching.answered_by(session, kept.phone, kept.text, now)
    if found:
        kept.follow_up_id, kept.case_no = found[0].id, found[1].case_no
        session.refresh(found[0], with_for_update=True)
    if wants_no_more(kept.text):
        _stop(session, kept, found[0] if found else None)
        return ReplyOutcome.STOP
    if found:
        _answer(session, *found, kept.text)
        return ReplyOutcome.ANSWER
    return _pass_on(session, kept)


def _stop(session: Session, kept: SmsReply, follow_up: FollowUp | None) -> None:
    """Send no more, and ask no further what this was the reply to."""
    stops.stop(session, kept.phone, BY.name)
    demand = matching.newest_demand(session, kept.phone) if follow_up is None else None
    kept.case_no = demand.case_no if demand else kept.case_no
    if follow_up is not None and follow_up.status in planning.OPEN:
        planning.end(session, follow_up, FollowUpStatus.STOPPED, "企业退订了短信")


def _answer(session: Session, follow_up: FollowUp, demand: Demand, text: str) -> None:
    """Keep the answer; what an enterprise owed lets its demand run on."""
    score = read_score(text) if planning.rule_of(follow_up.kind).scored else None
    if follow_up.kind is FollowUpKind.OWED_ANSWER and demand.waiting_since is not None:
        waiting.resume(session, demand, BY, f"企业已答复：{text}")
    answers.keep(session, follow_up, demand, text, score, BY)


def _pass_on(session: Session, kept: SmsReply) -> ReplyOutcome:
    """Have somebody known called who wrote where nothing was asked."""
    demand: Demand | None = matching.newest_demand(session, kept.phone)
    if demand is None or not kept.text:
        return ReplyOutcome.UNKNOWN
    kept.case_no = demand.case_no
    callbacks.wish(session, None, CallReason.SMS_REPLY, kept.phone, demand.case_no, note=kept.text)
    return ReplyOutcome.CALL_BACK
