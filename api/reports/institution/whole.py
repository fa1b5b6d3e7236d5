"""All that is told of one institution, put together of the figures that are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col

from api.catalogue.models import Institution
from api.demands.models import Demand
from api.proportions import Share
from api.reports import counts, satisfaction, suppliers, timeliness
from api.reports.asked import Question
from api.reports.counts import By
from api.reports.fairness import shrunken
from api.reports.institution import handled, known, offers
from api.reports.suppliers import Supplier
from knowledge import assessment


def whole(session: Session, question: Question, institution: Institution, today: date) -> dict[str, Any]:
    """Return one institution for its page; the number of queries does not depend on how much it did.

    What was handed to it and its deadlines count in the period in which they were handed and began, as in the
    comparison of institutions; what was completed and rated in the period in which the demand was recorded.
    """
    key, few = institution.key, replace(question, only=institution.key)
    own = _of(few, key)
    return {
        "period": {"since": question.since.isoformat(), "until": question.until.isoformat()},
        "filters": question.filters,
        "institution": known.told(institution, question.windows),
        "own": question.scope.institution is not None,
        "small_sample": assessment.rules().small_sample,
        "offers": offers.offers(session, few, institution, today),
        "handed": handled.handed(session, few, key),
        "reasons": handled.reasons(session, few, key),
        "now": handled.in_hand(session, few, key),
        "timeliness": timeliness.of_institution(session, few, key),
        "satisfaction": satisfaction.satisfaction(session, own),
        "months": counts.counted(session, own, By.MONTH),
        "categories": counts.counted(session, own, By.CATEGORY),
        "standing": standing(session, question, key),
    }


def _of(question: Question, key: str) -> Question:
    """Return the same question of the demands that an institution has, or had last, alone."""
    only = col(Demand.institution) == key
    filters = {**question.filters, "institution": key}
    return replace(question, own=(*question.own, only), filters=filters, narrowed=True)


def standing(session: Session, question: Question, key: str) -> dict[str, Any] | None:
    """Return how it stands beside the institutions of the comparison, with what all of them come to; four queries.

    None for the institution itself, which does not see the others, and where it had nothing in the period. Those with
    few cases take no place.
    """
    if question.scope.institution is not None:
        return None
    all_ = suppliers.institutions(session, question)
    one = next((one for one in all_ if one.key == key), None)
    if one is None:
        return None
    middle = suppliers.network_mean(all_)
    enough = [other.score(middle) for other in all_ if other.handed >= assessment.rules().small_sample]
    small, score = one.handed < assessment.rules().small_sample, one.score(middle)
    return {
        "small": small,
        "place": None if small else 1 + sum(other > score for other in enough),
        "of": len(enough),
        "score": score,
        "fair_mean": round(shrunken(one.stars, one.rated, middle), 2) if one.rated else None,
        "network_mean": round(middle, 2) if middle else None,
        "its": _shares([one]),
        "all": _shares(all_),
    }


def _shares(of: list[Supplier]) -> dict[str, Any]:
    """Return the shares of one institution, or of all together."""
    kept, handed = sum(one.timed[0] for one in of), sum(one.handed for one in of)
    rated, finished = sum(one.rated for one in of), sum(one.finished for one in of)
    return {
        "returned": Share(sum(one.returned for one in of), handed).public(),
        "in_time": Share(kept, sum(sum(one.timed) for one in of)).public(),
        "response": Share(min(rated, finished), finished).public(),
        "content": Share(sum(one.content.hits for one in of), rated).public(),
    }
