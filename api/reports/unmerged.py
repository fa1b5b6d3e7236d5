"""Rows that belong to demands counted by groups, those of merged demands left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal_column, union_all
from sqlmodel import Session, col, func, select

from api.reports.asked import MERGED, Question

Rows = list[tuple[Any, ...]]


def counted(
    session: Session, question: Question, owner: Any, by: Sequence[Any], counts: Sequence[Any], *where: Any
) -> Rows:
    """Return each group with rows: what it is grouped by, how many rows it has, each of ``counts``; one query.

    Where nothing but time narrows, all is counted and what belongs to merged demands, which are few, is taken off:
    quicker than to ask each row. Both are parts of one query, so that they are of one moment.

    :param owner: The column that holds the demand's id; it is never empty.
    :param counts: What else is counted; they must be such that parts add up.
    """
    if question.narrowed:
        return _run(session, _grouped(by, counts, *where, *question.of_demand(owner)))
    kept = _grouped(by, [*counts, literal_column("0")], *where)
    gone = _grouped(by, [*counts, literal_column("1")], *where, col(owner).in_(MERGED))
    rows = _run(session, union_all(kept, gone))
    off = {row[: len(by)]: row[len(by) : -1] for row in rows if row[-1]}
    return [row for row in (_less(row, off, len(by)) for row in rows if not row[-1]) if row[len(by)]]


def _less(row: tuple[Any, ...], off: dict[Any, tuple[int, ...]], keys: int) -> tuple[Any, ...]:
    gone = off.get(row[:keys]) if off else None
    if gone is None:
        return row[:-1]
    return (*row[:keys], *(count - less for count, less in zip(row[keys:-1], gone, strict=True)))


def _run(session: Session, query: Any) -> Rows:
    return [tuple(row) for row in session.connection().execute(query)]


def _grouped(by: Sequence[Any], counts: Sequence[Any], *conditions: ColumnElement[bool]) -> Any:
    query: Any = select(*by, func.count(), *counts)  # type: ignore[call-overload]
    return query.where(*conditions).group_by(*by)
