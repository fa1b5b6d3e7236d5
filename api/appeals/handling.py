"""The states of an appeal and the audited steps between them."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session

from api.appeals.models import Appeal, AppealStatus, AppealStep
from api.clock import utc_now
from api.errors import ConflictError, InvalidInputError
from knowledge import statuses

S = AppealStatus
ALLOWED: dict[AppealStatus, tuple[AppealStatus, ...]] = {
    S.SUBMITTED: (S.ASSIGNED, S.WITHDRAWN),
    S.ASSIGNED: (S.ANSWERED, S.ASSIGNED, S.WITHDRAWN),
    S.ANSWERED: (S.CLOSED, S.ASSIGNED),
    S.CLOSED: (S.ASSIGNED,),
    S.WITHDRAWN: (),
}
NOTE_NEEDED = (S.ASSIGNED, S.ANSWERED, S.WITHDRAWN)  # the unit, the answer, the reason


def move(session: Session, appeal: Appeal, to: AppealStatus, actor: str, note: str = "") -> Appeal:
    """Take an appeal to another status; of two at once exactly one succeeds.

    :param note: The unit when it is assigned, the answer when it is answered, else the reason.
    :raises ConflictError: If the step is not allowed from here, or somebody else was faster.
    :raises InvalidInputError: If the step needs words and none are given.
    """
    was = appeal.status
    if to not in ALLOWED[was]:
        raise ConflictError(f"诉求 {appeal.case_no} 现在是“{label(was)}”，不能变为“{label(to)}”。")
    if to in NOTE_NEEDED and not note.strip():
        raise InvalidInputError(f"变为“{label(to)}”要写明承办单位、答复或原因。")
    values: dict[str, object] = {"status": to, "updated_at": utc_now()}
    if to is S.ASSIGNED:
        values["unit"] = note.strip()[:200]
    if to is S.ANSWERED:
        values["result"] = note.strip()
    changed = session.connection().execute(
        update(Appeal).where(Appeal.id == appeal.id, Appeal.status == was).values(**values)  # type: ignore[arg-type]
    )
    if changed.rowcount != 1:
        raise ConflictError(f"诉求 {appeal.case_no} 刚被别人处理过，请刷新再看。")
    session.add(AppealStep(appeal_id=appeal.id or 0, from_status=was, to_status=to, actor=actor, note=note))
    session.flush()
    session.refresh(appeal)
    return appeal


def label(status: AppealStatus) -> str:
    """Return how a status is told to people."""
    return statuses.label("appeal", status.value)
