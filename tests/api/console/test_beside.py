"""Beside a call that is to be made: who it is, the case, what was said last, what to ask; within the agent's scope."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn
from tests.api.identity_parts import fresh_phone, verify
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def beside(service: Service, who: str, rest: str) -> Any:
    return service.client.get(f"/api/v1/console/{rest}", headers=service.user(who))


def call_backs(service: Service) -> list[dict[str, Any]]:
    return list(service.client.get("/api/v1/call-backs?limit=100", headers=service.user("county")).json())


def wished(service: Service, phone: str) -> tuple[dict[str, Any], str]:
    """Let somebody of the county give a low score and want to be called; return the wish and his case."""
    talk = service.open()
    service.bot.script = lambda _: turn(reply())
    service.say(talk, f"太慢了，打我{phone}，我姓周")
    case_no = service.submit(talk[0], contact="周小姐", phone=phone, company="望城麓川配件厂")["case_no"]
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to).status_code == 200
    assert service.step(talk[0], "ratings", text="打1分，没人联系我").json()["low"] is True
    assert service.step(talk[0], "low-ratings", wish="call_back").status_code == 200
    (wish,) = [one for one in call_backs(service) if one["case_no"] == case_no]
    return wish, case_no


def test_who_is_to_be_called_back(network: Service) -> None:
    phone = fresh_phone()
    wish, case_no = wished(network, phone)
    answer = beside(network, "county", f"call-backs/{wish['id']}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["case"]["case_no"], told["case"]["company"]) == (case_no, "望城麓川配件厂")
    assert told["case"]["kind"] == "case"
    assert (told["rating"]["score"], told["rating"]["remark"] != "") == (1, True)
    assert "评分不高" in told["asks"][0]
    assert told["conversation_id"] == wish["conversation_id"]
    assert any("太慢了" in one["text"] for one in told["last"])
    assert told["person"]["can_bind"] is True
    assert phone not in answer.text  # a number is read by a click that is kept
    shape(beside(network, "other", f"call-backs/{wish['id']}"), 404, "NotFoundError")
    shape(beside(network, "county", "call-backs/987654"), 404, "NotFoundError")
    assert beside(network, "viewer", f"call-backs/{wish['id']}").status_code == 403


def test_who_wants_a_person_and_no_case_yet(network: Service) -> None:
    phone, talk = fresh_phone(), network.open()
    network.bot.script = lambda _: turn(reply(), region="430112", phone=phone)
    network.say(talk, "我是望城的")
    network.step(talk[0], "handoff")
    assert network.step(talk[0], "call-backs", phone=phone).status_code == 200
    hub = network.client.get("/api/v1/call-backs?limit=100", headers=network.user("hub")).json()
    (wish,) = [one for one in hub if one["conversation_id"] == talk[0]]
    told = beside(network, "hub", f"call-backs/{wish['id']}").json()
    assert (told["case"], told["rating"], told["asks"][0][:2]) == (None, None, "您好")
    assert [one["text"] for one in told["last"]][0] == "我是望城的"


def test_a_history_that_is_bound_is_there(network: Service) -> None:
    phone, web = fresh_phone(), network.open("wechat")
    other = network.submit(web[0])["case_no"]
    verify(network, web, phone)
    wish, _ = wished(network, phone)
    assert (
        beside(network, "county", f"call-backs/{wish['id']}").json()["person"]["bound"] is False
    )  # said is not proven
    talk = (wish["conversation_id"], {})
    sure = {"conversation_id": talk[0], "phone": phone, "reason": "本人来电，报出了编号"}
    assert (
        network.client.post("/api/v1/identity/bindings", json=sure, headers=network.user("county")).status_code == 201
    )
    told = beside(network, "county", f"call-backs/{wish['id']}").json()
    assert other in {one["case_no"] for one in told["person"]["cases"]}
