"""Wishes to be called are taken, tried, put off and met, by route and by command alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.callbacks import work
from api.callbacks.models import CallBack, TryOutcome
from api.clock import CHINA, in_china
from api.settings import Settings
from tests.api.conftest import BACKENDS, Service, StartService
from tests.api.test_app import shape

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PATH = "/api/v1/call-backs"


def wished(service: Service) -> int:
    """Have somebody of the county wish to be called."""
    talk = service.open()[0]
    service.submit(talk, phone="13812345678")
    service.step(talk, "call-backs", phone="13812345678")
    listed = service.client.get(PATH, params={"limit": 100}, headers=service.user("agent")).json()
    return next(int(one["id"]) for one in listed if one["conversation_id"] == talk)


def post(service: Service, number: int, place: str, role: str = "agent", **body: Any) -> Any:
    return service.client.post(f"{PATH}/{number}/{place}", json=body, headers=service.user(role))


def numbers(service: Service, which: str, role: str = "agent") -> list[int]:
    found = service.client.get(PATH, params={"list": which, "limit": 100}, headers=service.user(role)).json()
    return [one["id"] for one in found]


@everywhere
def test_taken_tried_put_off_and_met(alone: Service) -> None:
    number = wished(alone)
    assert numbers(alone, "due") == numbers(alone, "all") == [number]
    assert post(alone, number, "take").json()["assigned_to"] == "the-agent"
    assert (numbers(alone, "mine"), numbers(alone, "due", "admin")) == ([number], [])
    shape(post(alone, number, "take", role="admin"), 409, "ConflictError")
    tried = post(alone, number, "calls", outcome="not_reached", note="占线").json()
    assert [(one["outcome_label"], one["note"], one["actor"]) for one in tried["tries"]] == [
        ("没打通", "占线", "the-agent")
    ]
    assert tried["done_at"] is None
    assert numbers(alone, "due") == []  # not before the next working day
    off = post(alone, number, "put-off", at="2100-01-02T10:00:00+08:00", reason="企业出差").json()
    assert off["next_at"] == "2100-01-04T09:00:00+08:00"  # a Saturday becomes the Monday
    done = post(alone, number, "calls", outcome="reached", note="说清楚了，找 13912345678").json()
    assert (done["done_by"], done["tries"][1]["note"]) == ("the-agent", "说清楚了，找 139****5678")
    assert numbers(alone, "all") == []
    whole = alone.client.get(f"{PATH}/{number}", headers=alone.user("agent")).json()
    assert [one["outcome"] for one in whole["tries"]] == ["not_reached", "reached"]
    for place, body in (
        ("take", {}),
        ("calls", {"outcome": "reached"}),
        ("put-off", {"at": "2100-01-04T10:00:00+08:00", "reason": "再打"}),
    ):
        shape(post(alone, number, place, **body), 409, "ConflictError")
    with alone.session() as session:
        noted = session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"call-back {number}")).all()
    assert sorted(noted) == ["call_back_call", "call_back_call", "put_off_call_back", "take_call_back"]


@everywhere
def test_not_reached_on_a_friday_comes_up_on_monday_and_a_new_wish_at_once(alone: Service) -> None:
    number = wished(alone)
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=CHINA)
    with alone.session(write=True) as session:
        call = session.get_one(CallBack, number)
        work.called(session, call, "the-agent", TryOutcome.NOT_REACHED, "", friday)
        assert call.next_at
        assert in_china(call.next_at) == datetime(2026, 11, 30, 9, 0, tzinfo=CHINA)
        talk = call.conversation_id
    alone.step(str(talk), "call-backs", phone="13912345678")
    (again,) = alone.client.get(PATH, params={"list": "due"}, headers=alone.user("agent")).json()
    assert (again["id"], again["next_at"], again["phone"]) == (number, None, "139****5678")


def test_what_makes_no_sense(alone: Service) -> None:
    number = wished(alone)
    past = (datetime.now(CHINA) - timedelta(days=1)).isoformat()
    for place, body in (
        ("calls", {"outcome": "perhaps"}),
        ("calls", {"outcome": "reached", "note": "好" * 2001}),
        ("put-off", {"at": past, "reason": "昨天再打"}),
        ("put-off", {"at": "2100-01-04T10:00:00", "reason": "没有时区"}),
        ("put-off", {"at": "2100-01-04T10:00:00+08:00", "reason": ""}),
    ):
        assert post(alone, number, place, **body).status_code == 422, (place, body)
    assert alone.client.get(PATH, params={"list": "yours"}, headers=alone.user("agent")).status_code == 422


@pytest.fixture
def service(start: StartService, settings: Settings) -> Service:
    """Return the service on whose data the commands work."""
    return start(settings)


def test_the_same_by_command(qifu: Any, service: Service) -> None:
    number = wished(service)
    me = ("--as", "at-county")
    assert f"{number}  " in qifu("call-back", "list", *me).output
    assert "共 0 条" in qifu("call-back", "list", "--as", "at-sister").output
    assert "at-county" in qifu("call-back", "take", number, *me).output
    taken = qifu("call-back", "take", number, "--as", "at-city")
    assert (taken.exit_code, "已经领了" in taken.stderr) == (1, True)
    assert qifu("call-back", "reveal", number, *me, "--purpose", "按约定回电").output == "13812345678\n"
    assert "再打" in qifu("call-back", "call", number, *me, "--outcome", "not_reached", "--note", "占线").output
    assert (
        "2100-01-04" in qifu("call-back", "put-off", number, *me, "--at", "2100-01-04T10:00", "--reason", "出差").output
    )
    assert "已回电" in qifu("call-back", "call", number, *me, "--outcome", "reached", "--note", "说清楚了").output
    shown = qifu("call-back", "show", number, *me).output
    assert ["占线" in shown, "说清楚了" in shown, "13812345678" in shown] == [True, True, False]
    other = wished(service)
    assert qifu("call-back", "done", other, *me).exit_code == 0
    assert qifu("call-back", "done", other, *me).exit_code == 1
    for refused, sentence in (
        (qifu("call-back", "show", number, "--as", "at-sister"), "不在您的范围内"),
        (qifu("call-back", "list", "--as", "of-bank"), "不能做这件事"),
    ):
        assert (refused.exit_code, sentence in refused.stderr) == (1, True)
