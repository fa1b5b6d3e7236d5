"""Where the nearest window is, told in the talk."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from api.catalogue.models import Window
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

KEY = "W-430700"
TOLD = {"name": "常德窗口", "address": "样例路1号", "phone": "0736-5550", "hours": "周一至周五"}


def add(session: Session) -> None:
    if session.exec(select(Window).where(Window.key == KEY)).first() is None:
        session.add(Window(key=KEY, level="city", region="430700", **TOLD))


def window(service: Service, talk: str, region: str | None) -> dict[str, Any]:
    return dict(service.step(talk, "window", region=region).json())


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_of_a_place_or_of_the_talks_own_case(service: Service) -> None:
    with service.session(write=True) as session:
        add(session)
    talk = service.open()[0]
    assert window(service, talk, "430702") == TOLD  # of a district that has none the city's
    assert window(service, talk, None) == {"name": None}  # nothing is known of where
    service.submit(talk, region="430702")
    assert window(service, talk, None) == TOLD


def test_what_is_malformed_or_not_there(service: Service) -> None:
    shape(service.step("nothing", "window", region=None), 404, "NotFoundError")
    shape(service.step(service.open()[0], "window", region="4" * 7), 422, "ValidationError")
