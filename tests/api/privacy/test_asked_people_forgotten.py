"""Deletion reaches what a person was asked afterwards: follow-ups, files of what would go out, calls, low scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from api import clock
from api.callbacks.models import CallBack
from api.clock import utc_now
from api.demands.models import Demand, DemandStatus
from api.followups import file_sender
from api.followups.file_sender import FileSender
from api.followups.models import FollowUp, FollowUpAttempt, FollowUpChannel, FollowUpStatus
from api.followups.senders import Outgoing
from api.ratings import sweeping
from api.ratings.models import Rating
from tests.api.conftest import BACKENDS, NEED, Service
from tests.api.followups.desk import Desk, at
from tests.api.test_app import shape

QUESTION, ANSWER, REMARK = "请补充赤焰砂的发票", "联系上了，是蓝田玉经理", "青金石一样慢"
PHONE = "13712340077"
WORDS = (QUESTION, ANSWER, REMARK, PHONE)
ERASURES = "/api/v1/privacy/erasures"


def recorded(service: Service) -> str:
    """Record a finished demand as an agent, without a conversation, and have it rated low on the telephone."""
    agent = service.user("agent")
    body = {"text": NEED["need"], "slots": {"region": "430112", "phone": PHONE, "contact": "蓝女士"}}
    made = service.client.post("/api/v1/demands", json={**body, "draft_key": uuid4().hex}, headers=agent)
    assert made.status_code == 201, made.text
    case_no = str(made.json()["case_no"])
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to).status_code == 200
    path = f"/api/v1/demands/{case_no}/rating"
    assert service.client.post(path, json={"score": 1, "remark": REMARK}, headers=agent).status_code == 201
    return case_no


def rows(service: Service, table: Any, condition: Any) -> list[Any]:
    """Return rows of a table."""
    with service.session() as session:
        return list(session.exec(select(table).where(condition)))


def erase(service: Service, **body: Any) -> Any:
    """Delete a person as the administrator."""
    return service.client.post(ERASURES, json={"purpose": "本人来电要求", **body}, headers=service.user("admin"))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_what_hangs_on_a_case_an_agent_recorded(alone: Service) -> None:
    case_no = recorded(alone)
    (call,) = rows(alone, CallBack, col(CallBack.case_no) == case_no)
    assert (call.phone, call.conversation_id) == (PHONE, None)
    body = {"case_no": case_no, "purpose": "本人来电要求"}
    taken = alone.client.post("/api/v1/privacy/exports", json=body, headers=alone.user("admin"))
    assert taken.status_code == 200, taken.text
    assert [one["phone"] for one in taken.json()["records"][0]["call_backs"]] == [PHONE]
    assert erase(alone, case_no=case_no).json() == {"conversations": 0, "demands": 1, "appeals": 0}
    (call,) = rows(alone, CallBack, col(CallBack.case_no) == case_no)
    assert (call.phone, call.phone_fingerprint, call.done_by) == (None, None, "the-admin")
    (rating,) = rows(alone, Rating, col(Rating.case_no) == case_no)
    assert (rating.score, rating.remark) == (1, "")  # the figure stays
    (listed,) = alone.client.get(ERASURES, headers=alone.user("admin")).json()
    assert (listed["case_no"], listed["tracker_erased"]) == (case_no, True)


def test_a_low_score_opens_no_case_of_somebody_deleted(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    case_no = recorded(alone)
    erase(alone, case_no=case_no)
    monkeypatch.setattr(sweeping, "utc_now", lambda: utc_now() + sweeping.GRACE)
    with alone.session(write=True) as session:
        assert sweeping.sweep(session) == 0
    (demand,) = rows(alone, Demand, col(Demand.case_no) == case_no)
    assert demand.status is DemandStatus.RATED


@pytest.fixture
def desk(alone: Service, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the planner on a clock set by hand, messages to telephones written to files."""
    found = Desk(alone, monkeypatch)
    found.senders.register(FileSender(alone.state.settings.data_dir / file_sender.NAME, FollowUpChannel.SMS))
    return found


def in_files(service: Service) -> str:
    """Return all that stands in the files of what would go out."""
    folder: Path = service.state.settings.data_dir / file_sender.NAME
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("????-??-??.*")))


def asked(desk: Desk, key: str) -> tuple[Any, str]:
    """Let somebody be asked by message for what his demand lacks."""
    talk, case_no = desk.demand("wechat", key, phone=f"137{uuid4().int % 10**8:08d}")
    agent = desk.service.user("agent")
    path = f"/api/v1/demands/{case_no}/wait"
    with clock.at(at("01-05T09:30")):
        asking = desk.service.client.post(path, json={"text": f"{QUESTION}\n\n两份"}, headers=agent)
    assert asking.status_code == 200, asking.text
    desk.relay.drain()
    for moment in ("01-05T10:00", "01-06T10:00", "01-07T10:00", "01-08T10:00"):
        desk.sweep(moment)
    return talk, case_no


def test_the_files_of_what_would_go_out(desk: Desk) -> None:
    desk.senders.register(
        FileSender(desk.service.state.settings.data_dir / "outgoing", FollowUpChannel.WECHAT_TEMPLATE)
    )
    talk, case_no = asked(desk, "one")
    _, other = asked(desk, "two")
    written = in_files(desk.service)
    assert written.count(QUESTION) >= 4
    assert case_no in written
    gone = desk.service.client.delete(f"/api/v1/conversations/{talk[0]}", headers=talk[1])
    assert gone.status_code == 204, gone.text
    left = in_files(desk.service)
    assert (case_no in left, talk[0] in left, other in left) == (False, False, True)
    assert left.count("两份") == left.count(QUESTION) == written.count(QUESTION) - written.count(f"（编号{case_no}）")


def test_forgetting_by_case_leaves_the_others_whole(tmp_path: Path) -> None:
    sender = FileSender(tmp_path, FollowUpChannel.SMS)
    for n, text in enumerate(("甲\n\n乙", "丙", "丁")):
        sender.send(
            Outgoing(
                key=f"k:{n}", channel=FollowUpChannel.SMS, kind="in_service", case_no=f"XQ{n}", text=text,
                conversation_id=None, phone=PHONE, scored=False, again=False,
            )
        )  # fmt: skip
    assert file_sender.forget(tmp_path, None, "XQ0") == 1
    assert file_sender.forget(tmp_path, None, "XQ0") == 0
    (lines,), (text,) = list(tmp_path.glob("*.jsonl")), list(tmp_path.glob("*.txt"))
    assert [line.count("XQ") for line in lines.read_text().splitlines()] == [1, 1]
    assert "甲" not in text.read_text()
    assert "乙" not in text.read_text()
    assert text.read_text().count("[k:") == 2
    assert file_sender.forget(tmp_path / "nowhere", None, "XQ1") == 0


def test_open_follow_ups_end_and_their_words_go(desk: Desk) -> None:
    talk, case_no = desk.demand()
    desk.move(case_no, "accepted", "01-05T10:00")
    desk.sweep("01-08T15:00")
    desk.said(talk, ANSWER, "01-08T15:30")
    desk.sweep("01-08T16:00")
    assert desk.one(case_no).answer == ANSWER
    desk.move(case_no, "in_service", "01-09T10:00")
    desk.move(case_no, "completed", "01-12T10:00")
    export = desk.service.client.get(f"/api/v1/conversations/{talk[0]}/export", headers=talk[1]).json()
    (first, *_) = export["records"][0]["follow_ups"]
    assert (first["case_no"], first["answer"]) == (case_no, ANSWER)
    assert case_no in first["attempts"][0]["text"]
    assert desk.one(case_no).status is FollowUpStatus.PLANNED
    gone = desk.service.client.delete(f"/api/v1/conversations/{talk[0]}", headers=talk[1])
    assert gone.status_code == 204, gone.text
    assert {one.answer for one in desk.all(case_no)} == {""}
    assert desk.one(case_no).status is FollowUpStatus.STOPPED
    ids = [one.id for one in desk.all(case_no)]
    attempts = rows(desk.service, FollowUpAttempt, col(FollowUpAttempt.follow_up_id).in_(ids))
    assert {(one.text, one.person, one.error) for one in attempts} == {("", "", "")}
    assert desk.sweep("01-14T11:00") == 0  # nobody is asked any more
    assert len(rows(desk.service, FollowUp, col(FollowUp.status).in_(["planned", "waiting", "calling"]))) == 0


def test_who_may_not_delete_learns_nothing(alone: Service) -> None:
    case_no = recorded(alone)
    body = {"case_no": case_no, "purpose": "本人来电要求"}
    for role in ("agent", "viewer", "maintainer"):
        shape(alone.client.post(ERASURES, json=body, headers=alone.user(role)), 403, "NotAllowedError")
    assert len(rows(alone, Rating, col(Rating.remark) != "")) == 1
