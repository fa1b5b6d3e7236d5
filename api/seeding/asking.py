"""The enterprise's side of a sample demand: it tells its need, chooses, changes its mind, gives a score."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.actors import ENTERPRISE
from api.conversations import receiving, store
from api.conversations.bot import BotTurn
from api.conversations.models import Channel
from api.demands import choose, deadlines, followed, lifecycle, revise, submit
from api.demands.models import Demand, DemandStatus
from api.ratings import service as ratings
from api.ratings.models import AfterLow
from api.seeding import characters, needs
from api.seeding.world import HUB, PREFIX, Case, World, office
from knowledge import deadlines as limits

CHOOSES, REJECTS, WITHDRAWS = 0.74, 0.12, 0.04  # of those who were shown something; the others leave it open
RANKS = (50, 21, 12, 7, 4, 3, 2, 1)  # how often the first, second, … of the list is taken
SECOND_CHOICE = 0.14
REOPENS = 0.35  # of those who gave one or two stars


def talk(session: Session, channel: str, text: str, intent: str) -> str:
    """Keep a conversation in which one thing is said; return its id."""
    conversation, _ = store.open_conversation(session, Channel(channel))
    received = receiving.receive(session, conversation, text, None)
    store.answer(session, conversation.id, received.pending[-1].id or 0, BotTurn({"name": intent}, {}))
    return conversation.id


def begin(world: World, session: Session, case: Case, now: datetime) -> datetime:
    """Tell the need and have it recorded and matched."""
    conversation = talk(session, case.channel, case.words.text, "submit_need")
    key = f"{PREFIX}{now.year}-{world.seed}-{case.number}"
    done = submit.submit(session, world.matcher, now.date(), conversation, case.channel, key, case.words.slots)
    case.demand_id = done.demand.id
    return now + timedelta(minutes=case.random.randint(1, 25))


def decide(world: World, session: Session, case: Case, demand: Demand, now: datetime) -> datetime | None:
    """Choose among what was shown, want none of it, withdraw, or leave it open; then the window has its turn."""
    case.decided = True
    shown = choose.shown_results(submit.newest_match(session, demand))
    fate = case.random.random()
    if fate < WITHDRAWS:
        revise.withdraw(session, demand)
        return None
    if shown and fate < WITHDRAWS + REJECTS:
        followed.reject(session, demand)
    elif shown and fate < WITHDRAWS + REJECTS + CHOOSES:
        choose.choose(session, demand, _places(case, len(shown)))
    pace = world.character(demand.window)
    return office(now, pace.minutes(case.random, limits.limit("dispatch", demand.category, demand.urgent)))


def _places(case: Case, count: int) -> str:
    weights = (RANKS + (1,) * count)[:count]
    places = {case.random.choices(range(1, count + 1), weights)[0]}
    if case.random.random() < SECOND_CHOICE:
        places.add(case.random.choices(range(1, count + 1), weights)[0])
    return "，".join(f"第{place}个" for place in sorted(places))


def felt(seed: int, session: Session, demand: Demand, random: Random) -> int:
    """Return the stars that the enterprise gives: by who did the work, and whether it was late."""
    late = any(one.met is False for one in deadlines.of_demand(session, demand))
    return characters.of(seed, demand.institution or demand.window or HUB).score(random, late)


def rate(session: Session, demand: Demand, words: str, random: Random) -> None:
    """Give a score in the words of a remark, and say what is wanted after a low one."""
    if ratings.rate(session, demand.conversation_id or "", words).low:
        wish = random.choice((AfterLow.NOTHING, AfterLow.NOTHING, AfterLow.CALL_BACK))
        ratings.after_low(session, demand.conversation_id or "", wish, demand.personal.get("phone"))


def reopen(session: Session, case: Case, demand: Demand) -> None:
    """Have a demand taken up again after a low score."""
    reason = needs.pick(case.random, "reasons", "reopen")
    lifecycle.move(session, demand, DemandStatus.REOPENED, ENTERPRISE, reason)
    accounts.record(session, ENTERPRISE.name, "transition", demand.case_no, DemandStatus.REOPENED.value)
