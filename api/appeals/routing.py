"""Which window has an appeal in hand, and which may see it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, select

from api.accounts.actors import SYSTEM
from api.accounts.models import User
from api.appeals import handling
from api.appeals.models import Appeal, AppealAction, AppealWindow
from api.errors import ConflictError, NotAllowedError, NotFoundError
from api.windows import scope as scopes
from api.windows import tree
from api.windows.scope import Scope


def route(session: Session, appeal: Appeal, home: str | None = None) -> None:
    """Give a new appeal to the nearest window.

    :param home: The window that recorded it: it may see the appeal from now on, and keeps it where no place is known.
    """
    windows = tree.load(session)
    own = windows.get(home)
    if own is not None:
        let_see(session, appeal, own.key)
    stays = own is not None and appeal.region is None and own.can_take(None)
    node = own if stays else windows.nearest(appeal.region, None, None)
    if node is not None:
        give(session, appeal, node.key)
        handling.record(session, appeal, AppealAction.ROUTE, SYSTEM, "", node.key)


def give(session: Session, appeal: Appeal, window: str) -> None:
    """Put an appeal into the hands of a window; those that had it before go on seeing it."""
    handling.change(session, appeal, window=window)
    let_see(session, appeal, window)


def let_see(session: Session, appeal: Appeal, window: str) -> None:
    """Let a window see an appeal from now on."""
    if session.get(AppealWindow, (appeal.id, window)) is None:
        session.add(AppealWindow(appeal_id=appeal.id or 0, window=window))
        session.flush()


def visible(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on appeals that a scope sets; institutions see none, for some are about them."""
    if scope.everything:
        return true()
    if scope.institution is not None or not scope.windows:
        return false()
    return col(Appeal.id).in_(select(AppealWindow.appeal_id).where(col(AppealWindow.window).in_(scope.windows)))


def require(session: Session, case_no: str, scope: Scope) -> Appeal:
    """Return the appeal of this number to somebody who may see it.

    :raises NotFoundError: If there is none, or not for this scope: which of the two is not told.
    """
    appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no, visible(scope))).first()
    if appeal is None:
        raise NotFoundError(f"没有编号为 {case_no[:32]} 的诉求，或者不在您的范围内。")
    return appeal


def in_hand(session: Session, case_no: str, user: User, version: int | None = None) -> Appeal:
    """Return an appeal to a user who may act on it: of the window that has it, or of one above.

    :param version: What the user has seen of it; None takes it as it is.
    :raises NotFoundError: If it is out of the user's scope.
    :raises NotAllowedError: If it may be seen only, because it has gone elsewhere.
    :raises ConflictError: If somebody has worked on it since.
    """
    scope = scopes.of(session, user)
    appeal = require(session, case_no, scope)
    if not scope.has(appeal.window):
        raise NotAllowedError(f"诉求 {case_no} 现在不在您这里办理，只能查看。")
    if version is not None and version != appeal.version:
        raise ConflictError(f"诉求 {case_no} 刚被别人处理过，请刷新再看。")
    return appeal
