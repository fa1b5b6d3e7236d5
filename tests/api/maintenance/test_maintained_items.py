"""Leafing as a maintainer: words, states and pages; what is over and what is missing is marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.catalogue import service as catalogue
from knowledge.catalogue import parse_offer
from tests.api.conftest import BACKENDS, Service

URL = "/api/v1/maintenance/items"
FIVE = {
    "functions": "代办",
    "process": ["受理", "办结"],
    "standard": "一次办好",
    "fee": {"model": "fixed", "min_cny": 1, "max_cny": 1, "text": "一元"},
    "time_limit": {"text": "三天"},
}


def put(service: Service, key: str, kind: str = "service", **values: Any) -> None:
    """Put an entry into the catalogue."""
    raw = {"id": key, "kind": kind, "name": f"样例{key}", "provider": "湘江农商银行", "text": "样例", **values}
    with service.session(write=True) as session:
        catalogue.upsert(session, [parse_offer(raw)])


def ask(service: Service, **params: Any) -> tuple[list[dict[str, Any]], int]:
    """Return a page and the total."""
    answer = service.client.get(URL, params=params, headers=service.user("maintainer"))
    assert answer.status_code == 200, answer.text
    return answer.json(), int(answer.headers["x-total-count"])


def keys(service: Service, **params: Any) -> list[str]:
    """Return the keys of a page."""
    return [row["id"] for row in ask(service, limit=100, **params)[0]]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_states(alone: Service) -> None:
    put(alone, "Z-over", valid_until="2026-11-22", **FIVE)
    put(alone, "Z-last-day", valid_from="2026-11-23", valid_until="2026-11-23", **FIVE)
    put(alone, "Z-to-come", valid_from="2026-11-24", **FIVE)
    put(alone, "Z-half", **{**FIVE, "fee": {"model": "fixed", "min_cny": 1, "max_cny": 1}})
    of_state = {
        state: keys(alone, state=state, search="Z-") for state in ("valid", "expired", "upcoming", "incomplete")
    }
    assert of_state == {
        "valid": ["Z-half", "Z-last-day"],
        "expired": ["Z-over"],
        "upcoming": ["Z-to-come"],
        "incomplete": ["Z-half"],
    }
    rows = {row["id"]: row for row in ask(alone, search="Z-")[0]}
    assert rows["Z-half"]["missing"] == ["收费标准"]
    assert (rows["Z-over"]["state"], rows["Z-over"]["state_label"]) == ("expired", "已到期")
    assert rows["Z-last-day"]["missing"] == []


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_filter_for_missing_facts_finds_what_the_marks_say(alone: Service) -> None:
    put(alone, "Z-full", **FIVE)
    rows, _ = ask(alone, limit=100)
    assert keys(alone, state="incomplete") == [row["id"] for row in rows if row["missing"]]
    assert "Z-full" not in keys(alone, state="incomplete")
    assert keys(alone, kind="faq", state="incomplete") == []


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_institutions_of_a_mere_name(alone: Service) -> None:
    put(alone, "Z-new", provider="没听说过的中心（样例）")
    rows, total = ask(alone, kind="institution", state="named", search="没听说过")
    assert (total, rows[0]["name"], rows[0]["is_named"]) == (1, "没听说过的中心（样例）", True)
    assert keys(alone, kind="service", state="named") == []


def test_search_and_pages(service: Service) -> None:
    everything = keys(service)
    assert everything == sorted(everything)
    first, total = ask(service, limit=2)
    assert ([row["id"] for row in first], total) == (everything[:2], len(everything))
    assert [row["id"] for row in ask(service, limit=2, offset=2)[0]] == everything[2:4]
    assert ask(service, offset=1000) == ([], total)
    assert keys(service, search="质押") == ["F-loan"]
    assert keys(service, search="f-loan") == ["F-loan"]
    assert "F-loan" in keys(service, search=" 湘江农商 ")
    assert keys(service, search="%") == keys(service, search="_") == []
    row = ask(service, search="F-loan")[0][0]
    assert (row["category"], row["regions"], row["provider"]) == ("投融资", "湖南省长沙市", "湘江农商银行")


@pytest.mark.parametrize(
    "params", [{"kind": "planet"}, {"state": "odd"}, {"limit": 0}, {"offset": -1}, {"search": "长" * 101}]
)
def test_what_cannot_be_asked(service: Service, params: dict[str, Any]) -> None:
    answer = service.client.get(URL, params=params, headers=service.user("reviewer"))
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "detail"}


def test_many_regions_are_counted(alone: Service) -> None:
    put(alone, "Z-wide", region_served=["430100", "430200", "430300"], valid_until=date(2027, 1, 1).isoformat())
    row = ask(alone, search="Z-wide")[0][0]
    assert (row["regions"], row["valid_until"]) == ("湖南省长沙市、湖南省株洲市 等 3 处", "2027-01-01")
