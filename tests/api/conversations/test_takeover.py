"""Exactly one person answers, the bot is silent meanwhile, and nothing the enterprise says is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry, Role
from api.catalogue.models import Window
from api.clock import utc_now
from api.conversations import takeover
from api.conversations.models import Conversation
from tests.api.conftest import BACKENDS, Service
from tests.api.desk import HANDOVERS, act, agent, said, taking
from tests.api.fakes import reply, turn
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("messages", {"text": "您好"}),
    ("return", {}),
    ("seen", {}),
    ("transfer", {"agent": "zuoxi02"}),
]


def waiting(service: Service) -> tuple[str, dict[str, str]]:
    """Return a conversation that waits for a person."""
    conversation = service.open()
    service.say(conversation, "转人工")
    service.step(conversation[0], "handoff")
    return conversation


def test_of_two_at_once_one_succeeds(service: Service) -> None:
    talk, people = waiting(service)[0], {name: agent(service, name) for name in ("zuoxi01", "zuoxi02", "zuoxi03")}
    answers = service.together(*(taking(talk, headers) for headers in people.values()))
    won = [name for name, answer in zip(people, answers, strict=True) if answer.status_code == 200]
    assert len(won) == 1
    for answer in answers:
        if answer.status_code != 200:
            assert shape(answer, 409, "ConflictError")["detail"] == f"这个对话已由 {won[0]} 接手。"
    again = act(service, people[won[0]], talk, "take")
    assert (again.status_code, again.json()["owner"]) == (200, won[0])
    texts = [one["text"] for one in again.json()["messages"]]
    assert texts.count(takeover.ARRIVED) == 1


def test_the_bot_is_silent_until_it_is_given_back(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    act(service, who, conversation[0], "take")
    before = len(service.bot.texts)
    answer = service.say(conversation, "你好，在吗", "key-1").json()
    assert (answer["replies"], answer["handoff"]) == ([], True)
    assert service.say(conversation, "你好，在吗", "key-1").json() == answer
    assert act(service, who, conversation[0], "messages", text="在的，您请说").status_code == 201
    assert len(service.bot.texts) == before
    assert said(service, conversation)[-2:] == [("user", "你好，在吗"), ("agent", "在的，您请说")]
    assert service.read(conversation)["attended"]
    back = act(service, who, conversation[0], "return")
    assert (back.status_code, back.json()["owner"], back.json()["handoff"]) == (200, None, False)
    assert said(service, conversation)[-1] == ("agent", takeover.GIVEN_BACK)
    assert service.say(conversation, "那我接着说").json()["replies"]
    assert not service.read(conversation)["attended"]


def test_the_open_question_of_the_bot_stays_open(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    service.bot.script = lambda _: turn(reply("在哪个区？", asks="region"))
    service.say(conversation, "想贷款")
    for what in ("take", "return"):
        assert act(service, who, conversation[0], what).status_code == 200
    service.say(conversation, "望城")
    assert service.bot.messages[-1]["metadata"]["asked"] == "region"


def test_an_answer_of_the_bot_that_comes_too_late_is_dropped(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    asked, taken_over = asyncio.Event(), asyncio.Event()

    async def slow(_: Any) -> dict[str, Any]:
        asked.set()
        await taken_over.wait()
        return turn(reply("机器人来晚了"), reply("登记好了", case_nos=["XQ1"]))

    service.bot.script = slow
    say = {"text": "想贷款", "client_message_id": "k"}

    async def take(client: Any) -> Any:
        await asked.wait()
        answer = await client.post(f"{HANDOVERS}/{conversation[0]}/take", headers=who)
        taken_over.set()
        return answer

    path = f"/api/v1/conversations/{conversation[0]}/messages"
    answer, taken = service.together(lambda client: client.post(path, json=say, headers=conversation[1]), take)
    assert (taken.status_code, answer.status_code) == (200, 200)
    assert [one["text"] for one in answer.json()["replies"]] == ["登记好了"]
    assert ("bot", "机器人来晚了") not in said(service, conversation)


def test_what_the_bot_left_unanswered_is_the_persons(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    service.bot.is_up = False
    service.say(conversation, "想贷款")
    act(service, who, conversation[0], "take")
    act(service, who, conversation[0], "return")
    service.bot.is_up = True
    service.say(conversation, "还在吗")
    assert service.bot.texts == ["还在吗"]


@pytest.mark.parametrize(("what", "body"), ACTIONS)
def test_only_the_owner_acts(service: Service, what: str, body: dict[str, Any]) -> None:
    conversation, who, other = waiting(service), agent(service, "zuoxi01"), agent(service, "zuoxi03")
    agent(service, "zuoxi02")
    assert "先接手" in shape(act(service, who, conversation[0], what, **body), 409, "ConflictError")["detail"]
    act(service, who, conversation[0], "take")
    assert "zuoxi01" in shape(act(service, other, conversation[0], what, **body), 409, "ConflictError")["detail"]
    assert act(service, who, conversation[0], what, **body).status_code < 300


@pytest.mark.parametrize("what", ["take", "notes", "messages", "return", "seen", "transfer", "reveal"])
def test_who_may_not(service: Service, what: str) -> None:
    body = {"text": "好", "agent": "zuoxi02", "purpose": "回电"}
    talk = waiting(service)[0]
    shape(act(service, service.user("viewer"), talk, what, **body), 403, "NotAllowedError")
    shape(act(service, {}, talk, what, **body), 401, "UnauthenticatedError")
    shape(act(service, service.user("agent"), "nobody", what, **body), 404, "NotFoundError")


@pytest.mark.parametrize(
    ("what", "body"),
    [("messages", {"text": ""}), ("messages", {"text": " \u200b"}), ("notes", {}), ("transfer", {})]
    + [("transfer", {"agent": "a", "window": "b"}), ("reveal", {"purpose": ""})],
)
def test_payloads_that_make_no_sense(service: Service, what: str, body: dict[str, Any]) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    act(service, who, conversation[0], "take")
    assert act(service, who, conversation[0], what, **body).status_code == 422


def test_said_once_however_often_it_is_sent(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    act(service, who, conversation[0], "take")
    first, second = (
        act(service, who, conversation[0], "messages", text="您好，身份证 110101199003074514", client_message_id="k")
        for _ in range(2)
    )
    assert first.json() == second.json()
    mine = [text for role, text in said(service, conversation) if role == "agent" and "您好" in text]
    assert len(mine) == 1
    assert "199003074514" not in mine[0]


def test_notes_stay_inside(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    assert act(service, who, conversation[0], "notes", text="老板脾气急").status_code == 201
    whole = service.client.get(f"{HANDOVERS}/{conversation[0]}", headers=who).json()
    assert [(one["author"], one["text"]) for one in whole["notes"]] == [("zuoxi01", "老板脾气急")]
    assert "老板脾气急" not in str(service.read(conversation))
    assert "zuoxi01" not in str(service.read(conversation))


def test_notes_and_lists_name_nobody(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    service.bot.script = lambda body: turn(
        reply(f"周晓明，听到了：{body['text']}"), contact="周晓明", need="周晓明想贷款"
    )
    service.say(conversation, "转人工，身份证430102199003077715")
    service.step(conversation[0], "handoff")
    note = act(service, who, conversation[0], "notes", text="周晓明下午打15973210003").json()
    assert note["text"] == "周**下午打159****0003"
    whole = service.client.get(f"{HANDOVERS}/{conversation[0]}", headers=who)
    listed = service.client.get(f"{HANDOVERS}?limit=100", headers=who)
    assert [one["text"] for one in whole.json()["notes"]] == [note["text"]]
    (mine,) = [one for one in listed.json() if one["conversation_id"] == conversation[0]]
    assert mine["last"]["text"].startswith("周**，听到了")
    assert mine["need"] == "周**想贷款"
    assert not [mark for mark in ("周晓明", "15973210003") if mark in whole.text + listed.text]


def test_passed_to_a_colleague(service: Service) -> None:
    conversation, who, other = waiting(service), agent(service, "zuoxi01"), agent(service, "zuoxi02")
    act(service, who, conversation[0], "take")
    passed = act(service, who, conversation[0], "transfer", agent="zuoxi02", note="贷款的事您熟")
    assert passed.json()["owner"] == "zuoxi02"
    shape(act(service, who, conversation[0], "messages", text="好"), 409, "ConflictError")
    assert act(service, other, conversation[0], "messages", text="您好").status_code == 201
    whole = service.client.get(f"{HANDOVERS}/{conversation[0]}", headers=other).json()
    assert [one["text"] for one in whole["notes"]] == ["贷款的事您熟"]


def test_to_whom_it_cannot_be_passed(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    agent(service, "guanli", role=Role.VIEWER)
    act(service, who, conversation[0], "take")
    shape(act(service, who, conversation[0], "transfer", agent="nobody"), 404, "NotFoundError")
    shape(act(service, who, conversation[0], "transfer", agent="guanli"), 422, "InvalidInputError")
    shape(act(service, who, conversation[0], "transfer", agent="zuoxi01"), 409, "ConflictError")


def windows(service: Service) -> None:
    """Have windows."""
    with service.session(write=True) as session:
        if session.exec(select(Window).where(Window.key == "zhuzhou")).first() is None:
            for key in ("zhuzhou", "xiangtan", "closed"):
                session.add(
                    Window(key=key, name=f"{key}窗口（样例）", level="city", parent="hub", is_open=key != "closed")
                )


def test_passed_to_a_window(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    here, there = agent(service, "zhuzhou01", "zhuzhou"), agent(service, "xiangtan01", "xiangtan")
    windows(service)
    act(service, who, conversation[0], "take")
    shape(act(service, who, conversation[0], "transfer", window="nowhere"), 404, "NotFoundError")
    shape(act(service, who, conversation[0], "transfer", window="closed"), 409, "ConflictError")
    act(service, who, conversation[0], "transfer", window="zhuzhou")

    def sees(headers: dict[str, str]) -> bool:
        listed = service.client.get(HANDOVERS, params={"scope": "waiting", "limit": 100}, headers=headers).json()
        return conversation[0] in [one["conversation_id"] for one in listed]

    assert (sees(here), sees(there), sees(who)) == (True, False, True)
    shape(act(service, there, conversation[0], "take"), 404, "NotFoundError")
    assert act(service, here, conversation[0], "take").json()["owner"] == "zhuzhou01"


def test_the_lists(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi09")

    def ids(scope: str) -> list[str]:
        listed = service.client.get(HANDOVERS, params={"scope": scope, "limit": 100}, headers=who).json()
        return [one["conversation_id"] for one in listed]

    assert conversation[0] in ids("waiting")
    assert ids("mine") == []
    act(service, who, conversation[0], "take")
    assert conversation[0] not in ids("waiting")
    assert ids("mine") == [conversation[0]]
    assert conversation[0] in ids("taken")
    assert service.client.get(HANDOVERS, params={"scope": "x"}, headers=who).status_code == 422


def test_left_lying_it_waits_again(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    act(service, who, conversation[0], "take")
    idle, now = timedelta(minutes=15), utc_now()
    with service.session(write=True) as session:
        assert conversation[0] not in takeover.release_idle(session, now + timedelta(minutes=14), idle)
    with service.session(write=True) as session:
        assert conversation[0] in takeover.release_idle(session, now + timedelta(minutes=16), idle)
    with service.session(write=True) as session:
        assert takeover.release_idle(session, now + timedelta(minutes=16), idle) == []
    assert said(service, conversation)[-1] == ("agent", takeover.RELEASED)
    assert service.read(conversation)["handoff"]
    assert service.say(conversation, "还有人吗").json()["replies"]


def test_what_is_left_lying_can_be_taken(service: Service) -> None:
    conversation, who = waiting(service), agent(service, "zuoxi01")
    act(service, who, conversation[0], "take")
    with service.session(write=True) as session:
        kept = session.get(Conversation, conversation[0])
        kept.owner_seen_at = utc_now() - timedelta(minutes=16)
        session.add(kept)
    assert act(service, agent(service, "zuoxi02"), conversation[0], "take").json()["owner"] == "zuoxi02"


def test_the_number_is_revealed_with_a_purpose(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    service.bot.script = lambda _: turn(phone="13812345678", contact="周明")
    service.say(conversation, "我叫周明，电话13812345678")
    shown = act(service, who, conversation[0], "reveal", purpose="对话断了，打电话继续")
    assert shown.json() == {"contact": "周明", "phone": "13812345678"}
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == conversation[0], AuditEntry.action == "reveal_phone")
        assert [one.actor for one in session.exec(query)] == ["zuoxi01"]


@pytest.mark.parametrize(("channel", "fault"), [("web", None), ("hotline", "请打电话"), ("wechat", "没有送到")])
def test_what_does_not_get_there_says_so(service: Service, channel: str, fault: str | None) -> None:
    talk, who = service.open(channel)[0], agent(service, "zuoxi01")
    act(service, who, talk, "take")
    answer = act(service, who, talk, "messages", text="您好").json()
    whole = service.client.get(f"{HANDOVERS}/{talk}", headers=who).json()
    for told in (answer["undelivered"], whole["messages"][-1]["undelivered"]):
        assert told is None if fault is None else fault in told
