"""Whoever unfollows is forgotten at once: his words, his number, his openid, and every link to his answers."""

from __future__ import annotations

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.callbacks.models import CallBack
from api.channels.wechat import followers
from api.channels.wechat.models import Follower, Inbound
from api.conversations.models import Conversation, Message
from api.demands.models import Demand
from api.matches.models import Match
from api.ratings.models import Rating
from tests.api.channels.phone import UNHURRIED_SECONDS, Phones
from tests.api.conftest import BACKENDS
from tests.api.fakes import reply, turn

SECRETS = ("王样例", "13812345678", "没有抵押物", "o-secret")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_unfollowing_removes_the_person(phones: Phones) -> None:
    phones.service.bot.script = lambda _: turn(reply("王样例，13812345678，没有抵押物"), contact="王样例")
    phones.say("o-secret", "我是王样例，13812345678，没有抵押物")
    conversation_id = phones.conversation_id("o-secret")
    case_no = phones.service.submit(conversation_id, contact="王样例", phone="13812345678")["case_no"]
    phones.service.step(conversation_id, "call-backs", phone="13812345678")
    phones.service.step(
        conversation_id, "appeals", draft_key="a1", slots={"appeal_detail": "没有抵押物", "object": "王样例"}
    )
    phones.service.step(conversation_id, "ratings", text=f"{case_no} 打4分，王样例办得好")
    delivered = phones.event("o-secret", "unsubscribe")
    assert (delivered.attempts, delivered.seen) == (1, None)
    with phones.service.session() as session:
        assert followers.get(session, followers.key_of("o-secret")) is None
        assert list(session.exec(select(Inbound))) == []
        messages = session.exec(select(Message).where(Message.conversation_id == conversation_id)).all()
        assert {(m.text, m.answer is None, str(m.payload)) for m in messages} == {("", True, "{}")}
        demand = session.exec(select(Demand).where(Demand.conversation_id == conversation_id)).one()
        assert (demand.need, demand.personal, demand.phone_fingerprint) == ("", {}, None)
        assert (demand.case_no, demand.region, demand.category) == (case_no, "430112", "finance")
        kept = [
            session.get_one(Conversation, conversation_id),
            *session.exec(select(CallBack).where(CallBack.conversation_id == conversation_id)),
            *session.exec(select(Rating).where(Rating.conversation_id == conversation_id)),
            *session.exec(select(Match).where(Match.demand_id == demand.id)),
        ]
        assert not any(secret in str(row) for row in kept for secret in SECRETS)
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == conversation_id)).one()
        assert (entry.actor, entry.action) == ("wechat", "erase")


def test_link_of_a_forgotten_answer_opens_nothing(phones: Phones) -> None:
    item = {"item_id": "S1", "kind": "service", "name": "样例服务", "provider": "样例机构", "number": 1}
    phones.service.bot.script = lambda _: turn(reply("找到一项。", items=[item]))
    phones.say("o1", "想贷款")
    path = phones.last("o1").url.removeprefix("https://qifu.example")
    assert phones.service.client.get(path).status_code == 200
    phones.event("o1", "unsubscribe")
    assert phones.service.client.get(path).status_code == 404


def test_whoever_follows_again_is_somebody_new(phones: Phones) -> None:
    phones.say("o1", "想贷款")
    before = phones.conversation_id("o1")
    phones.event("o1", "unsubscribe")
    phones.event("o1", "subscribe")
    phones.say("o1", "又来了")
    assert phones.conversation_id("o1") != before
    assert [text for _, text in phones.messages("o1")] == ["又来了", "听到了：又来了"]


def test_stranger_who_unfollows(phones: Phones) -> None:
    assert phones.event("o-never-seen", "unsubscribe").attempts == 1


def test_unfollowing_while_the_answer_is_worked_on(phones: Phones) -> None:
    """The answer finds nobody, and nothing of it is kept, not even what the turn wrote afterwards."""
    phones.wechat.reception._seconds = 0.3
    phones.hold_bot(lambda body: turn(reply("找到了")))
    phones.say("o1", "想贷款")
    conversation_id = phones.conversation_id("o1")
    phones.event("o1", "unsubscribe")
    phones.release_bot()
    phones.wechat.reception._seconds = UNHURRIED_SECONDS
    assert phones.person("o1").seen == []
    with phones.service.session() as session:
        assert list(session.exec(select(Inbound))) == []
        assert list(session.exec(select(Follower))) == []
        messages = session.exec(select(Message).where(Message.conversation_id == conversation_id)).all()
        assert {message.text for message in messages} == {""}


def test_openid_is_unreadable_in_the_file(phones: Phones) -> None:
    phones.say("o-secret", "在吗")
    assert [row.text for row in phones.rows("o-secret")] == [""]  # kept once, in the conversation
    with phones.service.session() as session:
        for table in ("wechat_followers", "wechat_inbound"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608
            assert rows
            assert "o-secret" not in str(rows)
            assert "在吗" not in str(rows)
