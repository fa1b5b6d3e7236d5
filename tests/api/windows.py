"""A tree of windows and people in each of them, as the tests of scope need it."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Institution, Window
from tests.api import network

HUB, CITY, COUNTY = network.HUB, network.CITY, network.COUNTY
OTHER = "W-430211"  # a county of another city
AGENTS = {"hub": HUB, "city": CITY, "county": COUNTY, "other": OTHER}
PASSWORD = "a-password-of-the-tests"
KNOWN = {"hub": "at-hub", "city": "at-city", "county": "at-county", "inst": "of-bank", "other-inst": "of-other"}
FRESH = {"other": ("at-other-county", Role.AGENT, OTHER), "keeper": ("at-keeper", Role.MAINTAINER, COUNTY)}


def with_windows(service: Any) -> Any:
    """Add a county of another city to the tests' network; ``service.user("county")`` then is somebody at a window."""
    with service.session(write=True) as session:
        session.add(
            Window(key=OTHER, name="天元窗口（样例）", level="county", parent=network.OTHER_CITY, region="430211")
        )
        for username, role, window in FRESH.values():
            accounts.create(
                session, UserCreate(username=username, role=role, window=window, password=PASSWORD), "tests"
            )
    names = KNOWN | {name: username for name, (username, _, _) in FRESH.items()}
    service.users.update({name: service.as_user(username) for name, username in names.items()})
    return service


def institutions(session: Any) -> list[str]:
    """Return the keys of two institutions of the tests' catalogue."""
    return list(session.exec(select(Institution.key).order_by(Institution.key)).all())[:2]
