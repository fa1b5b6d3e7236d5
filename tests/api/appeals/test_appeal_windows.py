"""Appeals go to the nearest window; who sees and who handles them; 移交, 上报, 督办; on every backend."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.appeals.models import Appeal
from tests.api import windows
from tests.api.appeals_parts import submit
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PATH = "/api/v1/appeals"


def post(service: Service, case_no: str, what: str, who: str, **body: Any) -> Any:
    """Post to an appeal as one of the users."""
    return service.client.post(f"{PATH}/{case_no}/{what}", json=body, headers=service.user(who))


def get(service: Service, path: str, who: str) -> Any:
    """Read as one of the users."""
    return service.client.get(f"{PATH}{path}", headers=service.user(who))


def of_county(service: Service) -> str:
    """Return the number of an appeal at the county window."""
    return submit(service, service.open()[0], region="430112")


def test_the_nearest_window_has_it_and_others_do_not_see_it(network: Service) -> None:
    case_no = of_county(network)
    for who in ("county", "city", "hub", "admin"):
        one = get(network, f"/{case_no}", who)
        assert (one.status_code, one.json()["window"]) == (200, windows.COUNTY)
        assert case_no in [row["case_no"] for row in get(network, "?limit=100", who).json()]
    assert [step["to"] for step in get(network, f"/{case_no}", "county").json()["steps"]] == ["assigned", "withdrawn"]
    for path in ("", "/history"):
        shape(get(network, f"/{case_no}{path}", "other"), 404, "NotFoundError")
    assert case_no not in [row["case_no"] for row in get(network, "?limit=100", "other").json()]
    for what, body in (
        ("steps", {"to": "assigned", "note": "税务局"}),
        ("notes", {"text": "备注"}),
        ("reveal", {"purpose": "告知结果"}),
        ("transfer", {"window": windows.CITY, "text": "不归我们"}),
        ("escalation", {"text": "办不了"}),
        ("supervision", {"text": "抓紧"}),
    ):
        shape(post(network, case_no, what, "other", **body), 404, "NotFoundError")
        shape(post(network, case_no, what, "inst", **body), 403, "NotAllowedError")
        shape(post(network, case_no, what, "viewer", **body), 403, "NotAllowedError")
        shape(post(network, case_no, what, "county"), 422, "ValidationError")
        shape(post(network, "SQ1", what, "county", **body), 404, "NotFoundError")


def test_without_a_place_the_hub_has_it(network: Service) -> None:
    case_no = submit(network, network.open()[0], region=None)
    assert get(network, f"/{case_no}", "hub").json()["window"] == windows.HUB
    shape(get(network, f"/{case_no}", "city"), 404, "NotFoundError")


def test_what_went_upward_may_be_seen_only(network: Service) -> None:
    case_no = of_county(network)
    assert post(network, case_no, "escalation", "county", text="超出权限").json()["window"] == windows.CITY
    one = get(network, f"/{case_no}", "county")
    assert (one.status_code, one.json()["steps"]) == (200, [])
    shape(post(network, case_no, "steps", "county", to="assigned", note="税务局"), 403, "NotAllowedError")
    assert post(network, case_no, "notes", "county", text="企业又来催过").status_code == 201
    assert post(network, case_no, "escalation", "city", text="省里管").json()["window"] == windows.HUB
    urged = post(network, case_no, "escalation", "hub", text="请尽快")
    assert (urged.json()["window"], urged.json()["supervised_at"] is not None) == (windows.HUB, True)


def test_handed_to_another_window(network: Service) -> None:
    case_no = of_county(network)
    shape(post(network, case_no, "transfer", "county", window=windows.OTHER, text="在天元"), 403, "NotAllowedError")
    shape(post(network, case_no, "transfer", "county", window="W-none", text="在天元"), 404, "NotFoundError")
    shape(post(network, case_no, "transfer", "county", window=windows.COUNTY, text="在天元"), 409, "ConflictError")
    shape(post(network, case_no, "transfer", "hub", window=windows.OTHER, text=" "), 422, "ValidationError")
    done = post(network, case_no, "transfer", "hub", window=windows.OTHER, text="事发地在天元").json()
    assert done["window"] == windows.OTHER
    assert get(network, f"/{case_no}", "other").status_code == 200
    rows = get(network, f"/{case_no}/history", "other").json()
    assert [(row["action"], row["actor"], row["target_name"], row["note"]) for row in rows] == [
        ("move", "bot", "", ""),
        ("route", "system", f"{windows.COUNTY}窗口", ""),
        ("transfer", "at-hub", "天元窗口（样例）", "事发地在天元"),
    ]
    with network.session() as session:
        audit = session.exec(
            select(AuditEntry.action).where(AuditEntry.subject == case_no).order_by(AuditEntry.id)
        ).all()
    assert audit == ["appeal_transfer"]


def test_only_from_above_it_is_urged(network: Service) -> None:
    case_no = of_county(network)
    shape(post(network, case_no, "supervision", "county", text="抓紧"), 403, "NotAllowedError")
    assert post(network, case_no, "supervision", "city", text="抓紧").json()["supervised_at"]
    listed = get(network, "?supervised=true&limit=100", "county").json()
    assert case_no in [row["case_no"] for row in listed]


def test_a_version_seen_before_somebody_else_worked_is_refused(network: Service) -> None:
    case_no = of_county(network)
    version = get(network, f"/{case_no}", "county").json()["version"]
    assert post(network, case_no, "steps", "county", to="assigned", note="税务局", version=version).status_code == 200
    again = post(network, case_no, "steps", "city", to="assigned", note="住建局", version=version)
    shape(again, 409, "ConflictError")
    shape(post(network, case_no, "escalation", "county", text="上报", version=version), 409, "ConflictError")
    shape(post(network, case_no, "steps", "county", to="answered", note="好", version=-1), 422, "ValidationError")


@pytest.mark.usefixtures("_on_the_day")
def test_lists_are_narrowed_and_counted(network: Service) -> None:
    case_no = of_county(network)
    answer = get(network, f"?case_no={case_no}", "county")
    assert ([row["case_no"] for row in answer.json()], answer.headers["X-Total-Count"]) == ([case_no], "1")
    assert answer.json()[0]["window_name"] == f"{windows.COUNTY}窗口"
    for query, found in (
        ("region=430100", 1),
        ("region=430200", 0),
        (f"window={windows.CITY}", 1),
        ("status=submitted&status=assigned", 1),
        ("status=closed", 0),
        ("overdue=true", 0),
        ("overdue=false&open_only=true&channel=web", 1),
        ("supervised=false&since=2020-01-01", 1),
        ("until=2020-01-01", 0),
    ):
        assert len(get(network, f"?case_no={case_no}&{query}", "hub").json()) == found, query
    with network.session(write=True) as session:  # half past midnight of the 24th in China
        appeal = session.exec(select(Appeal).where(Appeal.case_no == case_no)).one()
        appeal.created_at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
        session.add(appeal)
    days = ("since=2026-11-24&until=2026-11-24", 1), ("until=2026-11-23", 0), ("since=0001-01-01&until=9999-12-31", 1)
    for query, found in days:
        assert len(get(network, f"?case_no={case_no}&{query}", "hub").json()) == found, query
    for query in ("region=43", "colour=red", "since=yesterday"):
        shape(get(network, f"?{query}", "hub"), 422, "ValidationError")
