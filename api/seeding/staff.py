"""Sample users: an agent for each window, a user for each institution, one who reads the figures."""

from __future__ import annotations

from sqlmodel import Session, col, select

from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Institution, Window
from api.seeding.world import HUB, PREFIX


def create(session: Session, password: str) -> int:
    """Create those that are not there yet, all with one password; return how many."""
    windows = session.exec(select(Window.key).order_by(col(Window.key))).all()
    institutions = session.exec(select(Institution.key).order_by(col(Institution.key))).all()
    wanted = [
        *((key, Role.AGENT, key, None) for key in windows),
        *((key, Role.INSTITUTION, None, key) for key in institutions),
        (HUB, Role.AGENT, None, None),
        ("viewer", Role.VIEWER, None, None),
    ]
    return sum(_create(session, password, *one) for one in wanted)


def _create(session: Session, password: str, key: str, role: Role, window: str | None, institution: str | None) -> bool:
    name = f"{PREFIX}{key}"[:64]
    if accounts.get(session, name) is not None:
        return False
    data = UserCreate(username=name, role=role, window=window, institution=institution, password=password)
    accounts.create(session, data, "seed")
    return True
