"""Messages that come together are kept together, and none suffers for another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import Session

from api.channels.heard import Heard
from api.channels.wechat import inbox, incoming, intake
from api.channels.wechat.hearing import hear
from api.channels.wechat.incoming import Incoming
from api.channels.wechat.intake import Intake
from api.channels.wechat.models import Way
from tests.api.channels.phone import Phones
from tests.api.conftest import BACKENDS

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def text(phones: Phones, openid: str, number: int) -> Incoming:
    fields = phones.delivery.fields(openid, "text", MsgId=number, Content=f"第{number}句")
    return incoming.read({name: str(value) for name, value in fields.items()})


def receive(phones: Phones, messages: Sequence[Incoming], counts_attempts: bool = True) -> list[Any]:
    taking = Intake(phones.service.state.database, counts_attempts)

    async def run() -> list[Any]:
        waiting = (taking.receive(one, hear(one), Way.OPEN) for one in messages)
        return await asyncio.gather(*waiting, return_exceptions=True)

    return phones.run(run)


@both
def test_all_are_kept_in_few_transactions(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    whole = intake.receive_all

    def counted(session: Session, arrivals: Sequence[intake.Arrival]) -> list[inbox.Received]:
        sizes.append(len(arrivals))
        return whole(session, arrivals)

    monkeypatch.setattr(intake, "receive_all", counted)
    kept = receive(phones, [text(phones, f"o{n % 7}", n) for n in range(120)])
    assert [one.row.kind for one in kept] == ["text"] * 120
    assert all(one.is_new for one in kept)
    assert sizes == [50, 50, 20]
    assert [len(phones.rows(f"o{n}")) for n in range(7)] == [18] + [17] * 6


@both
def test_the_same_twice_in_one_transaction_is_one(phones: Phones) -> None:
    one, other = receive(phones, [text(phones, "o1", 1)] * 2)
    assert (one.is_new, other.is_new, other.row.attempts, one.row.id) == (True, False, 2, other.row.id)


@both
def test_one_that_fails_does_not_take_the_others_with_it(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    right = inbox.receive

    def broken(session: Session, came: Incoming, heard: Heard, way: Way) -> inbox.Received:
        received = right(session, came, heard, way)
        if came.openid == "o-broken":
            raise ValueError("broken")
        return received

    monkeypatch.setattr(inbox, "receive", broken)
    kept = receive(phones, [text(phones, openid, n) for n, openid in enumerate(["o1", "o-broken", "o2"])])
    assert [type(one).__name__ for one in kept] == ["Received", "ValueError", "Received"]
    assert [len(phones.rows(openid)) for openid in ("o1", "o-broken", "o2")] == [1, 0, 1]


@both
def test_what_comes_again_to_a_verified_account_is_not_written_again(phones: Phones) -> None:
    """While the first is still being written and afterwards; what was forgotten meanwhile is new."""
    one, other = receive(phones, [text(phones, "o1", 1)] * 2, counts_attempts=False)
    assert (one.is_new, other.is_new, one.row.id, phones.rows("o1")[0].attempts) == (True, False, other.row.id, 1)
    taking = Intake(phones.service.state.database, counts_attempts=False)
    message = text(phones, "o2", 2)

    async def run() -> list[bool]:
        found = [(await taking.receive(message, hear(message), Way.OPEN)).is_new for _ in range(2)]
        await phones.wechat.reception._forget(phones.conversation_id("o2"))
        return [*found, (await taking.receive(message, hear(message), Way.OPEN)).is_new]

    assert phones.run(run) == [True, False, True]
