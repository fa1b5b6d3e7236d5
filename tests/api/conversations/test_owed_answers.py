"""What only answers a case that waits is not told to the bot, which would begin a need of it and ask for the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def waiting(service: Service) -> tuple[Any, str]:
    """Return a conversation with a case whose enterprise was asked something, and the case's number."""
    talk = service.open()
    case_no = service.submit(talk[0])["case_no"]
    path = f"/api/v1/demands/{case_no}/wait"
    asked = service.client.post(path, json={"text": "请补充去年营业额"}, headers=service.user("agent"))
    assert asked.status_code == 200, asked.text
    return talk, case_no


@pytest.mark.parametrize("intent", ["provide_info", "unclear", "affirm"])
def test_an_answer_for_others_is_kept_and_the_bot_not_told(service: Service, intent: str) -> None:
    talk, case_no = waiting(service)
    draft = service.read(talk)
    service.bot.script = lambda _: turn(reply("要办什么事？", asks="need"), intent=intent, revenue_cny=8_000_000)
    before = len(service.bot.messages)
    answer = service.say(talk, "去年营业额八百万").json()
    assert len(service.bot.messages) == before
    (told,) = answer["replies"]
    assert (told["text"], told["asks"]) == (
        f"收到，已经转给办理单位，编号{case_no}接着往下办。还有要补的直接发就行。", None,
    )  # fmt: skip
    assert "revenue_cny" not in answer["slots"]
    assert len(service.read(talk)["messages"]) == len(draft["messages"]) + 2
    path = f"/api/v1/demands/{case_no}"
    found = service.client.get(path, headers=service.user("agent")).json()
    assert found["waiting_since"] is None


def by_a_word(service: Service, confidence: float = 0.5) -> None:
    """Have the reader take whatever is said for a need, as sure as this."""
    taken = turn(reply("要办什么事？", asks="need"), intent="submit_need", need="贷款")
    taken["intent"]["confidence"] = confidence
    service.bot.script = lambda _: taken


def test_an_answer_that_a_word_makes_a_need_is_an_answer(service: Service) -> None:
    talk, case_no = waiting(service)
    by_a_word(service)
    before = len(service.bot.messages)
    answer = service.say(talk, "营业额八百万，去年的").json()
    assert len(service.bot.messages) == before
    assert (answer["intent"]["name"], answer["slots"].get("need")) == ("provide_info", None)
    assert [case_no in one["text"] for one in answer["replies"]] == [True]
    found = service.client.get(f"/api/v1/demands/{case_no}", headers=service.user("agent")).json()
    assert found["waiting_since"] is None


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("营业额八百万，去年的", 0.9),
        ("招两个焊工", 0.5),
        ("营业额够了，想贷两百万", 0.5),
        ("营业额多少算小微企业", 0.5),
    ],
)
def test_what_may_be_a_need_is_heard_as_one(service: Service, text: str, confidence: float) -> None:
    """Where the model itself takes it for a need, or its words wish or ask for something."""
    talk, case_no = waiting(service)
    by_a_word(service, confidence)
    service.say(talk, text)
    assert service.bot.texts[-1] == text
    found = service.client.get(f"/api/v1/demands/{case_no}", headers=service.user("agent")).json()
    assert found["waiting_since"] is not None


@pytest.mark.parametrize("intent", ["submit_need", "check_progress", "thanks", "correct_slot"])
def test_other_business_is_the_bots(service: Service, intent: str) -> None:
    talk, _ = waiting(service)
    service.bot.script = lambda _: turn(reply("好的"), intent=intent, need="想招两个焊工")
    service.say(talk, "另外想招两个焊工")
    assert service.bot.texts[-1] == "另外想招两个焊工"


def test_an_open_question_of_the_bot_comes_first(service: Service) -> None:
    talk = service.open()
    case_no = service.submit(talk[0])["case_no"]
    service.bot.script = lambda _: turn(reply("在什么地方？", asks="region"), intent="submit_need", need="想招焊工")
    service.say(talk, "想招焊工")
    path = f"/api/v1/demands/{case_no}/wait"
    assert service.client.post(path, json={"text": "请补充"}, headers=service.user("agent")).status_code == 200
    service.say(talk, "在望城")
    assert service.bot.texts[-1] == "在望城"


def test_a_bot_that_is_down_loses_nothing(service: Service) -> None:
    talk, _ = waiting(service)
    service.bot.is_up = False
    service.say(talk, "去年营业额八百万")
    service.bot.is_up = True
    assert service.read(talk)["messages"][-1]["text"] == "去年营业额八百万"
