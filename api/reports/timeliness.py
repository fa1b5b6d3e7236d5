"""How long dispatching, accepting and completing take, and how much of it is in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, case, literal_column, type_coerce, union_all
from sqlmodel import Session, col, func, select

from api import days
from api.demands.cells import Kept
from api.demands.work_models import Deadline, Stage
from api.proportions import Share
from api.reports import names
from api.reports.asked import Question
from api.reports.fairness import percentile
from knowledge import working_hours


def timeliness(session: Session, question: Question) -> dict[str, Any]:
    """Return each stage with median and 90th percentile in office time and the share in time; one query.

    Deadlines that were made void (a withdrawal, a return in time) count nowhere; one that ran out and went upward
    counts as missed. Times are of stages that were done.
    """
    return _figure(session, question, Stage)


def of_institution(session: Session, question: Question, key: str) -> dict[str, Any]:
    """Return the stages that are an institution's own, accepting and completing, of its deadlines alone; one query."""
    own = (Stage.ACCEPT, Stage.COMPLETE)
    return _figure(session, question, own, col(Deadline.institution) == key, stage_institution=key)


def _figure(
    session: Session, question: Question, shown: Iterable[Stage], *where: ColumnElement[bool], **whose: str
) -> dict[str, Any]:
    stages = _read(session, question, *where)
    return {
        "day_minutes": working_hours.day_minutes(),
        "stages": [_told(question, stage, stages[stage], whose) for stage in shown],
    }


class _Tally:
    """What is counted of a stage: times of what was done, how often."""

    def __init__(self) -> None:
        self.met = self.missed = 0
        self.times: dict[int, int] = {}


def _read(session: Session, question: Question, *where: ColumnElement[bool]) -> dict[str, _Tally]:
    """Read all stages; what belongs to merged demands comes with a minus, as in ``unmerged``."""
    began = [*where, *days.between(Deadline.set_at, question.since, question.until)]
    parts = [_part(sign, *began, *part) for sign, part in question.parts(Deadline.demand_id, Deadline.window)]
    found: dict[str, _Tally] = defaultdict(_Tally)
    for sign, key, minutes, met, done, open_late in session.connection().execute(union_all(*parts)).all():
        tally = found[key]
        tally.met += sign * met
        tally.missed += sign * (done - met + open_late)
        if minutes is not None and done:
            tally.times[minutes] = tally.times.get(minutes, 0) + sign * done
    return found


def _part(sign: int, *where: ColumnElement[bool]) -> Any:
    met, done = func.count(case((col(Deadline.met).is_(True), 1))), func.count(col(Deadline.met))
    open_late = func.count(case((col(Deadline.met).is_(None), col(Deadline.escalated_at))))  # the rest of cells.missed
    stage: Any = type_coerce(col(Deadline.stage), String)  # equal to the member; thousands of rows need not become it
    by = [stage, col(Deadline.took_minutes)]
    counts = [met, done, open_late]
    query: Any = select(literal_column(str(sign)), *by, *counts)
    return query.where(*where).group_by(col(Deadline.stage), col(Deadline.took_minutes))


def _told(question: Question, stage: Stage, tally: _Tally, whose: dict[str, str]) -> dict[str, Any]:
    own = {"stage": stage.value, **whose}
    share = Share(tally.met, tally.met + tally.missed)
    return {
        "key": stage.value,
        "name": names.STAGES[stage.value],
        "done": sum(tally.times.values()),
        "median_minutes": percentile(tally.times, 0.5),
        "p90_minutes": percentile(tally.times, 0.9),
        "in_time": share.public(),
        "met": tally.met,
        "missed": tally.missed,
        "cases": question.stage_cases(**own, kept=Kept.JUDGED.value),
        "done_cases": question.stage_cases(**own, kept=Kept.DONE.value),
        "met_cases": question.stage_cases(**own, kept=Kept.MET.value),
        "missed_cases": question.stage_cases(**own, kept=Kept.MISSED.value),
    }
