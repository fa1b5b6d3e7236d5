"""The outbox's handler for one message, and what a provider reports of it later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.clock import in_china, utc_now
from api.database import Database
from api.demands.models import Demand
from api.followups import channels, planning
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Outgoing, Receipt, Senders
from api.followups.sms import bounces, stops
from api.outbox.handlers import Handler, Postponed, Work
from knowledge import follow_ups, working_hours
from knowledge.reading.identifiers import mask_phones

STATUS = {
    Outcome.ACCEPTED: AttemptStatus.ACCEPTED,
    Outcome.DELIVERED: AttemptStatus.DELIVERED,
    Outcome.WRITTEN: AttemptStatus.WRITTEN,
    Outcome.REFUSED: AttemptStatus.FAILED,
    Outcome.WITHDRAWN: AttemptStatus.WITHDRAWN,
}
ON_ITS_WAY = (AttemptStatus.ACCEPTED, AttemptStatus.DELIVERED)  # what was only written down is not


def handler(database: Database, senders: Senders, now: Callable[[], datetime] = utc_now) -> Handler:
    """Return what sends the messages in the outbox."""

    def perform(work: Work) -> Receipt | None:
        with database.session(write=False) as session:
            message = _outgoing(session, work)
        if not isinstance(message, Outgoing):
            return message
        moment, hours = in_china(now()), follow_ups.rules().hours
        if not working_hours.is_open(moment, hours):  # it was held up into the evening
            raise Postponed(working_hours.next_open(moment, hours))
        sender = senders.of(message.channel)
        return sender.send(message) if sender else Receipt(Outcome.REFUSED, detail="这个通道已停用")

    def record(session: Session, work: Work, receipt: Receipt | None) -> None:
        if receipt is not None:
            _keep(session, int(work.payload["attempt_id"]), receipt, now())

    def give_up(session: Session, work: Work, why: str) -> None:
        _keep(session, int(work.payload["attempt_id"]), Receipt(Outcome.REFUSED, detail=why), now())

    return Handler(record, perform, give_up)


def report(session: Session, provider_id: str, delivered: bool, detail: str = "") -> bool:
    """Keep what a provider reports of a message later; return whether it is one of ours, still without a report."""
    query = select(FollowUpAttempt).where(FollowUpAttempt.provider_id == provider_id)
    attempt = session.exec(query.with_for_update()).first()
    if attempt is None or attempt.status is not AttemptStatus.ACCEPTED:
        return False
    outcome = Outcome.DELIVERED if delivered else Outcome.REFUSED
    _note(session, attempt, Receipt(outcome, provider_id, detail), utc_now())
    return True


def _outgoing(session: Session, work: Work) -> Outgoing | Receipt | None:
    """Return the message; a receipt if it is not wanted any more, None if its fate is known."""
    attempt = session.get(FollowUpAttempt, int(work.payload["attempt_id"]))
    if attempt is None or attempt.status is not AttemptStatus.PENDING:
        return None
    follow_up = session.get(FollowUp, attempt.follow_up_id)
    demand = session.get(Demand, follow_up.demand_id) if follow_up else None
    if follow_up is None or demand is None:
        return None
    rule = planning.rule_of(follow_up.kind)
    if follow_up.status is not FollowUpStatus.WAITING or planning.is_outlived(follow_up, demand):
        return Receipt(Outcome.WITHDRAWN, detail="已经不用问了")
    phone = channels.number(session, demand)
    if attempt.channel is FollowUpChannel.SMS and demand.personal.get("phone") and phone is None:
        return Receipt(Outcome.REFUSED, detail="号码已经由别人核实")
    if phone and attempt.channel is FollowUpChannel.SMS and stops.is_stopped(session, phone):
        return Receipt(Outcome.REFUSED, detail="企业退订了短信")
    if phone and attempt.channel is FollowUpChannel.SMS and (known := bounces.find(session, phone)) is not None:
        return Receipt(Outcome.REFUSED, detail=bounces.told(known))
    return Outgoing(
        key=work.key,
        channel=attempt.channel,
        kind=follow_up.kind.value,
        case_no=demand.case_no,
        text=attempt.text,
        conversation_id=demand.conversation_id,
        phone=phone,
        scored=rule.scored,
        again=work.again,
    )


def _keep(session: Session, attempt_id: int, receipt: Receipt, now: datetime) -> None:
    attempt = session.get(FollowUpAttempt, attempt_id, with_for_update=True)
    if attempt is not None:
        if attempt.channel is FollowUpChannel.SMS:
            _note_number(session, attempt)
        _note(session, attempt, receipt, now)


def _note_number(session: Session, attempt: FollowUpAttempt) -> None:
    """Keep to whom it went: the number may have been corrected since the message was put down."""
    follow_up = session.get(FollowUp, attempt.follow_up_id)
    demand = session.get(Demand, follow_up.demand_id) if follow_up else None
    if demand is not None and demand.phone_fingerprint:
        attempt.person = demand.phone_fingerprint


def _note(session: Session, attempt: FollowUpAttempt, receipt: Receipt, now: datetime) -> None:
    """Write down how far a message got; one that got nowhere has the next channel tried at once."""
    moment = now.astimezone(UTC)
    attempt.status, attempt.error = STATUS[receipt.outcome], mask_phones(receipt.detail)[:300]
    attempt.provider_id = receipt.provider_id or attempt.provider_id
    if attempt.status in (*ON_ITS_WAY, AttemptStatus.WRITTEN):
        attempt.handed_at = attempt.handed_at or moment
        attempt.delivered_at = moment if receipt.outcome is Outcome.DELIVERED else None
    elif receipt.outcome is Outcome.REFUSED:
        attempt.failed_at, attempt.handed_at = moment, None
    if attempt.channel is FollowUpChannel.SMS:
        _note_bounce(session, attempt, receipt, now)
    session.add(attempt)
    session.flush()
    follow_up = session.get(FollowUp, attempt.follow_up_id, with_for_update=True)
    if follow_up is not None and follow_up.status in planning.OPEN:
        _settle(session, follow_up, attempt, moment)


def _note_bounce(session: Session, attempt: FollowUpAttempt, receipt: Receipt, now: datetime) -> None:
    """Remember a number that is gone for good; forget that once a message has arrived there."""
    if receipt.outcome is Outcome.DELIVERED:
        bounces.forget(session, [attempt.person])
    elif receipt.outcome is Outcome.REFUSED and (why := bounces.read(receipt.detail)):
        bounces.keep(session, attempt.person, why, now)


def _settle(session: Session, follow_up: FollowUp, attempt: FollowUpAttempt, moment: datetime) -> None:
    """Keep since when the question has been out, which what did not arrive never was; then try the next channel.

    What is heard late of an earlier message takes nothing from the time of the one that is out.
    """
    out = FollowUpAttempt.follow_up_id == follow_up.id, col(FollowUpAttempt.status).in_(ON_ITS_WAY)
    follow_up.asked_at = session.exec(select(func.min(FollowUpAttempt.handed_at)).where(*out)).one()
    newest = session.exec(select(func.max(FollowUpAttempt.id)).where(out[0])).one()
    is_last = attempt.status is AttemptStatus.FAILED and attempt.id == newest
    if is_last and follow_up.status is FollowUpStatus.WAITING:
        follow_up.next_at = moment
    session.add(follow_up)
    session.flush()
