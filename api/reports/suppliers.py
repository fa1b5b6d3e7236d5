"""Institutions side by side, and the services behind what was finished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from api import days
from api.catalogue.models import Institution, Service
from api.demands.cells import Kept
from api.demands.models import Choice, Demand
from api.demands.work_models import Dispatch, DispatchRole, DispatchState
from api.proportions import Share
from api.reports import kept_times, unmerged
from api.reports.asked import Question
from api.reports.fairness import score, shrunken
from api.reports.performance import Performance
from api.reports.satisfaction import CONTENT
from api.unindexed import Unindexed
from knowledge import assessment


@dataclass
class Supplier(Performance):
    """What an institution, or one of its services, did in the period.

    :param handed: How often it was handed a demand as the one who leads; ``returned`` how often it gave it back.
    ``timed`` are its deadlines for accepting and completing.
    """

    key: str
    name: str
    handed: int = 0
    returned: int = 0
    finished: int = 0
    provider: str = ""
    home: str = ""

    @property
    def kept(self) -> Share:
        """Return the share of what it was handed that it did not return."""
        return Share(self.handed - self.returned, self.handed)

    def score(self, middle: float) -> float:
        """Return the score from 0 to 100; ``fairness.score`` says how it is made."""
        return score(shrunken(self.stars, self.rated, middle), self.kept, self.in_time)


def institutions(session: Session, question: Question) -> list[Supplier]:
    """Return the institutions that had something in the period, most first; four queries."""
    found: dict[str, Supplier] = {}
    for key, handed, returned in _dispatches(session, question):
        found[key] = Supplier(key, key, handed=handed, returned=returned)
    for key, rating, count, finished in _demands(session, question):
        one = found.setdefault(key, Supplier(key, key))
        one.finished += finished
        if rating is not None:
            one.ratings[rating] = count
    for key, kept in kept_times.of_institutions(session, question).items():
        found.setdefault(key, Supplier(key, key)).timed = kept
    only = question.filters.get("institution")  # others had its demands before; their own are not asked for
    shown = [one for one in found.values() if only in (None, one.key)]
    _name(session, shown)
    return sorted(shown, key=lambda one: (-one.handed, -one.finished, one.key))


def _name(session: Session, found: Iterable[Supplier]) -> None:
    suppliers = list(found)
    query = select(Institution.key, Institution.name).where(col(Institution.key).in_([one.key for one in suppliers]))
    names = dict(session.exec(query).all())
    for one in suppliers:
        one.name = names.get(one.key, one.key)


def _dispatches(session: Session, question: Question) -> unmerged.Rows:
    returned = func.count(case((Dispatch.state == DispatchState.RETURNED, 1)))  # type: ignore[arg-type]
    sent = days.between(Dispatch.at, question.since, question.until)
    leading = col(Dispatch.institution).is_not(None), Dispatch.role == DispatchRole.LEAD
    return unmerged.counted(session, question, Dispatch, [Dispatch.institution], [returned], *leading, *sent)


def _demands(session: Session, question: Question) -> unmerged.Rows:
    by, finished = [Demand.institution, Demand.rating], func.count(col(Demand.completed_at))
    return unmerged.demands(session, question, by, [finished], col(Demand.institution).is_not(None))


def services(session: Session, question: Question) -> list[Supplier]:
    """Return the services that were chosen and then finished by their own provider, most first; three queries.

    What a service was handed and how fast it was are its institution's and not known apart: only what was finished and
    how content enterprises were is counted.
    """
    homes = _homes(session)
    found: dict[str, Supplier] = {}
    for key, institution, rating, count in session.exec(_finished(question)):
        name, provider, home = homes.get(key, ("", "", None))
        if home != institution:
            continue
        one = found.setdefault(key, Supplier(key, name, provider=provider, home=str(home)))
        one.finished += count
        if rating is not None:
            one.ratings[rating] = count
    return sorted(found.values(), key=lambda one: (-one.finished, one.key))


def _finished(question: Question) -> Any:
    """Return the query for how often each service was chosen where whom and what score its demand came to."""
    if not question.narrowed:  # merged ones are left out of what is kept
        recorded = days.between(Unindexed(Choice.recorded_at), question.since, question.until)
        by = [col(Choice.item_id), col(Choice.done_by), col(Choice.rating)]
        return select(*by, func.count()).where(col(Choice.done_by).is_not(None), *recorded).group_by(*by)  # type: ignore[call-overload]
    by = [col(Choice.item_id), col(Demand.institution), col(Demand.rating)]
    query: Any = select(*by, func.count()).join(Demand, col(Demand.id) == Choice.demand_id)  # type: ignore[call-overload]
    done = col(Demand.completed_at).is_not(None), col(Demand.institution).is_not(None)
    return query.where(*question.demands(), *done).group_by(*by)


def _homes(session: Session) -> dict[str, tuple[str, str, str | None]]:
    """Return name, provider and institution of each service; where only the provider is named, by its name."""
    by_name = {name: key for key, name in session.exec(select(Institution.key, Institution.name)).all()}
    rows = session.exec(select(Service.key, Service.name, Service.provider, Service.institution)).all()
    return {key: (name, provider, home or by_name.get(provider)) for key, name, provider, home in rows}


def network_mean(suppliers: Iterable[Supplier]) -> float:
    """Return the mean of all scores, nought if there is none."""
    known = list(suppliers)
    rated = sum(one.rated for one in known)
    return sum(one.stars for one in known) / rated if rated else 0.0


def compared(session: Session, question: Question) -> dict[str, Any]:
    """Return the institutions for a table, each with the cases behind it."""
    found = institutions(session, question)
    middle = network_mean(found)
    return {
        "network_mean": round(middle, 2) if middle else None,
        "small_sample": assessment.rules().small_sample,
        "institutions": [told(question, one, middle) for one in found],
    }


def sent_cases(question: Question, one: Supplier) -> dict[str, Any]:
    """Return the filters that list what an institution was handed."""
    period = {"sent_since": question.since.isoformat(), "sent_until": question.until.isoformat(), "counted": True}
    return {**question.filters, **period, "sent_to": one.key}


def told(question: Question, one: Supplier, middle: float) -> dict[str, Any]:
    """Return one institution with its figures."""
    sent = sent_cases(question, one)
    return {
        "key": one.key,
        "name": one.name,
        "handed": one.handed,
        "returned": one.returned,
        "finished": one.finished,
        "kept": one.kept.public(),
        "in_time": one.in_time.public(),
        "rated": one.rated,
        "response": Share(min(one.rated, one.finished), one.finished).public(),
        "mean": round(one.stars / one.rated, 2) if one.rated else None,
        "fair_mean": round(shrunken(one.stars, one.rated, middle), 2) if one.rated else None,
        "content": one.content.public(),
        "score": one.score(middle),
        "small": one.handed < assessment.rules().small_sample,
        "cases": sent,
        "returned_cases": {**sent, "sent_back": True},
        "finished_cases": question.cases(institution=one.key, reached=["completed"]),
        "rated_cases": question.cases(institution=one.key, reached=["rated"]),
        "content_cases": question.cases(institution=one.key, rating=[stars for stars in range(CONTENT, 6)]),
        "met": one.timed[0],
        "missed": one.timed[1],
        "in_time_cases": question.stage_cases(stage_institution=one.key, kept=Kept.JUDGED.value),
        "met_cases": question.stage_cases(stage_institution=one.key, kept=Kept.MET.value),
        "missed_cases": question.stage_cases(stage_institution=one.key, kept=Kept.MISSED.value),
    }
