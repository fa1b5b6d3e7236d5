"""Persons answer, at the service's own desk or in WeCom itself: the bot is silent, what does not arrive is told."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.channels.fake_wecom.guests import BOT, ENDED, HUMAN, NEW, QUEUE
from api.channels.fake_wecom.platform import MOVE, SEND, STATE, KfRules
from api.channels.models import SendState
from api.channels.wecom import sendings
from api.channels.wecom.models import KfSending
from api.clock import aware, utc_now
from api.conversations import store, takeover
from api.conversations.models import Conversation
from tests.api.channels.lobby import Lobby
from tests.api.channels.wecom.conftest import OpenLobby
from tests.api.conftest import BACKENDS
from tests.api.desk import HANDOVERS, act, agent
from tests.api.fakes import reply, turn

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
MORNING = time(10, 0)


@pytest.fixture
def theirs(open_service: OpenLobby) -> Lobby:
    """Return a service whose talks are handed to WeCom's queue; it is a working day's morning."""
    return open_service(KfRules(), wecom_desk=True, time_of_day=MORNING)


def talk_of(lobby: Lobby, name: str = "u1") -> str:
    return lobby.guest(name).conversation_id


def wants_person(lobby: Lobby, name: str = "u1") -> None:
    """Have somebody ask for a person, and the bot mark the talk for one."""

    def mark(body: dict[str, Any]) -> dict[str, Any]:
        with lobby.service.session(write=True) as session:
            store.hand_over(session, store.require(session, body["sender"]))
        return turn(reply("这就给您转人工"))

    lobby.service.bot.script = mark
    lobby.say(name, "转人工")
    lobby.service.bot.script = None


def owner(lobby: Lobby, name: str = "u1") -> tuple[str | None, bool]:
    with lobby.service.session() as session:
        found = session.get_one(Conversation, talk_of(lobby, name))
        return found.owner, found.handoff


@both
def test_lines_of_the_own_desk_arrive_once(lobby: Lobby) -> None:
    service, who = lobby.service, agent(lobby.service, "zuoxi01")
    wants_person(lobby)
    assert lobby.person("u1").state == NEW  # the session stays ours: otherwise the desk could send nothing
    talk, heard = talk_of(lobby), len(service.bot.texts)
    act(service, who, talk, "take")
    for _ in range(2):
        said = act(service, who, talk, "messages", text="您好，我是坐席", client_message_id="k1")
        assert (said.status_code, said.json()["undelivered"]) == (201, None)
    assert lobby.person("u1").texts[-1] == "您好，我是坐席"
    assert lobby.person("u1").texts.count("您好，我是坐席") == 1
    lobby.say("u1", "在的")
    lobby.platform.wrote("u1", "image", {"media_id": "m1"})
    lobby.call_back()
    assert (len(service.bot.texts), lobby.person("u1").texts[-1]) == (heard, "您好，我是坐席")
    assert lobby.messages("u1")[-2:] == [("user", "在的"), ("user", "[图片] m1")]
    act(service, who, talk, "return")
    lobby.say("u1", "回来了")
    assert lobby.person("u1").texts[-1] == "听到了：回来了"


@both
def test_what_did_not_arrive_is_told_at_the_desk(lobby: Lobby) -> None:
    service, who = lobby.service, agent(lobby.service, "zuoxi01")
    wants_person(lobby)
    act(service, who, talk_of(lobby), "take")
    lobby.person("u1").rejects = True
    assert act(service, who, talk_of(lobby), "messages", text="您好").json()["undelivered"] is None
    lobby.call_back()
    whole = service.client.get(f"{HANDOVERS}/{talk_of(lobby)}", headers=who).json()
    assert "拒收" in whole["messages"][-1]["undelivered"]
    with service.session() as session:
        row = session.exec(select(KfSending).where(KfSending.key.startswith("desk:"))).one()  # type: ignore[attr-defined]
    assert (row.state, row.reason) == (SendState.REFUSED, "rejected")


def test_event_that_is_faster_than_the_answer_is_believed(lobby: Lobby) -> None:
    lobby.say("u1", "在吗")
    talk = talk_of(lobby)
    with lobby.service.session(write=True) as session:
        begun = sendings.begin(session, talk, "k1")
        assert isinstance(begun, sendings.Begun)
        sendings.failed(session, begun.message_id, sendings.Reason.REJECTED)
    with lobby.service.session(write=True) as session:
        sent = sendings.finish(session, begun, sendings.KfSent(SendState.ACCEPTED, message_id=begun.message_id))
    assert (sent.state, sent.reason) == (SendState.REFUSED, sendings.Reason.REJECTED)


def test_fail_event_of_something_unknown_is_taken(lobby: Lobby) -> None:
    lobby.platform.happened("u1", "msg_send_fail", fail_msgid="nobody-knows", fail_type="x")
    assert lobby.call_back().status_code == 200
    assert lobby.cursor().cursor == "c-1"


@both
def test_state_that_is_another_than_was_thought(lobby: Lobby) -> None:
    """Somebody took the session in WeCom and the event has not come yet: 95018, the platform is asked, the state kept."""
    service, who = lobby.service, agent(lobby.service, "zuoxi01")
    wants_person(lobby)
    act(service, who, talk_of(lobby), "take")
    lobby.person("u1").state = HUMAN
    for _ in range(2):
        answer = act(service, who, talk_of(lobby), "messages", text="您好").json()
        assert "企业微信里" in answer["undelivered"]
    assert (lobby.guest("u1").state, lobby.platform.calls[STATE], lobby.platform.calls[SEND]) == (HUMAN, 1, 2)


def test_handed_to_the_queue_taken_and_ended_there(theirs: Lobby) -> None:
    wants_person(theirs)
    person, bot = theirs.person("u1"), theirs.service.bot
    assert (person.state, theirs.guest("u1").state) == (QUEUE, QUEUE)
    assert person.texts[-1] == "这就给您转人工"  # what the bot said came before
    heard = len(bot.texts)
    theirs.say("u1", "还在吗")
    theirs.platform.picked_up("u1", "zhang.san")
    theirs.platform.servicer_says("u1", "您好，我是小张")
    theirs.say("u1", "想问贷款")
    assert owner(theirs) == ("wecom:zhang.san", True)
    assert len(bot.texts) == heard
    lines = [line for line in theirs.messages("u1") if line[0] in ("user", "agent")][-4:]
    assert [text for _, text in lines][-2:] == ["您好，我是小张", "想问贷款"]
    theirs.platform.ended("u1")
    theirs.call_back()
    assert (owner(theirs), theirs.guest("u1").state) == ((None, False), ENDED)
    theirs.say("u1", "又来了")
    assert (person.texts[-1], theirs.guest("u1").state) == ("听到了：又来了", NEW)


def test_handed_to_one_person(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(), wecom_desk=True, wecom_servicer="zhang.san", time_of_day=MORNING)
    wants_person(lobby)
    assert (lobby.person("u1").state, lobby.person("u1").servicer) == (HUMAN, "zhang.san")
    assert owner(lobby) == ("wecom:zhang.san", True)


def test_outside_office_hours_the_bot_goes_on(open_service: OpenLobby) -> None:
    lobby = open_service(KfRules(), wecom_desk=True, time_of_day=time(23, 0))
    wants_person(lobby)
    lobby.say("u1", "那先问问")
    assert (lobby.person("u1").state, lobby.person("u1").texts[-1]) == (NEW, "听到了：那先问问")


def test_agent_of_the_own_desk_returns_what_waits_in_wecom(theirs: Lobby) -> None:
    """The session is ended there, so that the next message begins with the bot."""
    service, who = theirs.service, agent(theirs.service, "zuoxi01")
    wants_person(theirs)
    act(service, who, talk_of(theirs), "take")
    act(service, who, talk_of(theirs), "return")
    assert theirs.sweep() == 1
    assert (theirs.person("u1").state, theirs.guest("u1").state) == (ENDED, ENDED)
    theirs.say("u1", "再问一句")
    assert theirs.person("u1").texts[-1] == "听到了：再问一句"


@pytest.mark.parametrize("state", [BOT, HUMAN, ENDED])
def test_move_that_is_refused_has_the_state_asked_for(theirs: Lobby, state: int) -> None:
    theirs.platform.fail(MOVE, 95016)
    theirs.say("u1", "想贷款")
    theirs.service.step(talk_of(theirs), "handoff")
    theirs.person("u1").state = state
    assert theirs.sweep() == 1
    assert theirs.guest("u1").state == state
    assert theirs.sweep() == 0  # not again within a minute


def test_desk_does_not_release_what_a_person_in_wecom_has(theirs: Lobby) -> None:
    wants_person(theirs)
    theirs.platform.picked_up("u1", "zhang.san")
    theirs.call_back()
    with theirs.service.session(write=True) as session:
        row = session.get_one(Conversation, talk_of(theirs))
        row.owner_seen_at = utc_now() - timedelta(hours=2)
        session.add(row)
    theirs.sweep()
    with theirs.service.session(write=True) as session:
        assert takeover.release_idle(session, utc_now(), timedelta(minutes=15)) == []
        seen = session.get_one(Conversation, talk_of(theirs)).owner_seen_at
    assert seen is not None
    assert utc_now() - aware(seen) < timedelta(minutes=1)
