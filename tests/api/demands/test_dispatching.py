"""派单, 受理, 退单, 改派, 协办, 督办 and who may do them; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.demands.models import Demand
from api.outbox.models import OutboxEntry
from tests.api.conftest import BACKENDS, Service
from tests.api.demands import cases
from tests.api.network import CITY, COUNTY, HUB, OTHER_CITY, SISTER, TRADE
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def new_case(service: Service, **slots: Any) -> str:
    """Return the number of a demand of the county 430112."""
    return str(service.submit(service.open()[0], contact="周小姐", phone="13812345678", **slots)["case_no"])


def send(service: Service, who: str, case_no: str, what: str, **body: Any) -> Any:
    """Do something with a demand as a user."""
    return service.client.post(f"/api/v1/demands/{case_no}/{what}", json=body, headers=service.as_user(who))


def look(service: Service, who: str, case_no: str) -> dict[str, Any]:
    """Return a demand as a user sees it."""
    answer = service.client.get(f"/api/v1/demands/{case_no}", headers=service.as_user(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sees(service: Service, who: str, case_no: str) -> bool:
    """Tell whether a demand stands in a user's list, and check that opening it agrees."""
    listed = service.client.get(f"/api/v1/demands?q={case_no}", headers=service.as_user(who))
    opened = service.client.get(f"/api/v1/demands/{case_no}", headers=service.as_user(who))
    assert (opened.status_code == 200) is bool(listed.json()), opened.text
    assert listed.headers["X-Total-Count"] == str(len(listed.json()))
    return bool(listed.json())


def institution(service: Service, place: int = 0) -> str:
    with service.session() as session:
        return cases.institutions(session)[place]


def test_it_goes_to_the_nearest_window_and_is_seen_along_the_line(service: Service) -> None:
    case_no = new_case(service)
    seen = look(service, "at-county", case_no)
    assert (seen["window"], seen["window_name"], seen["institution"]) == (COUNTY, f"{COUNTY}窗口", None)
    who = ["at-hub", "at-city", "at-county", "at-sister", "at-other", "of-bank", "the-agent"]
    assert [sees(service, name, case_no) for name in who] == [True, True, True, False, False, False, True]
    assert look(service, "at-hub", new_case(service, region="430202"))["window"] == OTHER_CITY


def test_an_institution_serves_a_case(service: Service) -> None:
    case_no, bank = new_case(service), institution(service)
    answer = send(service, "at-county", case_no, "dispatch", institution=bank, note="请尽快联系")
    assert (answer.status_code, answer.json()["status"], answer.json()["institution"]) == (200, "dispatched", bank)
    assert [sees(service, name, case_no) for name in ("of-bank", "of-other")] == [True, False]
    for to in ("accepted", "in_service", "completed"):
        assert send(service, "of-bank", case_no, "transitions", to=to).json()["status"] == to
    shape(send(service, "of-bank", case_no, "transitions", to="closed"), 403, "NotAllowedError")
    seen = look(service, "of-bank", case_no)
    assert seen["steps"] == []
    assert [(d["institution"], d["role"], d["state"], d["note"]) for d in seen["dispatches"]] == [
        (bank, "lead", "done", "请尽快联系")
    ]
    assert [(d["stage"], d["met"], d["paused"]) for d in seen["deadlines"]] == [
        ("dispatch", True, False),
        ("accept", True, False),
        ("complete", True, False),
    ]


def test_a_return_comes_back_and_the_third_goes_up(service: Service) -> None:
    case_no, bank = new_case(service), institution(service)
    for returns, window in ((1, COUNTY), (2, COUNTY), (3, CITY)):
        assert send(service, "at-city", case_no, "dispatch", window=COUNTY, institution=bank).status_code == 200
        shape(send(service, "of-bank", case_no, "transitions", to="returned"), 422, "InvalidInputError")
        answer = send(service, "of-bank", case_no, "transitions", to="returned", reason="不做这类业务")
        assert answer.status_code == 200
        seen = look(service, "at-hub", case_no)
        assert (seen["returns"], seen["window"], seen["institution"]) == (returns, window, None)
    shape(send(service, "at-county", case_no, "dispatch"), 403, "NotAllowedError")  # seen, no longer in hand
    history = service.client.get(f"/api/v1/demands/{case_no}/history", headers=service.as_user("at-county")).json()
    assert [(h["action"], h["target"], h["reason"]) for h in history[-1:]] == [("escalate", CITY, "退单已达 3 次")]


def test_what_a_window_returns_goes_up(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch").json()["institution"] is None
    assert send(service, "at-county", case_no, "transitions", to="returned", reason="本县办不了").status_code == 200
    assert look(service, "at-city", case_no)["window"] == CITY


def test_reassigning_needs_a_reason_and_takes_it_back_from_before(service: Service) -> None:
    case_no, bank, other = new_case(service), institution(service), institution(service, 1)
    send(service, "at-county", case_no, "dispatch", institution=bank)
    send(service, "of-bank", case_no, "transitions", to="accepted")
    shape(send(service, "at-county", case_no, "dispatch", institution=other), 422, "InvalidInputError")
    answer = send(service, "at-county", case_no, "dispatch", institution=other, note="企业要求换一家")
    assert (answer.json()["status"], answer.json()["institution"]) == ("dispatched", other)
    assert [sees(service, name, case_no) for name in ("of-bank", "of-other")] == [False, True]
    states = [(d["institution"], d["state"]) for d in look(service, "at-county", case_no)["dispatches"]]
    assert states == [(bank, "withdrawn"), (other, "open")]


def test_a_chosen_offer_names_its_institution(service: Service) -> None:
    conversation = service.open()
    case_no = str(service.submit(conversation[0])["case_no"])
    service.step(conversation[0], "choices", case_no=case_no, text="第一个")
    chosen = look(service, "at-county", case_no)["chosen"][0]
    answer = send(service, "at-county", case_no, "transitions", to="dispatched")
    assert answer.json()["institution"], chosen


@pytest.mark.parametrize(
    ("who", "window", "status"),
    [
        ("at-county", CITY, 200),  # upward, along the own line
        ("at-county", TRADE, 200),
        ("at-county", SISTER, 403),
        ("at-county", OTHER_CITY, 403),
        ("at-city", SISTER, 200),
        ("at-hub", OTHER_CITY, 200),
        ("at-hub", "nowhere", 404),
    ],
)
def test_how_far_a_window_reaches(service: Service, who: str, window: str, status: int) -> None:
    answer = send(service, who, new_case(service), "dispatch", window=window)
    assert answer.status_code == status, answer.text


def test_whoever_got_it_sees_it_and_whoever_had_it_still_does(service: Service) -> None:
    case_no = new_case(service)
    send(service, "at-hub", case_no, "dispatch", window=OTHER_CITY)
    assert [sees(service, f"at-{name}", case_no) for name in ("county", "other", "sister")] == [True, True, False]
    shape(send(service, "at-county", case_no, "transitions", to="accepted"), 403, "NotAllowedError")
    assert send(service, "at-other", case_no, "transitions", to="accepted").json()["handler"] == "at-other"
    shape(send(service, "at-sister", case_no, "transitions", to="accepted"), 404, "NotFoundError")


def test_co_handlers_see_and_note_but_do_not_lead(service: Service) -> None:
    case_no, bank = new_case(service), institution(service)
    shape(send(service, "at-county", case_no, "co-handlers"), 422, "InvalidInputError")
    assert send(service, "at-county", case_no, "co-handlers", window=SISTER, note="请协助").status_code == 200
    assert send(service, "at-county", case_no, "co-handlers", institution=bank).status_code == 200
    shape(send(service, "at-county", case_no, "co-handlers", window=SISTER), 409, "ConflictError")
    shape(send(service, "at-county", case_no, "co-handlers", institution="nobody"), 404, "NotFoundError")
    assert [sees(service, name, case_no) for name in ("at-sister", "of-bank")] == [True, True]
    assert send(service, "at-sister", case_no, "notes", text="材料已收").status_code == 201
    shape(send(service, "at-sister", case_no, "transitions", to="cancelled", reason="x"), 403, "NotAllowedError")
    shape(send(service, "of-bank", case_no, "dispatch"), 403, "NotAllowedError")


def test_supervision_and_escalation(service: Service) -> None:
    case_no = new_case(service)
    for who, status in (("at-county", 403), ("at-sister", 404), ("at-city", 200), ("at-hub", 200)):
        assert send(service, who, case_no, "supervision", text="三天没有进展").status_code == status
    seen = look(service, "at-county", case_no)
    assert seen["supervised_at"]
    assert send(service, "at-county", case_no, "escalation", text="需要市里协调").json()["window"] == CITY
    assert send(service, "at-hub", case_no, "escalation", text="需要省里协调").json()["window"] == HUB
    with service.session() as session:
        entries = session.exec(select(OutboxEntry).where(OutboxEntry.topic == "demand.supervised")).all()
        audit = session.exec(select(AuditEntry.action).where(AuditEntry.subject == case_no)).all()
    assert [e.payload["window"] for e in entries if e.payload["case_no"] == case_no] == [COUNTY, COUNTY]
    assert sorted(audit) == ["escalate", "escalate", "supervise", "supervise"]


def test_two_who_saw_the_same_version(service: Service) -> None:
    case_no = new_case(service)
    version = look(service, "at-county", case_no)["version"]
    assert send(service, "at-county", case_no, "dispatch", version=version).status_code == 200
    shape(send(service, "at-city", case_no, "dispatch", version=version, note="换"), 409, "ConflictError")
    sends = [
        lambda client: client.post(
            f"/api/v1/demands/{case_no}/dispatch",
            json={"note": "改派", "version": version + 1},
            headers=service.as_user("at-city"),
        )
    ] * 2
    assert sorted(answer.status_code for answer in service.together(*sends)) == [200, 409]


def test_waiting_for_the_enterprise(service: Service) -> None:
    case_no = new_case(service)
    shape(send(service, "at-county", case_no, "resume", text="补了"), 409, "ConflictError")
    waiting = send(service, "at-county", case_no, "wait", text="请补一张执照").json()
    assert (waiting["due_at"], bool(waiting["waiting_since"])) == (None, True)
    shape(send(service, "at-county", case_no, "wait", text="还有"), 409, "ConflictError")
    running = send(service, "at-county", case_no, "resume", text="补了").json()
    assert running["due_at"]
    assert running["waiting_since"] is None


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("dispatch", {"note": "x" * 501}),
        ("dispatch", {"window": 5}),
        ("co-handlers", {"institution": "x" * 65}),
        ("wait", {}),
        ("resume", {"text": ""}),
        ("notes", {"text": "x" * 501}),
        ("supervision", {"text": None}),
        ("escalation", {"text": []}),
    ],
)
def test_bad_payloads_and_strangers(service: Service, what: str, body: dict[str, Any]) -> None:
    case_no = new_case(service)
    path = f"/api/v1/demands/{case_no}/{what}"
    shape(service.client.post(path, json=body, headers=service.as_user("at-county")), 422, "ValidationError")
    good = {"text": "一句话"} if what not in ("dispatch", "co-handlers") else {"window": COUNTY}
    shape(send(service, "at-hub", "XQ209901010001", what, **good), 404, "NotFoundError")
    shape(send(service, "the-viewer", case_no, what, **good), 403, "NotAllowedError")
    shape(service.client.post(path, json=good), 401, "UnauthenticatedError")


def test_lists_by_filter(service: Service) -> None:
    mine = new_case(service, company="望城样例机械有限公司", need="想做设备融资租赁", urgent=True)
    headers = service.as_user("at-county")
    for query in (
        "q=融资租赁",
        "q=样例机械",
        "q=13812345678",
        f"q={mine}",
        "urgent=true",
        "region=430000",
        "region=430100",
        "region=430112",
        f"window={CITY}",
        "open_only=true",
        "overdue=false",
        "since=2020-01-01&until=2099-01-01",
        "channel=web",
        "category=finance",
        "order=due",
    ):
        listed = service.client.get(f"/api/v1/demands?limit=100&{query}", headers=headers)
        assert listed.status_code == 200, listed.text
        assert mine in [row["case_no"] for row in listed.json()], query
    for query in (
        "q=造纸造纸",
        "q=13912345678",
        "region=430200",
        f"window={SISTER}",
        "waiting=true",
        "supervised=true",
        "overdue=true",
        "until=2020-01-01",
        "channel=wechat",
        "handler=at-county",
        "urgent=false",
        "institution=x",
        "sector=99",
        "status=closed",
    ):
        listed = service.client.get(f"/api/v1/demands?limit=100&{query}", headers=headers).json()
        assert mine not in [row["case_no"] for row in listed], query
    for query in ("q=贷", "region=43", "colour=red", "since=yesterday"):
        answer = service.client.get(f"/api/v1/demands?{query}", headers=headers)
        assert answer.status_code == 422, query


def test_words_are_found_but_not_readable(service: Service) -> None:
    case_no = new_case(service, need="想给仓库里的钢卷做动产质押")
    with service.session() as session:
        statement = text("SELECT need FROM demands WHERE case_no = :case_no")
        raw = session.connection().execute(statement, {"case_no": case_no}).scalar_one()
        demand = session.exec(select(Demand).where(Demand.case_no == case_no)).one()
    assert "钢卷" not in raw
    assert "钢卷" in demand.need
