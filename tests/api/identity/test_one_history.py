"""Once bound a person sees the same history everywhere; never by guess, and after letting go only his own."""

from __future__ import annotations

from typing import Any

import pytest

from api import worker
from tests.api import appeals_parts
from tests.api.conftest import BACKENDS, Service
from tests.api.identity_parts import (
    Talk,
    bindings,
    fresh_phone,
    history,
    hotline_case,
    path,
    told,
    unbind,
    verify,
)
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def standing(service: Service, talk: Talk) -> dict[str, Any]:
    return dict(service.client.get(path(talk), headers=talk[1]).json())


def test_the_same_unverified_number_in_two_chats_merges_nothing(service: Service) -> None:
    phone, one, other = fresh_phone(), service.open(), service.open()
    first = service.submit(one[0], phone=phone)["case_no"]
    second = service.submit(other[0], phone=phone)["case_no"]
    assert (told(service, one), told(service, other)) == ([first], [second])
    shape(service.client.get(path(one, "history"), headers=one[1]), 409, "ConflictError")
    verify(service, one, phone)
    assert history(service, one) == [first]  # the other has proven nothing
    assert told(service, other) == [second]
    assert standing(service, other)["bound"] is False
    verify(service, other, phone)
    assert history(service, one) == history(service, other) == [second, first]
    assert told(service, one) == told(service, other) == [first, second]


def test_web_wechat_and_hotline_are_one(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open("wechat")
    mine = service.submit(web[0], need="想找人代账，每月报税")["case_no"]  # no number left
    complaint = appeals_parts.submit(service, chat[0])
    called = hotline_case(service, phone, f"call-{phone}")
    assert verify(service, web, phone)["phone"] == f"{phone[:3]}****{phone[-4:]}"
    verify(service, chat, phone)
    assert set(history(service, web)) == set(history(service, chat)) == {mine, complaint, called}
    assert set(told(service, chat)) == {mine, complaint, called}
    rows = {row["case_no"]: row for row in service.client.get(path(chat, "history"), headers=chat[1]).json()["cases"]}
    assert (rows[complaint]["own"], rows[mine]["own"], rows[called]["own"]) == (True, False, False)
    assert [rows[no]["channel"] for no in (mine, complaint, called)] == ["web", "wechat", "hotline"]
    assert [rows[no]["what"] for no in (mine, complaint)] == ["demand", "appeal"]
    assert rows[mine]["about"] == "想找人代账，每月报税"
    assert {one["channel"] for one in standing(service, web)["holders"]} == {"web", "wechat", "hotline"}
    assert [demand["case_no"] for demand in service.read(web)["demands"]] == [mine]  # the contract's own stays


def test_what_is_told_elsewhere_names_nobody(service: Service) -> None:
    phone, web, other = fresh_phone(), service.open(), service.open()
    service.submit(web[0], need="我姓周，电话13812345678，想贷款", contact="周小姐", phone="13812345678")
    verify(service, web, phone)
    verify(service, other, phone)
    whole = service.client.get(path(other, "history"), headers=other[1]).text
    assert "13812345678" not in whole
    assert phone not in whole
    assert "周小姐" not in whole


def test_calls_belong_to_the_number_only_as_agents_took_them_down(service: Service) -> None:
    phone, mine, stranger = fresh_phone(), service.open(), service.open("hotline")
    false = service.submit(stranger[0], phone=phone)["case_no"]  # anybody may open a talk that calls itself a hotline's
    of_talk = service.open()
    service.step(of_talk[0], "handoff")
    body = {
        "text": "小微企业贷款，没有抵押物", "slots": {"region": "430112"}, "phone": phone,
        "conversation_id": of_talk[0], "draft_key": f"talk-{phone}",
    }  # fmt: skip
    passed_on = service.client.post("/api/v1/demands", json=body, headers=service.user("admin")).json()["case_no"]
    called = hotline_case(service, phone, f"real-{phone}")
    verify(service, mine, phone)
    assert history(service, mine) == [called]
    assert {false, passed_on}.isdisjoint(told(service, mine))


def test_after_letting_go_only_its_own(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open("wechat")
    mine, other = service.submit(web[0])["case_no"], service.submit(chat[0])["case_no"]
    verify(service, web, phone)
    verify(service, chat, phone)
    unbind(service, web)
    unbind(service, web)  # a second time changes nothing
    assert told(service, web) == [mine]
    shape(service.client.get(path(web, "history"), headers=web[1]), 409, "ConflictError")
    assert history(service, chat) == [other]
    assert "已解除" in service.read(web)["messages"][-1]["text"]
    (gone,) = bindings(service, web)
    assert (gone.unbound_by, gone.unbound_at is not None) == ("enterprise", True)
    unbind(service, chat)
    verify(service, web, phone)
    assert history(service, web) == [mine]
    assert len(bindings(service, web)) == 2


def test_a_rating_from_another_channel(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open("wechat")
    case_no = service.submit(web[0], phone=phone)["case_no"]
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to).status_code == 200
    assert service.step(chat[0], "ratings", text="打1分").json()["case_no"] is None
    verify(service, web, phone)
    verify(service, chat, phone)
    rated = service.step(chat[0], "ratings", text="打1分，太慢").json()
    assert (rated["case_no"], rated["score"], rated["low"]) == (case_no, 1, True)
    assert service.read(web)["demands"][0]["rating"] == 1
    after = service.step(chat[0], "low-ratings", wish="call_back").json()
    assert after == {"case_no": case_no, "phone": f"{phone[:3]}****{phone[-4:]}"}


def test_an_answered_appeal_is_opened_again_from_another_channel(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open()
    case_no = appeals_parts.submit(service, web[0])
    for to in ("assigned", "answered"):
        step = {"to": to, "note": "不予受理"}
        service.client.post(f"/api/v1/appeals/{case_no}/steps", json=step, headers=service.user("agent"))
    url, body = path(chat, f"appeals/{case_no}/reopening"), {"reason": "没有说理由"}
    shape(service.client.post(url, json=body, headers=chat[1]), 404, "NotFoundError")
    verify(service, web, phone)
    verify(service, chat, phone)
    assert service.client.post(url, json=body, headers=chat[1]).json()["status"] == "reopened"


def test_the_verified_number_is_the_one_to_call(service: Service) -> None:
    phone, talk = fresh_phone(), service.open()
    assert service.step(talk[0], "call-backs").json() == {"phone": None}
    verify(service, talk, phone)
    assert service.step(talk[0], "call-backs").json() == {"phone": f"{phone[:3]}****{phone[-4:]}"}


def test_other_pages_hear_of_a_new_binding(service: Service) -> None:
    phone, web, chat = fresh_phone(), service.open(), service.open("wechat")
    verify(service, web, phone)
    verify(service, chat, phone)
    parts = worker.Parts(service.state.settings, service.state.database, worker.Senders())
    worker.Relay(service.state.database, worker.handlers(parts)).drain()
    assert "刚刚绑定了公众号" in service.read(web)["messages"][-1]["text"]
    assert len(service.read(chat)["messages"]) == 1  # a line there would reach nobody
