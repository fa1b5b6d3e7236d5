"""What happens to a demand after it was recorded, from inside the conversation: rejection."""

from __future__ import annotations

from sqlmodel import Session

from api.accounts.actors import ENTERPRISE
from api.demands import choose, lifecycle, narrow, submit
from api.demands.models import Demand, DemandStatus
from api.matches.models import Verdict


def reject(session: Session, demand: Demand) -> None:
    """Keep the demand open for the window after nothing shown was wanted."""
    narrow.pass_over(session, demand, submit.newest_match(session, demand), Verdict.REJECTED)
    if demand.status is DemandStatus.MATCHED and not choose.chosen(session, demand):
        lifecycle.move(session, demand, DemandStatus.NO_MATCH, ENTERPRISE, "推荐的都不要")
