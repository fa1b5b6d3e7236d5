"""What an institution offers, and how often enterprises chose it of what was recommended to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import false
from sqlmodel import Session, col, func, select

from api.catalogue import offered
from api.catalogue.models import Expert, Institution, Service
from api.demands import cells
from api.demands.models import Choice, Demand
from api.reports import names
from api.reports.asked import Question

MOST = 50  # of a kind that are listed; the total stands beside them
Picked = dict[str, tuple[int, int]]  # chosen and finished, by item


@dataclass(frozen=True)
class _Row:
    key: str
    name: str
    category: str | None
    valid_from: date | None
    valid_until: date | None


def offers(session: Session, question: Question, institution: Institution, today: date) -> dict[str, Any]:
    """Return services and experts that have not ended, the most chosen first, with their public sheets; three queries.

    Choices are of demands recorded in the period. How often something was only shown is not counted: the ledger keeps
    that in the row of each match, and no index leads from an offer to it.
    """
    picked, chosen = _picked(session, question, institution.key)
    itself = _Row(
        institution.key, institution.name, institution.category, institution.valid_from, institution.valid_until
    )
    return {
        "itself": _told(question, institution.key, "institution", itself, picked, today),
        "services": _of(session, question, institution, Service, picked, today),
        "experts": _of(session, question, institution, Expert, picked, today),
        "chosen": chosen,
        "chosen_cases": question.cases(chosen_of=institution.key),
    }


def _picked(session: Session, question: Question, key: str) -> tuple[Picked, int]:
    """Return how often each was chosen and finished by the institution itself, and by how many demands in all."""
    done = col(Demand.completed_at).is_not(None) & (col(Demand.institution) == key)
    query: Any = select(Choice.item_id, Choice.demand_id, func.coalesce(done, false()))
    query = query.join(Demand, col(Demand.id) == Choice.demand_id)
    rows = session.execute(query.where(cells.of_institution(key), *question.demands(one_by_one=True))).all()
    chosen, finished = Counter(item for item, *_ in rows), Counter(item for item, _, is_done in rows if is_done)
    return {item: (count, finished[item]) for item, count in chosen.items()}, len({demand for _, demand, _ in rows})


def _of(
    session: Session, question: Question, institution: Institution, table: Any, picked: Picked, today: date
) -> dict[str, Any]:
    columns = (table.key, table.name, table.category, table.valid_from, table.valid_until)
    query: Any = select(*columns)  # type: ignore[call-overload]
    query = query.where(offered.by(table, institution.key, institution.name))
    rows = [_Row(*row) for row in session.exec(query)]
    held = [row for row in rows if row.valid_until is None or row.valid_until >= today]
    held.sort(key=lambda row: (-picked.get(row.key, (0, 0))[0], row.key))
    kind = "service" if table is Service else "expert"
    return {
        "total": len(held),
        "over": len(rows) - len(held),
        "listed": [_told(question, institution.key, kind, row, picked, today) for row in held[:MOST]],
    }


def _told(question: Question, institution: str, kind: str, row: _Row, picked: Picked, today: date) -> dict[str, Any]:
    chosen, finished = picked.get(row.key, (0, 0))
    return {
        "key": row.key,
        "name": row.name,
        "sheet": f"/catalogue/{kind}/{quote(row.key, safe='')}",
        "category_name": names.category(row.category) if row.category else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "to_come": row.valid_from is not None and row.valid_from > today,
        "chosen": chosen,
        "chosen_cases": question.cases(item=row.key),
        "finished": finished,
        "finished_cases": question.cases(item=row.key, institution=institution, reached=["completed"]),
    }
