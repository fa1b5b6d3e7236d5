"""An agent takes a talk on the official account over: his lines arrive there once, the bot is silent, refusals are told."""

from __future__ import annotations

from api.channels.fake_wechat.people import By
from tests.api.channels.phone import Phones
from tests.api.desk import HANDOVERS, act, agent


def lines(phones: Phones) -> list[str]:
    """Return what the person saw that was not an answer at once."""
    return [one.text for one in phones.person("o1").seen if one.by is By.SERVICE]


def test_the_lines_of_an_agent_arrive_once(phones: Phones) -> None:
    service, who = phones.service, agent(phones.service, "zuoxi01")
    phones.say("o1", "转人工")
    talk, before = phones.conversation_id("o1"), len(phones.person("o1").seen)
    act(service, who, talk, "take")
    for _ in range(2):
        said = act(service, who, talk, "messages", text="您好，我是坐席", client_message_id="k1")
        assert (said.status_code, said.json()["undelivered"]) == (201, None)
    assert lines(phones) == ["您好，我是坐席"]
    heard = len(service.bot.texts)
    phones.say("o1", "在的，想贷款")
    assert len(service.bot.texts) == heard
    assert len(phones.person("o1").seen) == before + 1
    whole = service.client.get(f"{HANDOVERS}/{talk}", headers=who).json()
    assert [one["text"] for one in whole["messages"]][-2:] == ["您好，我是坐席", "在的，想贷款"]


def test_what_the_platform_refuses_is_told(phones: Phones) -> None:
    service, who = phones.service, agent(phones.service, "zuoxi01")
    phones.say("o1", "转人工")
    talk = phones.conversation_id("o1")
    act(service, who, talk, "take")
    answers = [act(service, who, talk, "messages", text=f"第{n}句").json()["undelivered"] for n in range(8)]
    assert answers[0] is None
    assert "条数已用完" in answers[-1]
    whole = service.client.get(f"{HANDOVERS}/{talk}", headers=who).json()
    assert whole["messages"][-1]["undelivered"] == answers[-1]
