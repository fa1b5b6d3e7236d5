"""A crowd writes at once to a bot of changing speed: nothing is lost, nothing is answered twice, everything in order."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

import pytest

from api.channels.fake_wechat.people import By
from tests.api.channels.conftest import OpenPhones
from tests.api.channels.crowd import OnWeChat, crowd
from tests.api.conftest import BACKENDS
from tests.api.fakes import reply, turn

USERS, TURNS = 30, 6
SENTENCES = [[f"第{number}句" for number in range(TURNS)]]


async def moody(body: dict[str, Any]) -> dict[str, Any]:
    """Answer at once, or after the service has given up waiting; by the sentence, so that runs repeat."""
    slow = zlib.crc32(body["message_id"].encode()) % 3 == 0
    await asyncio.sleep(0.6 if slow else 0)
    return turn(reply(f"听到了：{body['text']}"))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_crowd(open_account: OpenPhones) -> None:
    phones = open_account(wechat_answer_seconds=0.5)
    phones.service.bot.script = moody
    platform = OnWeChat(phones.delivery)
    outcome = phones.run(lambda: crowd(platform, USERS, SENTENCES, patience_seconds=60))
    phones.settle()
    people = list(phones.platform.people.values())
    assert (outcome.lost, outcome.doubled(platform), len(outcome.seconds)) == ([], 0, USERS * TURNS)
    assert {tuple(person.texts) for person in people} == {tuple(f"听到了：{text}" for text in SENTENCES[0])}
    assert outcome.ways[By.FAULT] == 0
    assert outcome.ways[By.SERVICE] > 0
    assert len(phones.service.bot.texts) == USERS * TURNS
