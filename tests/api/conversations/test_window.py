"""The window whose site a conversation came from."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from api.catalogue.models import Window
from api.conversations.models import Conversation
from tests.api.conftest import BACKENDS, Service


def window(session: Session) -> None:
    if session.query(Window).filter_by(key="W-430100").first() is None:
        session.add(Window(key="W-430100", name="长沙窗口", level="city"))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_it_is_kept(service: Service) -> None:
    with service.session(write=True) as session:
        window(session)
    opened = service.client.post("/api/v1/conversations", json={"channel": "web", "window": "W-430100"})
    assert opened.status_code == 201
    without = service.client.post("/api/v1/conversations", json={"channel": "web"})
    with service.session() as session:
        kept = [session.get(Conversation, one.json()["conversation_id"]) for one in (opened, without)]
        assert [one.window for one in kept if one] == ["W-430100", None]


@pytest.mark.parametrize(
    ("wrong", "told"), [("W-nowhere", "没有编号为“W-nowhere”的窗口。"), ("", "window"), ("x" * 65, "window")]
)
def test_a_window_that_is_none_is_refused(service: Service, wrong: str, told: str) -> None:
    answer = service.client.post("/api/v1/conversations", json={"window": wrong})
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
