"""A tree of windows and people in each of them, as the tests of scope need it."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from api.accounts import service as accounts
from api.accounts import tokens
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Institution, Window

HUB, CITY, COUNTY, OTHER = "W-43", "W-4301", "W-430112", "W-430211"
WINDOWS = (
    (HUB, "省枢纽（样例）", "hub", None, "430000"),
    (CITY, "长沙窗口（样例）", "city", HUB, "430100"),
    (COUNTY, "望城窗口（样例）", "county", CITY, "430112"),
    ("W-4302", "株洲窗口（样例）", "city", HUB, "430200"),
    (OTHER, "天元窗口（样例）", "county", "W-4302", "430211"),
)
AGENTS = {"hub": HUB, "city": CITY, "county": COUNTY, "other": OTHER}
PASSWORD = "a-password-of-the-tests"


def with_windows(service: Any) -> Any:
    """Put the windows and their users into a running service; ``service.user("county")`` then is one of them."""
    with service.session(write=True) as session:
        for key, name, level, parent, region in WINDOWS:
            session.add(
                Window(key=key, name=name, level=level, parent=parent, region=region, sectors=[], categories=[])
            )
        session.flush()
        first, second = institutions(session)
        people = [(name, Role.AGENT, window, None) for name, window in AGENTS.items()]
        people += [("inst", Role.INSTITUTION, None, first), ("other-inst", Role.INSTITUTION, None, second)]
        people += [("keeper", Role.MAINTAINER, COUNTY, None)]
        for name, role, window, institution in people:
            data = UserCreate(
                username=f"at-{name}", role=role, window=window, institution=institution, password=PASSWORD
            )
            accounts.create(session, data, "tests")
            token = tokens.issue(service.state.secret, data.username, 0, 1)
            service.users[name] = {"Authorization": f"Bearer {token}"}
    return service


def institutions(session: Any) -> list[str]:
    """Return the keys of two institutions of the tests' catalogue."""
    return list(session.exec(select(Institution.key).order_by(Institution.key)).all())[:2]
