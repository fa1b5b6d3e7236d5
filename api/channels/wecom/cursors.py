"""How far an account has been read, and whose turn it is: of several processes one reads at a time.

A page's messages and the cursor behind it are one commit: a process that dies leaves both or neither.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from api.channels.once import insert_once
from api.channels.wecom.models import KfCursor
from api.clock import aware, utc_now

LEASE = timedelta(seconds=30)  # a page is asked for within 13 s, and kept in much less
TOKEN_VALID = timedelta(minutes=9)  # the platform says ten


class LeaseLostError(Exception):
    """Somebody else reads by now; what this one has fetched he fetches too."""


@dataclass(frozen=True)
class Turn:
    """The right to read an account.

    :param wanted: Up to which callback it is read.
    """

    open_kfid: str
    cursor: str
    token: str
    wanted: int
    lease: str


def want(session: Session, open_kfid: str, token: str) -> None:
    """Note that there is something to read."""
    insert_once(session, KfCursor(open_kfid=open_kfid))
    row = session.exec(select(KfCursor).where(KfCursor.open_kfid == open_kfid).with_for_update()).one()
    row.token, row.token_at, row.wanted = token, utc_now(), row.wanted + 1
    session.add(row)


def take(session: Session, open_kfid: str) -> Turn | None:
    """Become the one who reads; None if somebody does, or nothing is wanted."""
    row = session.exec(select(KfCursor).where(KfCursor.open_kfid == open_kfid).with_for_update()).first()
    now = utc_now()
    if row is None or row.synced >= row.wanted or (row.lease_until is not None and aware(row.lease_until) > now):
        return None
    row.lease, row.lease_until = secrets.token_hex(8), now + LEASE
    session.add(row)
    is_fresh = row.token_at is not None and now - aware(row.token_at) < TOKEN_VALID
    return Turn(open_kfid, row.cursor, row.token if is_fresh else "", row.wanted, row.lease)


def moved(session: Session, turn: Turn, cursor: str) -> Turn:
    """Put the cursor behind a page, in the commit that keeps its messages.

    :raises LeaseLostError: If somebody else reads by now.
    """
    row = _held(session, turn)
    row.cursor, row.lease_until = cursor, utc_now() + LEASE
    session.add(row)
    return Turn(turn.open_kfid, cursor, turn.token, turn.wanted, turn.lease)


def finish(session: Session, turn: Turn) -> bool:
    """End one's turn at the end of what there is; tell whether a callback came meanwhile.

    :raises LeaseLostError: If somebody else reads by now.
    """
    row = _held(session, turn)
    row.synced, row.lease_until = turn.wanted, None
    session.add(row)
    return row.wanted > row.synced


def give_up(session: Session, turn: Turn) -> None:
    """End one's turn before the end; it is taken up again."""
    mine = col(KfCursor.open_kfid) == turn.open_kfid, col(KfCursor.lease) == turn.lease
    session.connection().execute(update(KfCursor).where(*mine).values(lease_until=None))


def due(session: Session) -> list[str]:
    """Return the accounts that were not read to the end and that nobody reads."""
    free = or_(col(KfCursor.lease_until).is_(None), col(KfCursor.lease_until) < utc_now())
    return list(session.exec(select(KfCursor.open_kfid).where(col(KfCursor.synced) < col(KfCursor.wanted), free)))


def _held(session: Session, turn: Turn) -> KfCursor:
    row = session.exec(select(KfCursor).where(KfCursor.open_kfid == turn.open_kfid).with_for_update()).one()
    if row.lease != turn.lease:
        raise LeaseLostError(turn.open_kfid)
    return row
