"""A question to the enterprise that a step leaves without an answer is closed by a row of history of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.demands.test_dispatching import institution, look, new_case, send
from tests.api.fakes import reply, turn

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
QUESTION = "请补充去年营业额"


def rows(service: Service, case_no: str) -> list[dict[str, Any]]:
    path = f"/api/v1/demands/{case_no}/history"
    return list(service.client.get(path, headers=service.as_user("at-county")).json())


@pytest.mark.parametrize(
    ("before", "who", "to", "label"),
    [
        ((), "of-bank", "accepted", "机构已受理"),
        ((), "of-bank", "returned", "机构退单，正在改派"),
        ((), "at-county", "cancelled", "已撤销"),
        (("accepted", "in_service"), "of-bank", "completed", "服务已完成，等待评价"),
    ],
)
def test_the_step_that_closes_it_says_so(
    service: Service, before: tuple[str, ...], who: str, to: str, label: str
) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    for one in before:
        assert send(service, "of-bank", case_no, "transitions", to=one).status_code == 200
    assert send(service, "of-bank", case_no, "wait", text=QUESTION).status_code == 200
    assert send(service, who, case_no, "transitions", to=to, reason="按约定").status_code == 200
    assert look(service, "at-county", case_no)["waiting_since"] is None
    told = [(row["action"], row["actor"], row["from"], row["to"], row["reason"]) for row in rows(service, case_no)]
    closed = ("unask", who, to, to, f"变为“{label}”时企业还没有答复，提问随之关闭：{QUESTION}")
    assert [one for one in told if one[0] in ("resume", "unask")] == [closed]
    assert told[told.index(closed) - 1][0] == "move"


def test_what_goes_on_waiting_keeps_its_question(service: Service) -> None:
    case_no = new_case(service)
    assert send(service, "at-county", case_no, "dispatch", institution=institution(service)).status_code == 200
    assert send(service, "of-bank", case_no, "transitions", to="accepted").status_code == 200
    assert send(service, "of-bank", case_no, "wait", text=QUESTION).status_code == 200
    assert send(service, "of-bank", case_no, "transitions", to="in_service").status_code == 200
    assert look(service, "at-county", case_no)["waiting_since"] is not None
    assert [row for row in rows(service, case_no) if row["action"] == "unask"] == []
    assert send(service, "of-bank", case_no, "resume", text="电话里说了").status_code == 200


def test_the_enterprise_is_told_nothing_of_it(service: Service) -> None:
    """What it says afterwards is not told as handed on, and its progress names no open question."""
    talk = service.open()
    case_no = str(service.submit(talk[0], phone="13812345678")["case_no"])
    assert send(service, "at-county", case_no, "dispatch").status_code == 200
    assert send(service, "at-county", case_no, "wait", text=QUESTION).status_code == 200
    told = service.step(talk[0], "progress", text="到哪一步了").text
    assert QUESTION in told
    assert send(service, "at-county", case_no, "transitions", to="accepted").status_code == 200
    told = service.step(talk[0], "progress", text="到哪一步了").text
    assert QUESTION not in told
    service.bot.script = lambda _: turn(reply("好的。"), intent="unclear")
    said = service.say(talk, "去年营业额八百万").json()
    assert [one["text"] for one in said["replies"]] == ["好的。"]
    assert [row["action"] for row in rows(service, case_no)][-1] == "unask"
