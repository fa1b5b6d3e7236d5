"""What an enterprise adds in words that no slot holds is kept with the demand, unless another waits for an answer."""

from __future__ import annotations

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn
from tests.api.test_app import shape


def paused(service: Service, conversation: tuple[str, dict[str, str]]) -> str:
    """Record a demand, hand it over, and have whoever has it ask something."""
    case_no = str(service.submit(conversation[0])["case_no"])
    headers = service.as_user("at-county")
    for step, body in (("dispatch", {}), ("wait", {"text": "请补一张营业执照"})):
        assert service.client.post(f"/api/v1/demands/{case_no}/{step}", json=body, headers=headers).status_code == 200
    return case_no


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_it_stands_in_the_history(service: Service) -> None:
    talk = service.open()[0]
    case_no = service.submit(talk)["case_no"]
    assert service.step(talk, "remarks", case_no=case_no, text="工资五千包吃住").json() == {"kept": True}
    history = service.client.get(f"/api/v1/demands/{case_no}/history", headers=service.user("agent")).json()
    assert (history[-1]["action"], history[-1]["reason"]) == ("note", "企业补充：工资五千包吃住")


def test_where_another_waits_it_is_left_to_be_the_answer(service: Service) -> None:
    conversation = service.open()
    paused(service, conversation)
    second = service.submit(conversation[0], "b")["case_no"]
    assert service.step(conversation[0], "remarks", case_no=second, text="三十来页").json() == {"kept": False}


def test_a_foreign_demand_is_not_there(service: Service) -> None:
    case_no = service.submit(service.open()[0])["case_no"]
    shape(service.step(service.open()[0], "remarks", case_no=case_no, text="话"), 404, "NotFoundError")


@pytest.mark.parametrize(
    ("asked", "intent", "draft"),
    [
        ("region", "provide_info", {"need": "想招人", "region": "430400"}),  # the bot asked where
        ("confirm", "affirm", {"need": "想招人"}),
        ("choose", "deny", {"need": "想招人"}),
        (None, "submit_need", {"need": "想招人"}),
        (None, "ask_policy", {}),
    ],
)
def test_what_answers_the_bot_or_is_a_need_is_no_answer_to_the_institution(
    service: Service, asked: str | None, intent: str, draft: dict[str, str]
) -> None:
    conversation = service.open()
    case_no = paused(service, conversation)
    service.bot.script = lambda _: turn(reply("请问在哪？", asks=asked), need="想招人")
    service.say(conversation, "我还要招人")
    service.bot.script = lambda _: turn(reply("好"), intent=intent, **draft)
    (told,) = service.say(conversation, "话").json()["replies"]
    assert told["text"] == "好"
    path = f"/api/v1/demands/{case_no}"
    assert service.client.get(path, headers=service.as_user("at-county")).json()["waiting_since"]
