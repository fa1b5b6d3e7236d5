"""Many visitors behind one address are counted apart; one of them, and a flood, is not let on for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.limiter import Allowance
from api.public import visitors
from api.public.visitors import COOKIE, Bounds

PAGE = "/catalogue/service/F-loan"
Look = Callable[..., int]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Bounds:
    """Let three, six and nine looks stand for the bounds of a visitor, the nameless and an address."""
    bounds = Bounds(*(Allowance(f"few-{n}", f"{n}/minute") for n in (3, 6, 9)))
    monkeypatch.setattr(visitors.count, "__defaults__", (bounds,))
    return bounds


@pytest.fixture
def look(visitor: TestClient) -> Look:
    """Look at a page with the cookie that is given, or without one."""

    def look(cookie: str = "", path: str = PAGE) -> int:
        visitor.cookies.clear()
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        return int(visitor.get(path, headers=headers).status_code)

    return look


def named(visitor: TestClient) -> str:
    """Return the name that a first look is given."""
    visitor.cookies.clear()
    answer = visitor.get(PAGE)
    assert answer.status_code == 200
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=lax" in told
    return str(visitor.cookies[COOKIE])


def test_neighbours_behind_one_address_do_not_use_up_each_others_looks(
    few: Bounds, visitor: TestClient, look: Look
) -> None:
    one, other = named(visitor), named(visitor)
    assert [look(one) for _ in range(3)] == [200, 200, 429]
    assert [look(other) for _ in range(2)] == [200, 200]


def test_an_address_is_bounded_whatever_names_it_shows(few: Bounds, visitor: TestClient, look: Look) -> None:
    names = [named(visitor) for _ in range(4)]
    assert [look(name) for name in names for _ in range(2)] == [200] * 5 + [429] * 3


def test_who_shows_no_name_or_one_of_his_own_is_nameless(few: Bounds, visitor: TestClient, look: Look) -> None:
    one = named(visitor)
    forged = ["0" * 32, f"{'0' * 32}.{'0' * 32}", one[:-1], "x", f"{one}.x"]
    assert [look(name) for name in forged] == [200] * 5
    assert look() == 429
    assert look(one) == 200  # who has a name is not held up by them


def test_the_bounds_of_the_service(visitor: TestClient, look: Look) -> None:
    one = named(visitor)
    assert [look(one) for _ in range(120)] == [200] * 119 + [429]
    other = named(visitor)
    search = "/catalogue?q=贷款"
    assert [look(other, search) for _ in range(31)] == [200] * 30 + [429]
    assert look(other) == 200  # leafing is counted apart


def test_a_name_is_not_changed_while_it_is_good(visitor: TestClient) -> None:
    one = named(visitor)
    again = visitor.get(PAGE, headers={"Cookie": f"{COOKIE}={one}"})
    assert "set-cookie" not in again.headers
