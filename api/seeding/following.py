"""The follow-ups of a sample year: planned, sent and answered through the real code; only who answers is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.clock import utc_now
from api.conversations import receiving, store
from api.conversations.bot import BotTurn
from api.conversations.models import Conversation
from api.database import Database
from api.demands import waiting
from api.demands.models import Demand
from api.followups import advance, calls, delivery, planning
from api.followups.models import AttemptStatus, FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpKind, FollowUpStatus
from api.followups.senders import Outcome, Receipt, Senders
from api.outbox.handlers import Record, Work
from api.outbox.models import OutboxEntry
from api.seeding import asking, needs
from api.seeding.world import window_actor

C, K = FollowUpChannel, FollowUpKind
# How a sample provider and sample enterprises behave; none of it is measured.
ARRIVES = {C.WECHAT_TEMPLATE: 0.96, C.SMS: 0.93}  # other channels report nothing
SAYS = {C.WEB: 0.12, C.WECHAT_MESSAGE: 0.34, C.WECOM_MESSAGE: 0.34, C.WECHAT_TEMPLATE: 0.2, C.SMS: 0.08}
SAYS_SCORE = 0.5  # of those who would write: the others give their score unasked, see ``characters``
PICKS_UP = 0.38
TELLS_SCORE = 0.7  # of those who picked up and were asked for one
BY_TALK = {K.AFTER_ACCEPTANCE: 1.0, K.IN_SERVICE: 1.0, K.AFTER_COMPLETION: SAYS_SCORE}  # what is owed comes by itself
MEANS = advance.Means(frozenset(SAYS))


@dataclass
class Desk:
    """Does what the worker does for follow-ups, and answers them as enterprises would.

    :param seen: The newest entry of the outbox that was looked at.
    :param said: What enterprises are about to write, with the follow-up it answers.
    """

    database: Database
    seed: int
    seen: int = 0
    said: list[int] = field(default_factory=list)

    def take_note(self, session: Session) -> None:
        """Let follow-ups learn of what has just happened, as the outbox tells it."""
        for entry in self._fresh(session):
            if entry.topic == planning.DEMAND_MOVED:
                planning.on_moved(session, _work(entry), None)
            elif entry.topic == waiting.ASKED:
                planning.on_asked(session, _work(entry), None)

    def sweep(self, session: Session, now: datetime) -> None:
        """Take what is due a step on: messages go out, agents call, and some who were asked answer."""
        self._write(session)
        self.take_note(session)
        for follow_up_id in advance.at_hand(session, now):
            advance.step(session, follow_up_id, MEANS, now)
        record = delivery.handler(self.database, Senders(), utc_now).record
        for entry in self._fresh(session):
            if entry.topic == advance.SEND:
                self._send(session, entry, record)
        self._call(session, now)
        self.take_note(session)

    def _fresh(self, session: Session) -> list[OutboxEntry]:
        session.flush()
        query = select(OutboxEntry).where(col(OutboxEntry.id) > self.seen).order_by(col(OutboxEntry.id))
        found = list(session.exec(query))
        self.seen = found[-1].id or self.seen if found else self.seen
        return found

    def _send(self, session: Session, entry: OutboxEntry, record: Record) -> None:
        attempt = session.get_one(FollowUpAttempt, int(entry.payload["attempt_id"]))
        follow_up = session.get_one(FollowUp, attempt.follow_up_id)
        random = self._random(session, follow_up, attempt.channel.value)
        rate = ARRIVES.get(attempt.channel)
        outcome = Outcome.ACCEPTED if rate is None else Outcome.DELIVERED
        if rate is not None and random.random() >= rate:
            outcome = Outcome.REFUSED
        record(session, _work(entry), Receipt(outcome, detail="没有送到" if outcome is Outcome.REFUSED else ""))
        likely = BY_TALK.get(follow_up.kind, 0.0) * SAYS[attempt.channel]
        if outcome is not Outcome.REFUSED and random.random() < likely:
            self.said.append(follow_up.id or 0)

    def _write(self, session: Session) -> None:
        """Have those who answer say so in their conversations."""
        said, self.said = self.said, []
        for follow_up_id in said:
            follow_up = session.get_one(FollowUp, follow_up_id)
            demand = session.get_one(Demand, follow_up.demand_id)
            talk = session.get(Conversation, demand.conversation_id) if demand.conversation_id else None
            if follow_up.status in planning.OPEN and talk is not None:
                self._say(session, talk, follow_up, demand)

    def _say(self, session: Session, talk: Conversation, follow_up: FollowUp, demand: Demand) -> None:
        """Have one written, and heard as the bot hears it: a score is kept at once, what else is said is the answer."""
        random, is_score = self._random(session, follow_up, "says"), follow_up.kind is K.AFTER_COMPLETION
        if is_score:
            words = needs.pick(random, "remarks", asking.felt(self.seed, session, demand, random))
        else:
            words = _told(random, follow_up)
        words = f"{words}，编号{demand.case_no}"
        received = receiving.receive(session, talk, words, None)
        if is_score:
            asking.rate(session, demand, words, random)
        intent = "rate_service" if is_score else "provide_info"
        store.answer(session, talk.id, received.pending[-1].id or 0, BotTurn({"name": intent}, {}))

    def _call(self, session: Session, now: datetime) -> None:
        """Have the agents of the windows ring up whom messages did not reach."""
        for follow_up, demand in list(_to_call(session)):
            if follow_up.status is not FollowUpStatus.CALLING:
                continue  # with the call before
            agent = window_actor(demand.window).name
            random = self._random(session, follow_up, f"call {now:%m-%d}")
            reached = random.random() < PICKS_UP
            words = _told(random, follow_up) if reached else needs.pick(random, "follow_ups", "nobody")
            score = None
            if reached and follow_up.kind is K.AFTER_COMPLETION and random.random() < TELLS_SCORE:
                score = asking.felt(self.seed, session, demand, random)
                words = needs.pick(random, "remarks", score)
            calls.take(session, follow_up, agent)
            accounts.record(session, agent, "take_follow_up", demand.case_no, str(follow_up.id))
            calls.record(session, follow_up, demand, agent, reached, words, score, now)
            outcome = AttemptStatus.REACHED if reached else AttemptStatus.NOT_REACHED
            accounts.record(session, agent, "follow_up_call", demand.case_no, outcome.value)

    def _random(self, session: Session, follow_up: FollowUp, what: str) -> Random:
        """Return chances that depend on nothing but the sample demand and what it is asked."""
        key = session.get_one(Demand, follow_up.demand_id).draft_key
        return Random(f"{self.seed}:{key}:{follow_up.kind}:{follow_up.round}:{what}")  # noqa: S311


def _told(random: Random, follow_up: FollowUp) -> str:
    return needs.pick(random, "follow_ups", follow_up.kind.value)


def _to_call(session: Session) -> Iterator[tuple[FollowUp, Demand]]:
    query = select(FollowUp, Demand).join(Demand, col(Demand.id) == FollowUp.demand_id)
    calling = FollowUp.status == FollowUpStatus.CALLING, col(FollowUp.next_at) <= utc_now()
    yield from session.exec(query.where(*calling).order_by(col(FollowUp.id)))


def _work(entry: OutboxEntry) -> Work:
    return Work(entry.id or 0, entry.topic, entry.key or "", entry.payload, 1)
