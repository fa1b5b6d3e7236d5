"""An appeal goes to another window, upward, or is urged from above (督办)."""

from __future__ import annotations

from sqlmodel import Session

from api.accounts.actors import Actor
from api.appeals import handling, routing
from api.appeals.models import Appeal, AppealAction, AppealStatus
from api.clock import utc_now
from api.errors import ConflictError, InvalidInputError
from api.outbox import service as outbox
from api.windows import tree

S = AppealStatus
OVER = (S.CLOSED, S.WITHDRAWN)
SUPERVISED = "appeal.supervised"


def transfer(session: Session, appeal: Appeal, actor: Actor, window: str, reason: str) -> Appeal:
    """Give an appeal to another window.

    :raises NotFoundError: If there is no such window.
    :raises ConflictError: If the window has it already or takes none, or the appeal is over.
    :raises InvalidInputError: Without a reason.
    """
    _check(appeal, reason, "移交要写明原因。")
    node = tree.load(session).require(window)
    if node.key == appeal.window:
        raise ConflictError(f"诉求 {appeal.case_no} 已经在{node.name}。")
    if not node.is_open:
        raise ConflictError(f"{node.name}现在不接件，请换一个窗口。")
    routing.give(session, appeal, node.key)
    handling.record(session, appeal, AppealAction.TRANSFER, actor, reason, node.key)
    return appeal


def escalate(session: Session, appeal: Appeal, actor: Actor, reason: str) -> Appeal:
    """Give an appeal to the next window above; one that is at the hub is marked as urged."""
    _check(appeal, reason, "上报要写明原因。")
    above = tree.load(session).above(appeal.window)
    if above is None:
        return supervise(session, appeal, actor, reason)
    routing.give(session, appeal, above.key)
    handling.record(session, appeal, AppealAction.ESCALATE, actor, reason, above.key)
    return appeal


def supervise(session: Session, appeal: Appeal, actor: Actor, reason: str) -> Appeal:
    """Urge whoever has an appeal in hand; the window above may see it from now on."""
    _check(appeal, reason, "督办要写明要求。")
    above = tree.load(session).above(appeal.window)
    if above is not None:
        routing.let_see(session, appeal, above.key)
    handling.change(session, appeal, supervised_at=utc_now())
    row = handling.record(session, appeal, AppealAction.SUPERVISE, actor, reason, appeal.window or "")
    payload = {"case_no": appeal.case_no, "window": appeal.window, "step_id": row.id}
    outbox.put(session, SUPERVISED, payload, key=f"appeal-supervised:{row.id}")
    return appeal


def _check(appeal: Appeal, reason: str, sentence: str) -> None:
    if appeal.status in OVER:
        raise ConflictError(f"诉求 {appeal.case_no} 是“{handling.label(appeal.status)}”，不再办理。")
    if not reason.strip():
        raise InvalidInputError(sentence)
