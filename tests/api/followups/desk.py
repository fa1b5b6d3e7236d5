"""A service with its worker's parts, on a clock that is set by hand; senders that keep what they are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from api.clock import in_china
from api.conversations.models import Message, Speaker
from api.demands import revise, waiting
from api.demands.models import Demand, Transition
from api.followups import advance, answers, delivery, planning
from api.followups.models import FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.senders import Outcome, Outgoing, Receipt, Senders
from api.followups.sms import bounces
from api.outbox import service as outbox
from api.outbox.handlers import Handler
from api.outbox.relay import Relay
from api.ratings.links import Address
from tests.api.conftest import Service

PHONE = "13812345678"
ON_THE_WAY = {"accepted": ("dispatched", "accepted"), "in_service": ("in_service",), "completed": ("completed",)}


def at(text: str) -> datetime:
    """Return a moment of 2026 in China."""
    return datetime.fromisoformat(f"2026-{text}+08:00")


@dataclass
class KeepingSender:
    """Keeps what it is given; answers what it is told to."""

    channel: FollowUpChannel
    answer: Callable[[Outgoing], Receipt] = lambda _: Receipt(Outcome.DELIVERED)
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing) -> Receipt:
        """Keep a message."""
        self.sent.append(message)
        return self.answer(message)


class Desk:
    """What the tests of follow-ups do."""

    def __init__(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        self.service, self.now = service, at("01-05T09:00")
        self.senders = Senders()
        self.rated_at: Address | None = None
        self.by = {
            channel: KeepingSender(channel) for channel in FollowUpChannel if channel is not FollowUpChannel.CALL
        }
        for sender in self.by.values():
            self.senders.register(sender)
        for module in (planning, answers, delivery, outbox):
            monkeypatch.setattr(module, "utc_now", self.utc)
        database = service.state.database
        topics = {
            planning.DEMAND_MOVED: Handler(planning.on_moved),
            waiting.ASKED: Handler(planning.on_asked),
            revise.PHONE_GIVEN: Handler(bounces.on_given),
            advance.SEND: delivery.handler(database, self.senders, self.utc),
        }
        self.relay = Relay(database, topics, now=self.utc)

    def utc(self) -> datetime:
        """Return the time that was set."""
        return self.now.astimezone(UTC)

    def demand(self, channel: str = "web", key: str = "draft-1", **slots: Any) -> tuple[Any, str]:
        """Return a conversation and the number of a demand in it."""
        conversation = self.service.open(channel)
        return conversation, str(self.service.submit(conversation[0], key, **{"phone": PHONE, **slots})["case_no"])

    def move(self, case_no: str, to: str, moment: str, told: bool = True, dispatch: bool = True) -> None:
        """Take a demand to a status, as if it had happened at this moment."""
        self.now = at(moment)
        steps = ON_THE_WAY.get(to, (to,))
        for status in steps if dispatch else steps[-1:]:
            answer = self.service.move(case_no, status)
            assert answer.status_code == 200, answer.text
        with self.service.session(write=True) as session:
            query = select(Transition).join(Demand, col(Demand.id) == Transition.demand_id)
            query = query.where(Demand.case_no == case_no).order_by(col(Transition.id).desc())
            step = session.exec(query).first()
            assert step
            step.at = self.utc()
            session.add(step)
        if told:
            self.relay.drain()

    def said(self, conversation: Any, text: str, moment: str, intent: str | None = None) -> None:
        """Have the enterprise say something at this moment, which the talk took for something."""
        with self.service.session(write=True) as session:
            row = Message(conversation_id=conversation[0], speaker=Speaker.USER, text=text, intent=intent)
            row.created_at = at(moment).astimezone(UTC)
            session.add(row)

    def sweep(self, moment: str) -> int:
        """Let the planner and then the relay work at this moment; return the planner's steps."""
        self.now = at(moment)
        steps = advance.sweep(self.service.state.database, self.senders.channels(), self.now, rated_at=self.rated_at)
        self.relay.drain()
        return steps

    def to_be_called(self, to: str = "accepted") -> tuple[str, int]:
        """Return a demand and its follow-up that is on the agents' list since Friday 27 November."""
        _, case_no = self.demand("hotline")
        del self.senders._by_channel[FollowUpChannel.SMS]
        self.move(case_no, "accepted", "11-19T09:00")
        if to == "completed":
            self.move(case_no, "in_service", "11-19T10:00")
            self.move(case_no, "completed", "11-19T11:00")
        self.sweep("11-27T10:00")
        one = self.one(case_no)
        assert one.status is FollowUpStatus.CALLING
        return case_no, one.id or 0

    def all(self, case_no: str) -> list[FollowUp]:
        """Return the follow-ups of a demand, oldest first."""
        with self.service.session() as session:
            query = select(FollowUp).join(Demand, col(Demand.id) == FollowUp.demand_id)
            return list(session.exec(query.where(Demand.case_no == case_no).order_by(col(FollowUp.id))))

    def one(self, case_no: str) -> FollowUp:
        """Return the newest follow-up of a demand."""
        return self.all(case_no)[-1]

    def attempts(self, case_no: str) -> list[tuple[str, str]]:
        """Return channel and status of the attempts of the newest follow-up."""
        with self.service.session() as session:
            query = select(FollowUpAttempt).where(FollowUpAttempt.follow_up_id == self.one(case_no).id)
            rows = session.exec(query.order_by(col(FollowUpAttempt.id)))
            return [(row.channel.value, row.status.value) for row in rows]

    def next_at(self, case_no: str) -> datetime | None:
        """Return when the newest follow-up goes on."""
        moment = self.one(case_no).next_at
        return in_china(moment) if moment else None
