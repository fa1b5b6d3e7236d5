"""How far a case is: the steps it really took, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from api.appeals import handling
from api.appeals import service as appeals
from api.appeals.models import Appeal, AppealAction, AppealStatus, AppealStep
from api.clock import iso
from api.demands import choose, lifecycle, submit
from api.demands.models import Action, Demand, Transition
from api.masking import mask_text
from api.ratings import delivered, keeping
from api.ratings.delivered import Delivered
from api.ratings.keeping import Case
from api.ratings.models import Rating
from knowledge import statuses
from knowledge.reading.identifiers import mask_phones

OPEN_APPEAL = (AppealStatus.SUBMITTED, AppealStatus.ASSIGNED)


@dataclass(frozen=True)
class Step:
    """One step; who took it inside the platform is not told."""

    label: str
    at: str


@dataclass(frozen=True)
class Chosen:
    """An offer that the enterprise chose."""

    kind: str
    key: str
    name: str
    provider: str


@dataclass(frozen=True)
class Progress:
    """What the page tells of a case.

    :param answer: The answer to an appeal, empty before there is one.
    :param answer_by: The day by which an appeal is promised an answer.
    :param services: What may be rated apart; empty unless several were delivered.
    """

    case_no: str
    what: str
    about: str
    status: str
    label: str
    following: str
    steps: list[Step]
    chosen: list[Chosen]
    answer: str
    answer_by: date | None
    rateable: bool
    rating: Rating | None
    services: list[Delivered]


def progress(session: Session, case: Case) -> Progress:
    """Return how far a case is."""
    return _demand(session, case) if isinstance(case, Demand) else _appeal(session, case)


def _demand(session: Session, demand: Demand) -> Progress:
    chosen = _chosen(session, demand)
    units = "、".join(dict.fromkeys(one.provider or one.name for one in chosen))
    query = (
        select(Transition)
        .where(Transition.demand_id == demand.id, Transition.action == Action.MOVE)
        .order_by(col(Transition.id))
    )
    first = Step(statuses.label("demand", "submitted"), iso(demand.created_at))
    return Progress(
        case_no=demand.case_no,
        what="需求",
        about=mask_text(demand.need),
        status=demand.status.value,
        label=lifecycle.label(demand.status),
        following=statuses.next_step("demand", demand.status.value, units),
        steps=[first, *(Step(lifecycle.label(row.to_status), iso(row.at)) for row in session.exec(query))],
        chosen=chosen,
        answer="",
        answer_by=None,
        rateable=keeping.is_rateable(demand),
        rating=keeping.of_case(session, demand.case_no),
        services=delivered.apart(session, demand),
    )


def _chosen(session: Session, demand: Demand) -> list[Chosen]:
    """Return what was chosen, with the names it bore when it was shown."""
    picked = {choice.item_id for choice in choose.chosen(session, demand)}
    shown: Sequence[dict[str, str]] = choose.shown_results(submit.newest_match(session, demand)) if picked else []
    return [
        Chosen(one["kind"], one["item_id"], one["name"], one["provider"]) for one in shown if one["item_id"] in picked
    ]


def _appeal(session: Session, appeal: Appeal) -> Progress:
    moves = select(AppealStep).where(AppealStep.appeal_id == appeal.id, AppealStep.action == AppealAction.MOVE)
    query = moves.order_by(col(AppealStep.id))
    return Progress(
        case_no=appeal.case_no,
        what="诉求",
        about=mask_text(appeal.object or appeal.detail),
        status=appeal.status.value,
        label=handling.label(appeal.status),
        following=statuses.next_step("appeal", appeal.status.value, appeal.unit),
        steps=[Step(handling.label(row.to_status), iso(row.at)) for row in session.exec(query)],
        chosen=[],
        answer=mask_phones(appeal.result),
        answer_by=appeals.answer_by(appeal) if appeal.status in OPEN_APPEAL else None,
        rateable=keeping.is_rateable(appeal),
        rating=keeping.of_case(session, appeal.case_no),
        services=[],
    )
