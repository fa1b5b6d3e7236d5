"""A cancellation is taken back in the talk, and a list is looked at once more; on every backend."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
APPEAL = {"appeal_detail": "办事跑了五趟", "appeal_object": "政务大厅"}


def restore(service: Service, talk: str, case_no: str | None = None) -> dict[str, Any]:
    return dict(service.step(talk, "restorations", case_no=case_no).json())


def withdrawn(service: Service, talk: str, key: str = "a", choose: bool = False) -> str:
    """Record a demand and cancel it."""
    case_no = str(service.submit(talk, key)["case_no"])
    if choose:
        service.step(talk, "choices", case_no=case_no, text="1")
    assert service.step(talk, "withdrawals", case_no=case_no).json() == {"withdrawn": True}
    return case_no


def test_the_one_cancelled_last_is_opened_again_and_its_list_shown(service: Service) -> None:
    conversation = service.open()
    first, second = (withdrawn(service, conversation[0], key) for key in ("a", "b"))
    done = restore(service, conversation[0])
    assert (done["case_no"], done["restored"], done["state"], done["chosen"]) == (second, True, "已重新办理", [])
    assert done["items"][0]["item_id"] == "F-guarantee"
    assert [d["status"] for d in service.read(conversation)["demands"]] == ["cancelled", "reopened"]
    assert restore(service, conversation[0], first)["restored"]


def test_what_was_chosen_stands(service: Service) -> None:
    conversation = service.open()
    case_no = withdrawn(service, conversation[0], choose=True)
    done = restore(service, conversation[0], case_no)
    assert (done["restored"], len(done["chosen"]), done["items"]) == (True, 1, [])
    history = service.client.get(f"/api/v1/demands/{case_no}/history", headers=service.user("agent")).json()
    assert (history[-1]["to"], history[-1]["actor_kind"]) == ("reopened", "enterprise")


def test_it_may_be_cancelled_again(service: Service) -> None:
    conversation = service.open()
    case_no = withdrawn(service, conversation[0])
    restore(service, conversation[0])
    assert service.step(conversation[0], "withdrawals", case_no=case_no).json() == {"withdrawn": True}
    assert restore(service, conversation[0])["restored"]


def test_an_open_one_is_not_changed_and_a_foreign_one_not_found(service: Service) -> None:
    conversation, other = service.open(), service.open()
    case_no = service.submit(conversation[0])["case_no"]
    done = restore(service, conversation[0], case_no)
    assert (done["restored"], done["state"]) == (False, "已匹配，等待派单")
    nothing = {"restored": False, "state": None, "chosen": [], "items": []}
    assert restore(service, other[0], case_no) == {"case_no": case_no, **nothing}
    assert restore(service, other[0]) == {"case_no": None, **nothing}


def test_an_appeal_too(service: Service) -> None:
    conversation = service.open()
    case_no = service.step(conversation[0], "appeals", draft_key="k", slots=APPEAL).json()["case_no"]
    assert not restore(service, conversation[0], case_no)["restored"]
    service.step(conversation[0], "appeal-withdrawals", text="撤回")
    done = restore(service, conversation[0])
    assert (done["case_no"], done["restored"], done["state"]) == (case_no, True, "已重新办理，等待交办")
    assert service.read(conversation)["appeals"][0]["status"] == "reopened"


def test_of_demand_and_appeal_the_one_taken_back_last(service: Service) -> None:
    conversation = service.open()
    appeal = service.step(conversation[0], "appeals", draft_key="k", slots=APPEAL).json()["case_no"]
    service.step(conversation[0], "appeal-withdrawals", text="撤回")
    demand = withdrawn(service, conversation[0])
    assert restore(service, conversation[0])["case_no"] == demand
    assert restore(service, conversation[0])["case_no"] == appeal


def test_the_list_once_more(service: Service) -> None:
    conversation = service.open()
    recorded = service.submit(conversation[0])
    body = {"case_no": recorded["case_no"], "text": "第二个多少钱"}
    seen = service.step(conversation[0], "shown", **body).json()
    assert [item["item_id"] for item in seen["items"]] == [item["item_id"] for item in recorded["items"]]
    assert (seen["meant"], seen["chosen"], seen["open"]) == ([1], [], True)
    service.step(conversation[0], "choices", case_no=recorded["case_no"], text="1")
    service.move(recorded["case_no"], "dispatched")
    seen = service.step(conversation[0], "shown", **body).json()
    assert (len(seen["chosen"]), seen["open"], seen["state"]) == (1, False, "已派单，等待机构受理")
    shape(service.step(service.open()[0], "shown", **body), 404, "NotFoundError")
