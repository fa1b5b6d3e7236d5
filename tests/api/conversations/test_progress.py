"""Where the cases of a conversation stand: the true state, what follows, who has it; unknown numbers are told."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Service
from tests.api.fakes import reply, turn


def progress(service: Service, talk: str, text: str = "到哪一步了") -> dict[str, Any]:
    return dict(service.step(talk, "progress", text=text).json())


def test_all_and_one(service: Service) -> None:
    talk = service.open()[0]
    first = service.submit(talk, "a")["case_no"]
    second = service.submit(talk, "b", need="给二十个工人做叉车培训，要拿证书，下个月之前")["case_no"]
    waits = "已匹配，等待派单。您选好的由窗口派单，派出去就能看到承办机构。"
    both = [
        f"{first}（小微企业贷款，没有抵押物）：{waits}",
        f"{second}（给二十个工人做叉车培训，要拿证书，下个月…）：{waits}",
    ]
    assert progress(service, talk) == {"lines": both, "unknown": [], "bound": None}
    for text in (f"{second.lower()}呢", f"{second[2:]}办好没", f"xq {second[2:]}"):
        assert progress(service, talk, text) == {"lines": both[1:], "unknown": [], "bound": None}
    assert progress(service, service.open()[0]) == {"lines": [], "unknown": [], "bound": None}


def test_who_has_it(service: Service) -> None:
    talk = service.open()[0]
    case_no = service.submit(talk)["case_no"]
    service.step(talk, "choices", case_no=case_no, text="1")
    (line,) = progress(service, talk)["lines"]
    assert line.endswith("已匹配，等待派单。您选的是长沙融资担保公司，由窗口派单给他们。")
    service.move(case_no, "dispatched")
    (line,) = progress(service, talk)["lines"]
    assert line.endswith("已派单，等待机构受理。在长沙融资担保公司手里，等他们受理后联系您。")


def test_a_number_that_is_not_here_is_said_to_be_unknown(service: Service) -> None:
    talk, other = service.open()[0], service.open()[0]
    case_no = service.submit(other)["case_no"]
    service.submit(talk)
    assert progress(service, talk, f"查{case_no}") == {"lines": [], "unknown": [case_no], "bound": None}
    assert progress(service, talk, "XQ2026") == {"lines": [], "unknown": ["XQ2026"], "bound": None}
    assert len(progress(service, talk, "我电话13812345678，办到哪了")["lines"]) == 1


def test_who_has_it_and_what_is_owed(service: Service) -> None:
    conversation = service.open()
    case_no = str(service.submit(conversation[0])["case_no"])
    headers = service.as_user("at-county")
    path = f"/api/v1/demands/{case_no}"
    assert service.client.post(f"{path}/dispatch", json={}, headers=headers).status_code == 200
    (line,) = service.step(conversation[0], "progress", text="进度").json()["lines"]
    assert "在W-430112窗口手里" in line
    assert service.client.post(f"{path}/wait", json={"text": "请补一张营业执照"}, headers=headers).status_code == 200
    (line,) = service.step(conversation[0], "progress", text="进度").json()["lines"]
    assert "办理单位在等您补充：请补一张营业执照。" in line
    service.bot.script = lambda _: turn(reply("在办着呢"), intent="check_progress")
    assert service.say(conversation, "到哪一步了").json()["replies"][0]["text"] == "在办着呢"
    assert service.client.get(path, headers=headers).json()["waiting_since"]  # a question is no answer
    service.bot.script = lambda _: turn(reply("想让我们帮您办什么？"), intent="unclear")
    (told,) = service.say(conversation, "执照拍好了").json()["replies"]
    assert told["text"] == f"收到，已经转给办理单位，编号{case_no}接着往下办。还有要补的直接发就行。"
    assert service.client.get(path, headers=headers).json()["waiting_since"] is None
    history = service.client.get(f"{path}/history", headers=headers).json()
    assert (history[-1]["action"], history[-1]["reason"]) == ("resume", "企业已答复：执照拍好了")
    (line,) = service.step(conversation[0], "progress", text="进度").json()["lines"]
    assert "补充" not in line
