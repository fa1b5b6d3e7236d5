"""Which channel is tried next, and whether now is the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, select

from api.clock import in_china
from api.conversations.models import Channel, Conversation, Message, Speaker
from api.demands.models import Demand
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel
from api.followups.sms import bounces, stops
from api.identity import holders
from knowledge import follow_ups, working_hours

F = FollowUpChannel
SILENT = (AttemptStatus.FAILED, AttemptStatus.WITHDRAWN)  # nobody was disturbed
CUSTOMER_MESSAGE = {Channel.WECHAT: F.WECHAT_MESSAGE, Channel.WECOM: F.WECOM_MESSAGE}


def following(
    session: Session, follow_up: FollowUp, demand: Demand, usable: Iterable[FollowUpChannel], now: datetime
) -> FollowUpChannel | None:
    """Return the first channel, in order, that was not tried in this cycle; None if none is left."""
    query = select(FollowUpAttempt.channel).where(
        FollowUpAttempt.follow_up_id == follow_up.id, FollowUpAttempt.created_at >= follow_up.cycle_at
    )
    out = {*session.exec(query)} - {F.CALL}
    late = in_china(follow_up.call_after) <= now
    possible = (F.CALL,) if late and number(session, demand) else tuple(_in_order(session, demand, now))
    return next((c for c in possible if c not in out and (c is F.CALL or c in usable)), None)


def _in_order(session: Session, demand: Demand, now: datetime) -> Iterator[FollowUpChannel]:
    conversation = session.get(Conversation, demand.conversation_id) if demand.conversation_id else None
    spoken = conversation.channel if conversation else None
    if conversation and spoken in CUSTOMER_MESSAGE and _in_window(session, conversation.id, now):
        yield CUSTOMER_MESSAGE[spoken]
    if spoken is Channel.WECHAT:
        yield F.WECHAT_TEMPLATE
    if spoken in (Channel.WEB, Channel.API):
        yield F.WEB
    phone = number(session, demand)
    if phone and not stops.is_stopped(session, phone) and bounces.find(session, phone) is None:
        yield F.SMS
    if phone:
        yield F.CALL


def number(session: Session, demand: Demand) -> str | None:
    """Return the number that was left, unless it has become another's, who is told nothing of this."""
    phone = str(demand.personal.get("phone") or "")
    return phone if phone and not holders.has_left(session, demand.conversation_id, phone) else None


def _in_window(session: Session, conversation_id: str, now: datetime) -> bool:
    query = select(Message.created_at).where(
        Message.conversation_id == conversation_id, Message.speaker == Speaker.USER
    )
    last = session.exec(query.order_by(Message.id.desc()).limit(1)).first()  # type: ignore[union-attr]
    return last is not None and now - in_china(last) < timedelta(hours=follow_ups.rules().window_hours)


def not_before(session: Session, person: str, channel: FollowUpChannel, now: datetime) -> datetime | None:
    """Return until when nobody may be asked: outside office time, and for a person already asked today.

    What is put into the website's conversation disturbs nobody and keeps no other channel back; but two questions in
    one conversation would be answered with one word, so it too is used once a day.
    """
    hours = follow_ups.rules().hours
    if not working_hours.is_open(now, hours):
        return working_hours.next_open(now, hours)
    if _asked_on(session, person, now, channel):
        return working_hours.next_day(now, hours)
    return None


def _asked_on(session: Session, person: str, now: datetime, channel: FollowUpChannel) -> bool:
    """Return whether a person was asked, about any of its demands, on the day of ``now`` in China."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    attempt = FollowUpAttempt
    query = select(attempt.id).where(
        attempt.person == person,
        *(() if channel is F.WEB else (attempt.channel != F.WEB,)),
        attempt.status.not_in(SILENT),  # type: ignore[attr-defined]
        or_(attempt.created_at >= midnight, attempt.handed_at >= midnight, attempt.status == AttemptStatus.PENDING),  # type: ignore[arg-type, operator]
    )
    return session.exec(query.limit(1)).first() is not None


def person_of(demand: Demand) -> str:
    """Return by what one and the same person is known: the number, else the conversation."""
    return demand.phone_fingerprint or demand.conversation_id or demand.case_no
