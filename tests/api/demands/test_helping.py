"""协办: whoever is asked to help answers it; the lead goes its own way, and nothing that was handed out outlives it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.demands.models import Demand, Transition
from api.demands.work_models import Dispatch, DispatchState
from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_dispatching import institution, look, new_case, send
from tests.api.network import COUNTY, SISTER
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
RUNNING = (DispatchState.OPEN, DispatchState.ACCEPTED)


def helped(service: Service, lead: bool = False) -> str:
    """Return the number of a demand that the bank and the sister window are asked to help with."""
    case_no = new_case(service)
    if lead:
        answer = send(service, "at-county", case_no, "dispatch", institution=institution(service, 1))
        assert answer.status_code == 200
    for whom in ({"institution": institution(service)}, {"window": SISTER}):
        assert send(service, "at-county", case_no, "co-handlers", note="请协助", **whom).status_code == 200
    return case_no


def answer(service: Service, who: str, case_no: str, to: str, text: str = "", **more: Any) -> Any:
    return send(service, who, case_no, "co-handling", to=to, text=text, **more)


def help_of(service: Service, who: str, case_no: str) -> list[dict[str, Any]]:
    return [one for one in look(service, who, case_no)["dispatches"] if one["role"] == "co"]


def listed(service: Service, who: str, query: str) -> list[str]:
    answer = service.client.get(f"/api/v1/demands?{query}&limit=100", headers=service.as_user(who))
    assert answer.status_code == 200, answer.text
    return [row["case_no"] for row in answer.json()]


def running(service: Service, case_no: str) -> list[tuple[str, str]]:
    with service.session() as session:
        query = select(Dispatch).join(Demand).where(Demand.case_no == case_no).order_by(Dispatch.id)
        return [(row.role.value, row.state.value) for row in session.exec(query) if row.state in RUNNING]


def test_a_helper_takes_it_on_and_is_done(service: Service) -> None:
    case_no = helped(service)
    before = look(service, "at-county", case_no)
    assert [one["to"] for one in help_of(service, "of-bank", case_no)[0]["answers"]] == ["accepted", "returned"]
    assert help_of(service, "of-bank", case_no)[1]["answers"] == []  # the window's own
    assert answer(service, "of-bank", case_no, "accepted").status_code == 200
    assert answer(service, "at-sister", case_no, "accepted", "明天上门").status_code == 200
    shape(answer(service, "of-bank", case_no, "done", " "), 422, "InvalidInputError")
    done = answer(service, "of-bank", case_no, "done", "材料已预审，电话13812345678告知")
    assert done.status_code == 200
    bank, sister = help_of(service, "at-county", case_no)
    assert (bank["state"], bank["state_label"], bank["answer"]) == (
        "done", "协办完成", "材料已预审，电话138****5678告知",
    )  # fmt: skip
    assert (sister["state"], sister["state_label"], sister["answer"]) == ("accepted", "协办中", "明天上门")
    assert bank["accepted_at"] <= bank["answered_at"]
    assert bank["answers"] == []
    after = look(service, "at-county", case_no)
    moved = {"version", "updated_at", "dispatches"}
    assert {k: v for k, v in after.items() if k not in moved} == {k: v for k, v in before.items() if k not in moved}
    for to, text in (("accepted", ""), ("returned", "不行"), ("done", "又办")):
        shape(answer(service, "of-bank", case_no, to, text), 409, "ConflictError")


def test_each_answer_is_a_row_of_history_and_of_the_audit(service: Service) -> None:
    case_no, bank = helped(service), institution(service)
    shape(answer(service, "of-bank", case_no, "returned"), 422, "InvalidInputError")
    assert answer(service, "of-bank", case_no, "returned", "不做这类业务").status_code == 200
    assert answer(service, "at-sister", case_no, "accepted").status_code == 200
    assert answer(service, "at-sister", case_no, "done", "已陪同").status_code == 200
    history = service.client.get(f"/api/v1/demands/{case_no}/history", headers=service.as_user("at-county")).json()
    assert [(h["action"], h["actor"], h["target"], h["reason"]) for h in history[-3:]] == [
        ("co_return", "of-bank", bank, "不做这类业务"),
        ("co_accept", "at-sister", SISTER, ""),
        ("co_done", "at-sister", SISTER, "已陪同"),
    ]
    assert {(h["from"], h["to"]) for h in history[-3:]} == {("matched", "matched")}
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == case_no, AuditEntry.action == "co_answer")
        rows = session.exec(query.order_by(AuditEntry.id)).all()
    assert [(row.actor, row.detail) for row in rows] == [
        ("of-bank", f"returned {bank}"),
        ("at-sister", f"accepted {SISTER}"),
        ("at-sister", f"done {SISTER}"),
    ]


def test_who_answers_for_whom(service: Service) -> None:
    case_no = helped(service, lead=True)
    bank, sister = help_of(service, "at-county", case_no)
    shape(answer(service, "of-other", case_no, "accepted"), 403, "NotAllowedError")  # it leads, and was not asked
    shape(answer(service, "of-bank", case_no, "accepted", dispatch_id=sister["id"]), 403, "NotAllowedError")
    shape(answer(service, "at-sister", case_no, "accepted", dispatch_id=bank["id"]), 403, "NotAllowedError")
    shape(answer(service, "at-other", case_no, "accepted"), 404, "NotFoundError")
    shape(answer(service, "the-viewer", case_no, "accepted"), 403, "NotAllowedError")
    shape(answer(service, "at-county", case_no, "accepted"), 422, "InvalidInputError")  # whose of the two?
    shape(answer(service, "at-county", case_no, "accepted", dispatch_id=987_654_321), 404, "NotFoundError")
    shape(answer(service, "of-bank", case_no, "accepted", version=0), 409, "ConflictError")
    # the window that has asked notes what it was told on the telephone
    assert answer(service, "at-county", case_no, "accepted", "来电说接", dispatch_id=bank["id"]).status_code == 200
    assert help_of(service, "of-bank", case_no)[0]["state"] == "accepted"
    none = new_case(service)
    shape(answer(service, "at-county", none, "accepted"), 403, "NotAllowedError")


def test_who_is_asked_finds_it_in_his_list(service: Service) -> None:
    case_no = helped(service)
    for who in ("of-bank", "at-sister"):
        assert case_no in listed(service, who, "helping=true")
        assert case_no not in listed(service, who, "helping=false")
        assert answer(service, who, case_no, "accepted").status_code == 200
        assert case_no in listed(service, who, "helping=true")
        assert answer(service, who, case_no, "done", "办了").status_code == 200
        assert case_no not in listed(service, who, "helping=true")
    assert case_no not in listed(service, "at-county", "helping=true")


def test_the_lead_may_finish_before_its_helpers_and_hears_of_them(service: Service) -> None:
    case_no = helped(service, lead=True)
    assert answer(service, "of-bank", case_no, "accepted").status_code == 200
    for to in ("accepted", "in_service"):
        assert send(service, "of-other", case_no, "transitions", to=to).json()["hints"] == []
    done = send(service, "of-other", case_no, "transitions", to="completed").json()
    name = help_of(service, "at-county", case_no)[0]["institution_name"]
    assert done["status"] == "completed"
    assert done["hints"] == [
        f"还有 2 项协办没有办完：{name}（协办中）、{SISTER}窗口（等协办方答复），已随办结一起结束。"
    ]
    told = [(one["state"], one["answer"]) for one in look(service, "at-county", case_no)["dispatches"]]
    assert told == [("done", ""), ("ended", "需求已办结"), ("ended", "需求已办结")]
    assert running(service, case_no) == []
    shape(answer(service, "of-bank", case_no, "done", "我也办完了"), 409, "ConflictError")
    assert send(service, "of-bank", case_no, "reveal", purpose="联系企业").status_code == 200  # it had begun
    assert case_no not in listed(service, "of-bank", "helping=true")


@pytest.mark.parametrize("to", ["cancelled", "merged"])
def test_nothing_handed_out_outlives_the_demand(service: Service, to: str) -> None:
    case_no = helped(service, lead=True)
    assert answer(service, "of-bank", case_no, "accepted").status_code == 200
    if to == "merged":
        other = new_case(service)
        assert send(service, "at-county", case_no, "merge", into=other, reason="同一件事").status_code == 200
    else:
        assert send(service, "at-county", case_no, "transitions", to=to, reason="企业不办了").status_code == 200
    assert running(service, case_no) == []
    shape(answer(service, "of-bank", case_no, "done", "办完了"), 409, "ConflictError")
    if to == "cancelled":
        told = {(one["state"], one["answer"]) for one in look(service, "at-county", case_no)["dispatches"]}
        assert told == {("ended", "需求已撤销")}
        assert send(service, "at-county", case_no, "transitions", to="reopened", reason="又要办").status_code == 200
        assert send(service, "at-county", case_no, "dispatch", institution=institution(service, 1)).status_code == 200
        assert running(service, case_no) == [("lead", "open")]
        return
    assert send(service, "at-county", case_no, "unmerge", reason="两件事").status_code == 200
    assert running(service, case_no) == [("lead", "open"), ("co", "accepted"), ("co", "open")]
    assert [one["answer"] for one in help_of(service, "at-county", case_no)] == ["", ""]


def test_who_helps_may_come_to_lead(service: Service) -> None:
    case_no = helped(service)
    answer_ = send(service, "at-county", case_no, "dispatch", institution=institution(service))
    assert answer_.status_code == 200
    told = [(one["role"], one["state"], one["answer"]) for one in look(service, "at-county", case_no)["dispatches"]]
    assert told == [("co", "ended", "改为主办"), ("co", "open", ""), ("lead", "open", "")]
    assert send(service, "of-bank", case_no, "transitions", to="accepted").status_code == 200


def test_of_two_answers_at_once_one_is_kept(service: Service) -> None:
    case_no = helped(service)
    version = look(service, "of-bank", case_no)["version"]

    def sending(to: str, text: str) -> Any:
        body = {"to": to, "text": text, "version": version}
        path = f"/api/v1/demands/{case_no}/co-handling"
        return lambda client: client.post(path, json=body, headers=service.as_user("of-bank"))

    answers = service.together(sending("accepted", ""), sending("returned", "不做"))
    assert sorted(one.status_code for one in answers) == [200, 409]
    with service.session() as session:
        rows = session.exec(select(Transition).join(Demand).where(Demand.case_no == case_no)).all()
    assert len([row for row in rows if row.actor == "of-bank"]) == 1


@pytest.mark.parametrize(
    "body", [{}, {"to": "open"}, {"to": "done", "text": "x" * 501}, {"to": "done", "dispatch_id": 0}]
)
def test_what_is_no_answer(service: Service, body: dict[str, Any]) -> None:
    case_no = helped(service)
    shape(send(service, "of-bank", case_no, "co-handling", **body), 422, "ValidationError")
    shape(answer(service, "at-hub", "XQ209901010001", "accepted"), 404, "NotFoundError")
    assert COUNTY == look(service, "of-bank", case_no)["window"]
