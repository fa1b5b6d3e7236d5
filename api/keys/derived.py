"""Digests that come from the key in force without standing beside what they are of: renewed after the values.

Until then rows are found under every key known; afterwards the earlier key may go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from api.channels.wechat import followers
from api.channels.wechat.models import Follower, Inbound, Sending
from api.channels.wecom import guests
from api.channels.wecom.models import Guest, KfInbound, KfSending
from api.database import Database
from api.demands import searching
from api.demands.models import Demand
from api.followups.sms import bounces
from api.followups.sms.models import SmsBounce

BATCH = 200
Report = Callable[[str, int, int], None]  # what, rows done, rows in all


def renew(database: Database, report: Report) -> int:
    """Renew search terms, keys of persons on channels and bounced numbers; return how many rows needed it.

    It may be begun again.
    """
    return sum(
        (
            _each(database, Demand, _terms, report),
            _each(database, Follower, _follower, report),
            _each(database, Guest, _guest, report),
            _each(database, Demand, _bounce, report) if _any_bounced(database) else 0,
        )
    )


def _each(database: Database, table: Any, step: Callable[[Session, Any], bool], report: Report) -> int:
    """Take a step with every row, a batch a commit."""
    with database.session(write=False) as session:
        ids: Sequence[int] = session.exec(select(table.id).order_by(table.id)).all()
    changed = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with database.session() as session:
            rows = session.exec(select(table).where(table.id.in_(batch)).with_for_update()).all()
            changed += sum(step(session, row) for row in rows)
        report(f"{table.__tablename__} (digests)", start + len(batch), len(ids))
    return changed


def _terms(session: Session, demand: Demand) -> bool:
    if not searching.is_outdated(session, demand):
        return False
    searching.keep(session, demand)
    return True


def _any_bounced(database: Database) -> bool:
    with database.session(write=False) as session:
        return session.exec(select(SmsBounce.id).limit(1)).first() is not None


def _bounce(session: Session, demand: Demand) -> bool:
    return bounces.renew(session, demand)


def _follower(session: Session, follower: Follower) -> bool:
    return _person(session, follower, followers.key_of(follower.openid), "follower_key", (Inbound, Sending))


def _guest(session: Session, guest: Guest) -> bool:
    key = guests.key_of(guest.open_kfid, guest.external_userid)
    return _person(session, guest, key, "guest_key", (KfInbound, KfSending))


def _person(session: Session, row: Any, key: str, column: str, tables: tuple[type[SQLModel], ...]) -> bool:
    """Give a person and all that came from or went to him another key."""
    if row.key == key:
        return False
    for table in tables:
        mine = col(getattr(table, column)) == row.key
        session.connection().execute(update(table).where(mine).values({column: key}))
    row.key = key
    session.add(row)
    session.flush()
    return True
