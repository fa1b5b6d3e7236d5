"""Scores in numbers and words, with remark, for what is done; after a low one what was chosen is recorded."""

from __future__ import annotations

from typing import Any

import pytest

from api.ratings import keeping as ratings
from api.ratings.models import AfterLow
from tests.api.appeals_parts import appeal_in, submit
from tests.api.conftest import Service

DONE = ("dispatched", "accepted", "in_service", "completed")
NOTHING = {"case_no": None, "score": None, "low": False, "unready": None}


def rate(service: Service, talk: str, text: str) -> dict[str, Any]:
    return dict(service.step(talk, "ratings", text=text).json())


def finished(service: Service, talk: str, key: str = "draft-1") -> str:
    case_no = str(service.submit(talk, key, phone="13812345678")["case_no"])
    for to in DONE:
        assert service.move(case_no, to).status_code == 200
    return case_no


def test_only_what_is_done(service: Service) -> None:
    conversation = service.open()
    talk = conversation[0]
    assert rate(service, talk, "五星") == NOTHING
    case_no = str(service.submit(talk)["case_no"])
    assert rate(service, talk, "五星") == NOTHING
    assert rate(service, talk, f"{case_no}五星") == {**NOTHING, "case_no": case_no, "unready": "已匹配，等待派单"}
    for to in DONE:
        service.move(case_no, to)
    assert rate(service, talk, "我来评价") == {**NOTHING, "case_no": case_no}
    assert rate(service, talk, "还行吧给个四分") == {**NOTHING, "case_no": case_no, "score": 4}
    (demand,) = service.read(conversation)["demands"]
    assert (demand["rating"], demand["status"]) == (4, "rated")
    assert rate(service, talk, "改成五星")["score"] == 5


def test_the_remark_is_kept_and_a_low_score_is_made_up_for(service: Service) -> None:
    talk = service.open()[0]
    case_no = finished(service, talk)
    assert rate(service, talk, "打2分，来的人什么都不懂") == {**NOTHING, "case_no": case_no, "score": 2, "low": True}
    with service.session() as session:
        kept = ratings.of_case(session, case_no)
        assert kept
        assert (kept.remark, kept.after_low) == ("来的人什么都不懂", AfterLow.OFFERED)
    chosen = service.step(talk, "low-ratings", wish="call_back").json()
    assert chosen == {"case_no": case_no, "phone": "138****5678"}
    calls = service.client.get("/api/v1/call-backs", params={"limit": 100}, headers=service.user("agent")).json()
    (call,) = [one for one in calls if one["conversation_id"] == talk]
    assert (call["case_no"], call["reason"]) == (case_no, "low_rating")
    with service.session() as session:
        kept = ratings.of_case(session, case_no)
        assert kept
        assert kept.after_low is AfterLow.CALL_BACK


def test_the_named_case_else_the_newest(service: Service) -> None:
    talk = service.open()[0]
    first, second = finished(service, talk, "a"), finished(service, talk, "b")
    assert rate(service, talk, "满意")["case_no"] == second
    assert rate(service, talk, f"{first} 3分")["case_no"] == first


def test_an_answered_appeal_is_rated_too(service: Service) -> None:
    talk = service.open()[0]
    case_no = submit(service, talk)
    assert rate(service, talk, "1分") == NOTHING
    for to in ("assigned", "answered"):
        path, body = f"/api/v1/appeals/{case_no}/steps", {"to": to, "note": "税务局"}
        service.client.post(path, json=body, headers=service.user("agent"))
    assert rate(service, talk, "很差") == {**NOTHING, "case_no": case_no, "score": 2, "low": True}
    assert rate(service, service.open()[0], f"{case_no} 5分") == NOTHING


@pytest.mark.parametrize("wish", ["appeal", "nothing", "call_back"])
def test_without_a_low_score_there_is_nothing_to_choose(service: Service, wish: str) -> None:
    appeal_in(service, "answered")  # type: ignore[arg-type]
    assert service.step(service.open()[0], "low-ratings", wish=wish).json()["case_no"] is None
