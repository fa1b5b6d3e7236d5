"""What was rated low is taken up again, once there was time to put a slip of the finger right."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from api.accounts.actors import SYSTEM
from api.appeals import handling as appeal_handling
from api.appeals.models import Appeal, AppealStatus
from api.clock import utc_now
from api.demands import lifecycle
from api.demands.models import Demand, DemandStatus
from api.ratings import keeping
from api.ratings.models import Rating

# A score is often put right in the next sentence (按错了，五星); a case that is opened again takes none.
GRACE = timedelta(minutes=10)
MOST = 200  # in one commit, so that nobody waits long for the write lock


def sweep(session: Session) -> int:
    """Open again what was rated low and stands so; return how many. A second sweep finds nothing."""
    now = utc_now()
    query = select(Rating).where(
        Rating.score <= keeping.LOW, col(Rating.reopened_at).is_(None), col(Rating.updated_at) <= now - GRACE
    )
    ratings = session.exec(query.order_by(col(Rating.updated_at)).limit(MOST).with_for_update()).all()
    for rating in ratings:
        rating.reopened_at = now
        session.add(rating)
        _reopen(session, rating)
    session.flush()
    return len(ratings)


def _reopen(session: Session, rating: Rating) -> None:
    """Open the case again, unless somebody already has."""
    reason = f"评价 {rating.score} 分" + (f"：{rating.remark}" if rating.remark else "")
    demand = session.exec(select(Demand).where(Demand.case_no == rating.case_no)).first()
    if demand is not None and demand.status in (DemandStatus.RATED, DemandStatus.CLOSED):
        lifecycle.move(session, demand, DemandStatus.REOPENED, SYSTEM, reason)
    appeal = session.exec(select(Appeal).where(Appeal.case_no == rating.case_no)).first()
    if appeal is not None and appeal.status in (AppealStatus.ANSWERED, AppealStatus.CLOSED):
        appeal_handling.move(session, appeal, AppealStatus.REOPENED, SYSTEM, reason)
