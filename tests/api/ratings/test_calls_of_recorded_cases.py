"""Whoever wants no call takes only his own off the list, also where an agent recorded the case, without a conversation."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlmodel import select

from api.callbacks import service as callbacks
from api.callbacks.models import CallBack, CallReason
from api.ratings import keeping
from api.ratings import service as ratings
from api.ratings.models import AfterLow
from tests.api.conftest import BACKENDS, NEED, Service

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def rated_low(service: Service) -> str:
    """Record a demand as an agent, finish it and have it scored one star on the telephone."""
    agent = service.user("agent")
    body = {"text": NEED["need"], "slots": {"region": "430112", "phone": "13812345678"}, "draft_key": uuid4().hex}
    case_no = str(service.client.post("/api/v1/demands", json=body, headers=agent).json()["case_no"])
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, to).status_code == 200
    path = f"/api/v1/demands/{case_no}/rating"
    assert service.client.post(path, json={"score": 1}, headers=agent).status_code == 201
    return case_no


def is_open(service: Service, case_no: str) -> bool:
    """Tell whether somebody is still to be called about a case."""
    with service.session() as session:
        (call,) = session.exec(select(CallBack).where(CallBack.case_no == case_no)).all()
        return call.done_at is None


def test_one_wants_no_call_and_the_other_is_still_called(alone: Service) -> None:
    one, other = rated_low(alone), rated_low(alone)
    assert (is_open(alone, one), is_open(alone, other)) == (True, True)
    with alone.session(write=True) as session:
        rating = keeping.of_case(session, one)
        assert rating
        assert rating.conversation_id is None
        ratings.answer_low(session, rating, AfterLow.NOTHING, None)
        callbacks.unwish(session, None, CallReason.LOW_RATING)  # of nobody in particular: of nobody
    assert (is_open(alone, one), is_open(alone, other)) == (False, True)
