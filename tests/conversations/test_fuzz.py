"""Whatever is sent: no fault, no hang, nothing lost, and a sane sentence afterwards is understood.

``QIFU_FUZZ=2000`` sends that many messages instead of the few of every test run; ``QIFU_FUZZ_SEED`` sends others.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.conversations.receiving import clean_text
from api.errors import InvalidInputError
from tests.conversations.fuzz import LONGEST, messages
from tests.conversations.stack import Stack, Talk, asks, status, texts

COUNT = int(os.environ.get("QIFU_FUZZ", "160"))
SEED = int(os.environ.get("QIFU_FUZZ_SEED", "96871"))
TALKS = 8
SLOWEST_SECONDS = 20  # eight at once on a busy machine; a hang would run into the minute of the client
SANE = ("取消", "重新开始", "想找人代账报税，在株洲天元区，电话13912340077")
pytestmark = pytest.mark.stack


def readable(text: str) -> str | None:
    """Return what the service keeps of a message, ``None`` if it must refuse it."""
    try:
        return clean_text(text) if len(text) <= LONGEST else None
    except InvalidInputError:
        return None


def play(stack: Stack, sent: list[str]) -> Talk:
    """Send all messages into one conversation, each of which is answered or refused as malformed."""
    talk = Talk(stack)
    for text in sent:
        began = time.perf_counter()
        response = talk.post(text)
        took = time.perf_counter() - began
        assert took < SLOWEST_SECONDS, f"{took:.1f} s for {text[:80]!r}"
        expected = httpx.codes.OK if readable(text) else httpx.codes.UNPROCESSABLE_ENTITY
        assert response.status_code == expected, f"{response.status_code} for {text[:80]!r}: {response.text[:300]}"
        if response.status_code == httpx.codes.OK:
            assert texts(response.json()).strip(), f"no word in answer to {text[:80]!r}"
    return talk


def test_nothing_that_is_sent_breaks_a_talk(stack: Stack) -> None:
    """Every talk holds every message once, in order, and afterwards still takes up a need."""
    all_sent = messages(COUNT, SEED)
    shares = [all_sent[place::TALKS] for place in range(TALKS)]
    with ThreadPoolExecutor(TALKS) as crowd:
        talks = list(crowd.map(lambda sent: play(stack, sent), shares))
    for talk, sent in zip(talks, shares, strict=True):
        kept = [message["text"] for message in talk.get()["messages"] if message["role"] == "user"]
        assert kept == [text for text in map(readable, sent) if text]
        answers = [talk.say(text) for text in SANE]
        assert asks(answers[-1]) in ("confirm", "choose", "contact"), texts(answers[-1])
    assert status(stack.http, "/readyz") == httpx.codes.OK


def test_the_messages_are_the_same_for_the_same_seed() -> None:
    assert messages(50, 1) == messages(50, 1)
    assert messages(50, 1) != messages(50, 2)
