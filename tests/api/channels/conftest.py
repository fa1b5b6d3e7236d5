"""Phones around a service with an official account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import delete

from api.channels.fake_wechat.platform import Rules
from api.channels.models import AccessToken
from api.channels.wechat import recovery as wechat_recovery
from api.channels.wechat.models import Follower, Inbound, Sending
from api.channels.wecom import recovery as wecom_recovery
from api.settings import Settings
from tests.api.channels.phone import Phones, open_phones
from tests.api.conftest import copy_of_template, with_fresh_bot

OpenPhones = Callable[..., Phones]


@pytest.fixture(scope="session", autouse=True)
def _sweeps_by_hand() -> Iterator[None]:
    """Leave it to a test when it sweeps: the service's own sweep, come at that moment, would do half of it aside."""
    with pytest.MonkeyPatch.context() as patch:
        for room in (wechat_recovery, wecom_recovery):
            patch.setattr(room, "PAUSE_SECONDS", 3600.0)
        yield


@pytest.fixture
def open_account(settings: Settings) -> Iterator[OpenPhones]:
    """Return what starts a service with an account of one's own rules; it stops with the test."""
    running: list[Phones] = []

    def run(rules: Rules | None = None, **changes: Any) -> Phones:
        running.append(open_phones(settings, rules or Rules(), **changes))
        return running[-1]

    yield run
    for phones in running:
        phones.service.client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _opened() -> Iterator[dict[str, Phones]]:
    opened: dict[str, Phones] = {}
    yield opened
    for phones in opened.values():
        phones.service.client.__exit__(None, None, None)


@pytest.fixture
def phones(
    backend: str,
    _opened: dict[str, Phones],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Phones:
    """Return a service with a verified account that answers in plain; tests share it, each with people of its own."""
    if backend not in _opened:
        folder = tmp_path_factory.mktemp(f"wechat-{backend}") / "data"
        _opened[backend] = open_phones(copy_of_template(request, backend, folder), Rules())
    phones = _opened[backend]
    with phones.service.session(write=True) as session:
        for table in (Inbound, Sending, Follower, AccessToken):
            session.exec(delete(table))
    phones.forget_everything()
    with_fresh_bot(phones.service)
    return phones
