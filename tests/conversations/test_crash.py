"""Processes die at the worst moments: what was answered stays, what was not is answered once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from api import runner
from api.settings import ROOT
from tests.conversations.conftest import needs_models
from tests.conversations.stack import READY_SECONDS, Stack, Talk, asks, environment_of_a_run, status, texts
from tests.measure.bench.processes import family

NEED = "株洲天元区的，想贷款两百万周转，没有抵押"
PHONE = "周敏，13600001234"
BUSY = "您的话我已经收到"
pytestmark = pytest.mark.stack


def wait_for(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something holds, looking often."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


def say_and_lose(talk: Talk, text: str, client_message_id: str) -> threading.Thread:
    """Say something in the background; what comes back, if anything, is thrown away."""

    def post() -> None:
        try:
            talk.post(text, client_message_id)
        except httpx.HTTPError:
            pass

    thread = threading.Thread(target=post, daemon=True)
    thread.start()
    return thread


def users(talk: Talk) -> list[str]:
    """Return what the user said, as kept."""
    return [message["text"] for message in talk.get()["messages"] if message["role"] == "user"]


def states(talk: Talk) -> list[str]:
    """Return what became of the user's messages."""
    return [message["state"] for message in talk.get()["messages"] if message["role"] == "user"]


def replies_to_need(talk: Talk) -> int:
    """Return how often the contact was asked for."""
    return sum(message["asks"] == "contact" for message in talk.get()["messages"])


def test_all_killed_after_answers(own_stack: Stack) -> None:
    """Everything dies at once, in the form, at the summary and after a choice; all go on where they were."""
    own_stack.start()
    in_form, at_summary, done = Talk(own_stack), Talk(own_stack), Talk(own_stack)
    assert asks(in_form.say(NEED)) == "contact"
    at_summary.say(NEED)
    assert asks(at_summary.say(PHONE)) == "confirm"
    done.say(NEED)
    done.say(PHONE)
    shown = done.say("对，提交")
    chosen = done.say("1", "choice-1")
    before = [talk.get() for talk in (in_form, at_summary, done)]

    own_stack.restart()

    assert [talk.get() for talk in (in_form, at_summary, done)] == before
    assert asks(in_form.say(PHONE)) == "confirm"
    assert asks(at_summary.say("对，提交")) == "choose"
    assert done.say("1", "choice-1") == chosen
    demand = done.get()["demands"][0]
    assert demand["case_no"] == chosen["case_nos"][0]
    assert [card["item_id"] for reply in shown["replies"] for card in reply["items"]] == [
        row["item_id"] for row in demand["shown"]
    ]
    assert len(demand["chosen"]) == 1
    assert chosen["case_nos"][0] in texts(done.say("我的需求办到哪一步了"))


def test_service_killed_at_every_moment(own_stack: Stack) -> None:
    """The service dies at growing delays after a confirmation was sent: one demand, one list, whatever the moment."""
    own_stack.start()
    talks = [Talk(own_stack) for _ in range(3)]
    for talk in talks:
        talk.say(NEED)
        assert asks(talk.say(PHONE)) == "confirm"
    threads = []
    for number, talk in enumerate(talks):
        threads.append(say_and_lose(talk, "对，提交", f"confirm-{number}"))
        time.sleep(0.12)
    own_stack.restart("service")
    for thread in threads:
        thread.join(timeout=30)
    for number, talk in enumerate(talks):
        first = talk.say("对，提交", f"confirm-{number}")
        assert asks(first) == "choose", texts(first)
        assert talk.say("对，提交", f"confirm-{number}") == first
        whole = talk.get()
        assert len(whole["demands"]) == 1
        assert sum(message["asks"] == "choose" for message in whole["messages"]) == 1
    numbers = [talk.get()["demands"][0]["case_no"] for talk in talks]
    assert len(set(numbers)) == len(numbers)


def test_rasa_down_and_killed_during_a_turn(own_stack: Stack) -> None:
    """Without Rasa the user gets one kind sentence, the message is kept, and is answered once afterwards.

    The catalogue is empty here: what nobody supplies is said so and still gets its case number.
    """
    own_stack.environment["QIFU_CATALOGUE"] = "none"
    own_stack.start()
    talk = Talk(own_stack)
    thread = say_and_lose(talk, NEED, "need")
    wait_for(lambda: users(talk) == [NEED], 10, "message kept")
    own_stack.kill("rasa")
    thread.join(timeout=30)
    assert users(talk) == [NEED]
    other = Talk(own_stack)
    sorry = other.say("想找人代账", "first")
    assert len(sorry["replies"]) == 1
    assert sorry["replies"][0]["text"].startswith(BUSY)
    assert (sorry["case_nos"], users(other), states(other)) == ([], ["想找人代账"], ["pending"])
    assert status(own_stack.http, "/readyz") == httpx.codes.SERVICE_UNAVAILABLE
    assert status(own_stack.http, "/healthz") == httpx.codes.OK

    own_stack.start("rasa")

    answer = talk.say(NEED, "need")
    assert asks(answer) == "contact"
    assert talk.say(NEED, "need") == answer
    assert (users(talk), states(talk), replies_to_need(talk)) == ([NEED], ["answered"], 1)
    both = other.say("长沙的")
    assert asks(both) == "contact"
    assert (users(other), states(other)) == (["想找人代账", "长沙的"], ["answered", "answered"])
    assert both["slots"]["region"] == "430100"
    assert both["slots"]["need"] == "想找人代账"
    assert asks(other.say("不留电话")) == "confirm"
    unmatched = other.say("对，提交")
    demand = other.get()["demands"][0]
    assert unmatched["case_nos"] == [demand["case_no"]]
    assert demand["case_no"] in texts(unmatched)
    assert (demand["status"], demand["shown"]) == ("no_match", [])


def test_actions_down_and_killed_during_a_turn(own_stack: Stack) -> None:
    """Without the action server nothing is recorded by halves: the same message is answered once afterwards."""
    own_stack.start()
    opening, confirming, lost = Talk(own_stack), Talk(own_stack), Talk(own_stack)
    for talk in (confirming, lost):
        talk.say(NEED)
        assert asks(talk.say(PHONE)) == "confirm"
    thread = say_and_lose(lost, "对，提交", "confirm")
    wait_for(lambda: len(users(lost)) == 3, 10, "message kept")
    own_stack.kill("actions")
    thread.join(timeout=30)
    for talk, text in ((opening, NEED), (confirming, "对，提交")):
        sorry = talk.say(text, "down")
        assert [reply["text"][:8] for reply in sorry["replies"]] == [BUSY], texts(sorry)
        assert states(talk)[-1] == "pending"

    own_stack.start("actions")

    assert asks(opening.say(NEED, "down")) == "contact"
    assert asks(opening.say(PHONE)) == "confirm"
    assert asks(confirming.say("对，提交", "down")) == "choose"
    assert asks(lost.say("对，提交", "confirm")) == "choose"
    for talk in (confirming, lost):
        whole = talk.get()
        assert len(whole["demands"]) == 1
        assert sum(message["asks"] == "choose" for message in whole["messages"]) == 1
    assert confirming.say("第二个")["case_nos"] == [confirming.get()["demands"][0]["case_no"]]


@contextmanager
def qifu_run(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start a real ``qifu run`` in a group of its own; nothing of it is left, whatever a test found."""
    running = subprocess.Popen(
        [str(ROOT / ".venv" / "bin" / "qifu"), "run"],
        cwd=ROOT,
        env=environment_of_a_run(data_dir, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        for pid in family(running.pid) if running.poll() is None else []:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.wait(timeout=10)


def children(pid: int) -> dict[str, int]:
    """Return the three processes below one, at any depth, by what they run."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [
        (int(own), int(parent), args) for own, parent, args in (line.split(None, 2) for line in listed.splitlines())
    ]
    below = {pid}
    for _ in range(4):
        below |= {own for own, parent, _ in rows if parent in below}
    marks = {"service": "-m api.serve", "rasa": "-m rasa run", "actions": "-m rasa_sdk"}
    return {name: own for name, mark in marks.items() for own, _, args in rows if own in below and mark in args}


def alive(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_when_one_dies_all_stop_and_a_second_run_is_told(tmp_path: Path) -> None:
    """``qifu run`` ends with its children; a second one on the same port says why it cannot start."""
    needs_models()
    port = runner.free_port()
    with qifu_run(tmp_path, port) as running:
        wait_for(lambda: listens(port), READY_SECONDS, "service up")
        with qifu_run(tmp_path / "second", port) as second:
            told, _ = second.communicate(timeout=60)
        assert second.returncode != 0
        assert f"Port {port}" in told
        assert "Traceback" not in told
        assert len(told.strip().splitlines()) == 1
        processes = children(running.pid)
        assert set(processes) == {"service", "rasa", "actions"}
        os.kill(processes["actions"], signal.SIGKILL)
        running.communicate(timeout=60)
        assert running.returncode != 0
        wait_for(lambda: not any(alive(pid) for pid in processes.values()), 10, "children gone")


def test_a_stop_signal_stops_all(tmp_path: Path) -> None:
    """SIGTERM to ``qifu run`` ends everything without leaving a process behind."""
    needs_models()
    port = runner.free_port()
    with qifu_run(tmp_path, port) as running:
        wait_for(lambda: listens(port), READY_SECONDS, "service up")
        processes = children(running.pid)
        assert set(processes) == {"service", "rasa", "actions"}
        running.terminate()
        running.communicate(timeout=60)
        wait_for(lambda: not any(alive(pid) for pid in processes.values()), 10, "children gone")
        assert not listens(port)
