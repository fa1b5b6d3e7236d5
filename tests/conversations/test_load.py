"""A long message holds up nobody else."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.conversations.stack import Stack, Talk, asks

LONG = "我们厂想贷款三百万，在长沙望城，电话13812340009。"
FILLER = "这些年厂里一直老老实实做事，订单有多有少，工人都是附近的乡亲，机器也旧了，电费房租样样都要钱！"
pytestmark = pytest.mark.stack


def test_a_long_message_does_not_block_another_conversation(stack: Stack) -> None:
    """While ten thousand characters are worked on, other people's turns come and go; then it is answered properly."""
    story = (LONG + FILLER * 300)[:10_000]
    slow, quick = Talk(stack), Talk(stack)
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(slow.say(story)))
    thread.start()
    assert asks(quick.say("想找人代账")) == "region"
    assert asks(quick.say("长沙")) == "contact"
    thread.join(timeout=60)
    assert len(answers) == 1
    assert asks(answers[0]) == "confirm"
    assert answers[0]["slots"]["region"] == "430112"
    assert answers[0]["slots"]["amount_cny"] == 3_000_000
    assert slow.get()["messages"][0]["text"] == story


def test_longer_than_the_limit_is_refused_in_words(stack: Stack) -> None:
    """One character too many is an error of the contract's shape, and the talk goes on."""
    talk = Talk(stack)
    refused = talk.post("需" * 10_001)
    assert refused.status_code == 422
    assert set(refused.json()) == {"error", "detail"}
    assert asks(talk.say("想找人代账")) == "region"


def test_twenty_talks_at_once_keep_to_themselves(stack: Stack) -> None:
    """Turns of many conversations interleave; each keeps its own facts and its own number."""
    talks = [Talk(stack) for _ in range(20)]
    seen: dict[int, dict[str, Any]] = {}

    def play(place: int) -> None:
        talk = talks[place]
        talk.say(f"株洲天元区的，想找人代账报税，电话139000012{place:02d}")
        talk.say("对，提交")
        talk.say("1")
        seen[place] = talk.get()

    threads = [threading.Thread(target=play, args=(place,)) for place in range(len(talks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    phones = [seen[place]["demands"][0]["slots"]["phone"] for place in range(len(talks))]
    assert phones == [f"139000012{place:02d}" for place in range(len(talks))]
    assert len({seen[place]["demands"][0]["case_no"] for place in seen}) == len(talks)
    assert all(len(seen[place]["demands"]) == 1 for place in seen)
