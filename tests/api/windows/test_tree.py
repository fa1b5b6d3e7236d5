"""The way up and down, the nearest window, and the scopes of users; worked by hand on seven windows."""

from __future__ import annotations

import pytest

from api.accounts.models import Role, User
from api.errors import NotFoundError
from api.windows import scope as scopes
from api.windows import tree
from api.windows.scope import Scope
from api.windows.tree import Node, WindowTree
from tests.api.conftest import Service
from tests.api.network import CITY, COUNTY, HUB, OTHER_CITY, PARK, SISTER, TRADE, WINDOWS


def small(**changes: dict[str, object]) -> WindowTree:
    """Return the tests' windows, some of them changed."""
    nodes = []
    for key, level, parent, region, sectors in WINDOWS:
        values = {"categories": (), "is_open": True, "parent": parent} | changes.get(key.replace("-", "_"), {})
        nodes.append(Node(key=key, name=key, level=level, region=region, sectors=sectors, **values))
    return WindowTree(nodes)


def test_up_and_under() -> None:
    windows = small()
    assert [node.key for node in windows.up(COUNTY)] == [COUNTY, CITY, HUB]
    assert windows.under(CITY) == {CITY, COUNTY, SISTER, PARK}
    assert windows.under("nowhere") == {"nowhere"}
    above = windows.above(CITY)
    assert above is not None
    assert above.key == HUB
    assert windows.above(HUB) is None
    with pytest.raises(NotFoundError, match="nowhere"):
        windows.require("nowhere")


def test_a_circle_in_the_data_ends() -> None:
    windows = small(W_430000={"parent": COUNTY})
    assert [node.key for node in windows.up(COUNTY)] == [COUNTY, CITY, HUB]
    assert COUNTY in windows.under(HUB)


@pytest.mark.parametrize(
    ("region", "sector", "nearest"),
    [
        ("430112", None, COUNTY),
        ("430104", "35", PARK),  # no county window, but a park of the trade
        ("430104", "14", CITY),
        ("430100", "35", CITY),
        ("430202", None, OTHER_CITY),
        ("430400", None, HUB),
        ("440100", None, HUB),
        (None, "35", HUB),
        ("999999", None, HUB),
    ],
)
def test_nearest(region: str | None, sector: str | None, nearest: str) -> None:
    found = small().nearest(region, sector, "finance")
    assert found is not None
    assert found.key == nearest


def test_one_that_cannot_take_it_is_passed_over() -> None:
    closed = small(W_430112={"is_open": False}).nearest("430112", None, "finance")
    other = small(W_430112={"categories": ("legal",)}).nearest("430112", None, "finance")
    able = small(W_430112={"categories": ("legal",)}).nearest("430112", None, "legal")
    assert [node.key for node in (closed, other, able) if node] == [CITY, CITY, COUNTY]
    assert [node.key for node in small().of_trade("35", "finance")] == [TRADE]
    assert small().of_trade(None, "finance") == []


@pytest.mark.parametrize(
    ("role", "window", "institution", "scope"),
    [
        (Role.ADMIN, COUNTY, None, Scope(everything=True)),
        (Role.AGENT, None, None, Scope(everything=True)),
        (Role.AGENT, HUB, None, Scope(everything=True, home=HUB)),
        (Role.AGENT, CITY, None, Scope(windows=frozenset({CITY, COUNTY, SISTER, PARK}), home=CITY)),
        (Role.VIEWER, COUNTY, None, Scope(windows=frozenset({COUNTY}), home=COUNTY)),
        (Role.AGENT, "gone", None, Scope(windows=frozenset({"gone"}), home="gone")),
        (Role.INSTITUTION, HUB, "bank", Scope(institution="bank")),
        (Role.INSTITUTION, None, None, Scope(institution="")),
    ],
)
def test_scope(service: Service, role: Role, window: str | None, institution: str | None, scope: Scope) -> None:
    user = User(username="u", password_hash="", role=role, window=window, institution=institution)
    with service.session() as session:
        assert scopes.of(session, user) == scope
        assert set(tree.load(session).nodes) >= {HUB, CITY, COUNTY}


def test_who_stands_above() -> None:
    windows = small()
    city = Scope(windows=windows.under(CITY), home=CITY)
    assert city.is_above(COUNTY, windows)
    assert not city.is_above(CITY, windows)
    assert not city.is_above(OTHER_CITY, windows)
    assert not Scope(windows=frozenset({COUNTY}), home=COUNTY).is_above(CITY, windows)
    assert Scope(everything=True).is_above(HUB, windows)
