"""A recorded demand is corrected or withdrawn by the enterprise itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.accounts.actors import BOT, ENTERPRISE, Actor
from api.catalogue.index import MatcherHolder
from api.clock import utc_now
from api.demands import choose, lifecycle, routing, searching, submit, views
from api.demands.models import Choice, Demand, DemandStatus
from api.matches.cards import cards
from api.outbox import service as outbox
from knowledge import slots as slot_names

MATCHED_BY = frozenset({"need", "category", "region", "amount_cny", "headcount", "industry", "revenue_cny"})
PHONE_GIVEN = "demand.phone_given"  # once more, or another one
STILL_OPEN = (DemandStatus.MATCHED, DemandStatus.NO_MATCH, DemandStatus.REOPENED)


@dataclass(frozen=True)
class Revised:
    """A demand after a correction.

    :param items: What is found now, where the correction matters and the choice does not stand.
    :param chosen: Names of what was chosen.
    :param unfit: Names of those that no longer fit (another place, another need).
    """

    slots: dict[str, Any]
    items: list[dict[str, Any]] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)


def correct(
    session: Session, matcher: MatcherHolder, today: date, demand: Demand, channel: str, values: Mapping[str, Any]
) -> Revised:
    """Change slots of a recorded demand, audited; match again where what is found depends on them."""
    changed = fill(session, demand, values, BOT)
    if not changed & MATCHED_BY or demand.status not in STILL_OPEN:
        return Revised(views.all_slots(demand), chosen=names(session, matcher, demand))
    return _again(session, matcher, today, demand, channel)


def fill(session: Session, demand: Demand, values: Mapping[str, Any], actor: Actor) -> set[str]:
    """Write slots into a recorded demand, audited, and return the names of those that have changed."""
    known = {name: value for name, value in values.items() if name in slot_names.names()}
    before = views.all_slots(demand)
    if "need" in known:
        demand.category = None  # of another need another one
    submit.fill(session, demand, known)
    demand.updated_at = utc_now()
    session.add(demand)
    session.flush()
    if {"need", "company"} & set(known):
        searching.keep(session, demand)
    accounts.record(session, actor.name, "correct_demand", demand.case_no, ",".join(sorted(known)))
    if known.get("phone"):
        outbox.put(session, PHONE_GIVEN, {"demand_id": demand.id})
    session.flush()
    return {name for name in known if known[name] != before.get(name)}


def withdraw(session: Session, demand: Demand) -> bool:
    """Cancel a demand; False where it is under way already and only a person can stop it."""
    if is_cancelled(demand):
        return True
    return _step(session, demand, DemandStatus.CANCELLED, "企业在对话中撤销")


def restore(session: Session, demand: Demand) -> bool:
    """Open a demand again that was cancelled; False where it was not."""
    return is_cancelled(demand) and _step(session, demand, DemandStatus.REOPENED, "企业在对话中收回撤销")


def is_cancelled(demand: Demand) -> bool:
    """Return whether a demand was taken back."""
    return demand.status is DemandStatus.CANCELLED


def of_conversation(session: Session, conversation_id: str) -> list[Demand]:
    """Return the demands of a conversation, oldest first."""
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(col(Demand.id))
    return list(session.exec(query))


def _step(session: Session, demand: Demand, to: DemandStatus, reason: str) -> bool:
    """Take a step if it is the enterprise's to take from here."""
    step = lifecycle.step(demand.status, to)
    if step is None or ENTERPRISE.kind not in step.by:
        return False
    lifecycle.move(session, demand, to, ENTERPRISE, reason)
    return True


def _again(session: Session, matcher: MatcherHolder, today: date, demand: Demand, channel: str) -> Revised:
    """Match again and tell what of the choice no longer fits; it stands until another is made."""
    match = submit.run_match(session, matcher, today, demand, channel)
    routing.route(session, demand)
    if match.shown and demand.status is DemandStatus.NO_MATCH:
        lifecycle.move(session, demand, DemandStatus.MATCHED, BOT)
    chosen = choose.chosen(session, demand)
    unfit = [choice for choice in chosen if choose.is_out(choice, match)]
    items = [] if chosen and not unfit else cards(choose.shown_results(match), matcher.current())
    return Revised(
        views.all_slots(demand), items, names(session, matcher, demand), [_name(matcher, choice) for choice in unfit]
    )


def names(session: Session, matcher: MatcherHolder, demand: Demand) -> list[str]:
    """Return the names of what was chosen."""
    return [_name(matcher, choice) for choice in choose.chosen(session, demand)]


def _name(matcher: MatcherHolder, choice: Choice) -> str:
    """Return the name of what was chosen; its number if it left the catalogue."""
    index = matcher.current().index
    row = index.rows.get(choice.item_id)
    return choice.item_id if row is None else index.offers[row].name
