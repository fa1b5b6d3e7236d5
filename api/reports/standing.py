"""双十佳 candidates and warnings before somebody has to leave, each with cases that show why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, union_all
from sqlmodel import Session, col, select

from api.demands import cells
from api.demands.cells import Kept
from api.demands.models import Demand
from api.demands.work_models import Deadline
from api.proportions import Share
from api.reports import names
from api.reports.asked import Question
from api.reports.fairness import median, shrunken
from api.reports.offices import Office, offices
from api.reports.suppliers import Supplier, institutions, network_mean, sent_cases, services, told
from knowledge import assessment

SAMPLES = 5


def awards(session: Session, question: Question) -> dict[str, Any]:
    """Return the candidates for the ten best institutions and services, with numbers of cases to look into.

    Candidates finished enough and were scored often enough (``assessment.yml``); they are ordered by score, services by
    the mean of their scores drawn towards the network's. The choice among them is for people.
    """
    rule = assessment.rules().award
    known, offered = institutions(session, question), services(session, question)
    middle = network_mean(known)
    able = [one for one in known if one.finished >= rule.finished and one.rated >= rule.scores]
    best = sorted(able, key=lambda one: (-one.score(middle), one.key))[: rule.how_many]
    mean = network_mean(offered)
    fit = [one for one in offered if one.finished >= rule.finished and one.rated >= rule.scores]
    first = sorted(fit, key=lambda one: (-shrunken(one.stars, one.rated, mean), -one.finished, one.key))
    seen = _samples(session, question, col(Demand.institution), [one.key for one in best], _finished())
    return {
        "rule": {
            "finished": rule.finished,
            "scores": rule.scores,
            "eligible": len(able),
            "eligible_services": len(fit),
        },
        "institutions": [{**told(question, one, middle), "samples": seen[one.key]} for one in best],
        "services": [_service(question, one, mean) for one in first[: rule.how_many]],
    }


def _service(question: Question, one: Supplier, middle: float) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "provider": one.provider,
        "finished": one.finished,
        "rated": one.rated,
        "mean": round(one.stars / one.rated, 2),
        "fair_mean": round(shrunken(one.stars, one.rated, middle), 2),
        "content": one.content.public(),
        "cases": question.cases(item=one.key, institution=one.home, reached=["completed"]),
        "rated_cases": question.cases(item=one.key, institution=one.home, reached=["completed", "rated"]),
    }


def warnings(session: Session, question: Question) -> dict[str, Any]:
    """Return windows and institutions that are worse than the lines of ``assessment.yml`` beyond chance."""
    windows, suppliers = offices(session, question), institutions(session, question)
    warned = {office.key: _of_window(question, office, windows) for office in windows}
    of_suppliers = {one.key: _of_supplier(question, one) for one in suppliers}
    found_windows = [office for office in windows if warned[office.key]]
    found_suppliers = [one for one in suppliers if of_suppliers[one.key]]
    bad = (col(Demand.returns) > 0) | (col(Demand.rating) <= 2) | _late()
    by_window = _samples(session, question, col(Demand.window), [one.key for one in found_windows], bad)
    by_supplier = _samples(session, question, col(Demand.institution), [one.key for one in found_suppliers], bad)
    return {
        "windows": [
            {
                "key": one.key,
                "name": one.node.name if one.node else one.key,
                "demands": one.demands,
                "warnings": warned[one.key],
                "samples": by_window[one.key],
            }
            for one in found_windows
        ],
        "institutions": [
            {
                "key": one.key,
                "name": one.name,
                "handed": one.handed,
                "warnings": of_suppliers[one.key],
                "samples": by_supplier[one.key],
            }
            for one in found_suppliers
        ],
        "unjudged": sum(one.handed < assessment.rules().small_sample for one in suppliers),
    }


def _of_window(question: Question, office: Office, all_offices: Iterable[Office]) -> list[dict[str, Any]]:
    if office.node is None:
        return []
    warn = assessment.rules().warn
    late = Share(office.timed[1], sum(office.timed))
    cases = question.stage_cases(kept=Kept.MISSED.value, stage_window=office.key)
    found = _beyond("late", "本窗口环节超时", late, warn.late, cases)
    peers = median(one.demands for one in all_offices if one.node and one.node.level == office.node.level)
    if peers >= assessment.rules().small_sample and office.demands < warn.quiet * peers:
        line = f"活跃度低：本期 {office.demands} 件，同级（{names.LEVELS[office.node.level]}）窗口中位数 {peers:.0f} 件"
        found.append({"kind": "quiet", "line": line, "share": None, "cases": question.cases(at_window=office.key)})
    return found


def _of_supplier(question: Question, one: Supplier) -> list[dict[str, Any]]:
    warn = assessment.rules().warn
    back = {**sent_cases(question, one), "sent_back": True}
    late = question.stage_cases(kept=Kept.MISSED.value, stage_institution=one.key)
    low = question.cases(institution=one.key, rating=[1, 2])
    return [
        *_beyond("returned", "退单多", Share(one.returned, one.handed), warn.returned, back),
        *_beyond("late", "超时多", Share(one.timed[1], sum(one.timed)), warn.late, late),
        *_beyond("unhappy", "低分多", one.unhappy, warn.unhappy, low),
    ]


def _beyond(kind: str, name: str, share: Share, line: float, cases: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a warning if the true share lies above the line with 95 % certainty and the cases are not too few."""
    low, _ = share.bounds
    if share.of < assessment.rules().small_sample or low <= line:
        return []
    text = f"{name}：{share.of} 次中 {share.hits} 次（{share.hits / share.of:.0%}），警戒线 {line:.0%}"
    return [{"kind": kind, "line": text, "share": share.public(), "cases": cases}]


def _finished() -> ColumnElement[bool]:
    return col(Demand.completed_at).is_not(None) & col(Demand.rating).is_not(None)


def _late() -> ColumnElement[bool]:
    """Return the condition that a deadline was missed, asked of each demand by itself: few are looked at."""
    return exists().where(col(Deadline.demand_id) == col(Demand.id), cells.missed())


def _samples(
    session: Session, question: Question, column: Any, keys: list[str], such: ColumnElement[bool]
) -> dict[str, list[str]]:
    """Return the newest cases of each key that show what it is about, so that people can look into them; one query.

    Each key's newest are found from its own index and looked at one by one, as only a few are wanted.
    """
    found: dict[str, list[str]] = defaultdict(list)
    if not keys:
        return found
    newest = [
        select(literal(key).label("key"), col(Demand.id).label("id"), Demand.case_no)
        .where(*question.demands(one_by_one=True), column == key, such)
        .order_by(col(Demand.id).desc())
        .limit(SAMPLES)
        .subquery()
        for key in keys
    ]
    rows = union_all(*(select(each.c.key, each.c.id, each.c.case_no) for each in newest)).subquery()
    for key, case_no in session.exec(select(rows.c.key, rows.c.case_no).order_by(rows.c.key, rows.c.id.desc())):
        found[key].append(case_no)
    return found
