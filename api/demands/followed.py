"""What happens to a demand after it was recorded, from inside the conversation: progress, rating, rejection."""

from __future__ import annotations

from sqlmodel import Session, select

from api import numbering
from api.demands import choose, lifecycle, narrow, submit
from api.demands.models import Demand, DemandStatus
from api.matches.models import Verdict
from knowledge.reading.scores import read_score

SHOWN_NEED = 20
RATEABLE = (DemandStatus.COMPLETED, DemandStatus.RATED, DemandStatus.CLOSED)


def progress(session: Session, conversation_id: str, text: str) -> list[str]:
    """Return one line a demand of this conversation, or only the one whose number the text names."""
    demands = _of_conversation(session, conversation_id)
    wanted = {number.upper() for number in numbering.CASE_NO.findall(text)}
    if wanted:
        demands = [demand for demand in demands if demand.case_no in wanted]
    return [f"{d.case_no}（{_short(d.need)}）：{lifecycle.label(d.status)}" for d in demands]


def rate(session: Session, conversation_id: str, text: str) -> tuple[Demand | None, int | None]:
    """Keep a score with the newest demand that can be rated; return both, None for what is missing."""
    candidates = [d for d in _of_conversation(session, conversation_id) if d.status in RATEABLE]
    if not candidates:
        return None, None
    demand, score = candidates[-1], read_score(text)
    if score is not None:
        demand.rating = score
        session.add(demand)
        session.flush()
        if demand.status is DemandStatus.COMPLETED:
            lifecycle.move(session, demand, DemandStatus.RATED, "enterprise")
    return demand, score


def reject(session: Session, demand: Demand) -> None:
    """Keep the demand open for the window after nothing shown was wanted."""
    narrow.pass_over(session, demand, submit.newest_match(session, demand), Verdict.REJECTED)
    if demand.status is DemandStatus.MATCHED and not choose.chosen(session, demand):
        lifecycle.move(session, demand, DemandStatus.NO_MATCH, "enterprise", "推荐的都不要")


def _of_conversation(session: Session, conversation_id: str) -> list[Demand]:
    query = select(Demand).where(Demand.conversation_id == conversation_id).order_by(Demand.id)  # type: ignore[arg-type]
    return list(session.exec(query))


def _short(need: str) -> str:
    return need if len(need) <= SHOWN_NEED else need[:SHOWN_NEED] + "…"
