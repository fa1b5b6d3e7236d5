"""A small network of windows with somebody at each of them, for tests of who may see and do what."""

from __future__ import annotations

from sqlmodel import Session

from api.accounts import service as accounts
from api.accounts.models import Role, UserCreate
from api.catalogue.models import Window

HUB, CITY, COUNTY, SISTER, OTHER_CITY = "W-430000", "W-430100", "W-430112", "W-430121", "W-430200"
PARK, TRADE = "P-park", "I-trade"
WINDOWS = (
    (HUB, "hub", None, "430000", ()),
    (CITY, "city", HUB, "430100", ()),
    (COUNTY, "county", CITY, "430112", ()),
    (SISTER, "county", CITY, "430121", ()),
    (OTHER_CITY, "city", HUB, "430200", ()),
    (PARK, "park", CITY, "430104", ("35",)),
    (TRADE, "industry", HUB, None, ("35",)),
)
AGENTS = {"hub": HUB, "city": CITY, "county": COUNTY, "sister": SISTER, "other": OTHER_CITY}


def fill(session: Session, password: str) -> None:
    """Write the windows and an agent of each; ``of-bank`` and ``of-nobody`` work for institutions."""
    for key, level, parent, region, sectors in WINDOWS:
        session.add(
            Window(key=key, name=f"{key}窗口", level=level, parent=parent, region=region, sectors=list(sectors))
        )
    for name, window in AGENTS.items():
        user = UserCreate(username=f"at-{name}", role=Role.AGENT, window=window, password=password)
        accounts.create(session, user, "tests")


def institution_user(session: Session, name: str, institution: str | None, password: str) -> None:
    """Write somebody who works for an institution."""
    user = UserCreate(username=name, role=Role.INSTITUTION, institution=institution, password=password)
    accounts.create(session, user, "tests")
