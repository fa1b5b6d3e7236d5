"""Demands, or rows that belong to demands, counted by groups, those of merged demands left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal_column, union_all
from sqlmodel import Session, col, func, select

from api.demands.models import Demand
from api.demands.work_models import Deadline, Dispatch
from api.reports.asked import Question

Rows = list[tuple[Any, ...]]
Where = Sequence[ColumnElement[bool]]


def counted(
    session: Session,
    question: Question,
    of: type[Deadline | Dispatch],
    by: Sequence[Any],
    counts: Sequence[Any],
    *where: Any,
    hint: Sequence[ColumnElement[bool]] = (),
) -> Rows:
    """Return each group with rows: what it is grouped by, how many rows it has, each of ``counts``; one query.

    What is counted whole and what is added and taken off (``Question.parts``) is of one query, so of one moment.

    :param counts: What else is counted; they must be such that parts add up.
    :param hint: What holds of all that ``where`` lets through, and leads through an index where all is counted.
    """
    parts = question.parts(of.demand_id, of.window)
    first = [of.window] if question.by_place and not question.scope.everything else []
    queries = [_grouped(by, counts, sign, (*where, *part)) for sign, part in parts[1:]]
    whole = parts[0][1] or hint
    return _summed(session, len(by), [_grouped(by, counts, 1, (*where, *whole), first), *queries])


def demands(session: Session, question: Question, by: Sequence[Any], counts: Sequence[Any], *where: Any) -> Rows:
    """Return the same of the demands recorded in the period; one query."""
    if not question.by_place:
        return _summed(session, len(by), [_grouped(by, counts, 1, (*where, *question.demands()))])
    inside, elsewhere = question.inside(col(Demand.window)), question.elsewhere(col(Demand.id), col(Demand.window))
    recorded = (*where, *question.own, *question.recorded(in_order=True))
    return _summed(session, len(by), [_grouped(by, counts, 1, (*recorded, *part)) for part in (inside, *elsewhere)])


def _summed(session: Session, keys: int, parts: Sequence[Any]) -> Rows:
    """Return the sums of some parts, each row with the sign of its part; groups of which nothing is left are left out.

    :param keys: How many columns are grouped by.
    """
    rows = session.connection().execute(union_all(*parts)).all()
    found: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for sign, *row in rows:
        key, counts = tuple(row[:keys]), row[keys:]
        sums = found.get(key) or (0,) * len(counts)
        found[key] = tuple(total + sign * count for total, count in zip(sums, counts, strict=True))
    return [(*key, *sums) for key, sums in found.items() if sums[0]]


def _grouped(by: Sequence[Any], counts: Sequence[Any], sign: int, conditions: Where, first: Sequence[Any] = ()) -> Any:
    """Return the query for one part.

    :param first: What is grouped by before, in the order of an index, so that nothing is sorted.
    """
    query: Any = select(literal_column(str(sign)), *by, func.count(), *counts)  # type: ignore[call-overload]
    return query.where(*conditions).group_by(*(one for one in first if one not in by), *by)
