"""Whole talks, one file of test stories a skill, played by Rasa's own test of stories against the trained model.

Every message is read by the trained pipeline, every action predicted by the trained policy; a wrong intent or action
fails. The actions themselves do not run: what they would set stands in the story. Two things that Rasa's test leaves
out are added: the question that is open, which the service sends with a message, and that what was read is compared
by its intent alone (its slots have tests of their own).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core import test as story_test
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "build" / "models" / "bot" / "bot.tar.gz"
FOLDER = Path(__file__).parent / "stories"
ASKED_AT = {"confirm": "confirm", "confirm_appeal": "confirm", "settle": "which_service", "choose": "choose"}
ASKED_AT |= {"low_rating": "after_low", "call_back": "call", "erase": "erase"}
TODAY = "2026-11-23"


def names() -> list[tuple[str, str]]:
    """Return file and name of each story."""
    files = sorted(FOLDER.glob("test_*.yml"))
    return [(f.stem, one["story"]) for f in files for one in yaml.safe_load(f.read_text(encoding="utf-8"))["stories"]]


class Reader:
    """Rasa's processor, told which question is open as the service tells it."""

    def __init__(self, processor: Any) -> None:
        self._processor, self._talk = processor, None
        self.domain = processor.domain

    def predict_next_with_tracker_if_should(self, talk: DialogueStateTracker) -> Any:
        """Predict; the talk is kept, for the message that follows is read in it."""
        self._talk = talk
        return self._processor.predict_next_with_tracker_if_should(talk)

    async def parse_message(self, message: UserMessage) -> dict[str, Any]:
        """Read a message beside the open question."""
        metadata = {"asked": asked(self._talk) if self._talk else None, "reference_date": TODAY}
        parsed = await self._processor.parse_message(UserMessage(message.text, metadata=metadata))
        return {**parsed, "entities": []}


def asked(talk: DialogueStateTracker) -> str | None:
    """Return the question that the last reply put."""
    done = [event.action_name for event in talk.events if isinstance(event, ActionExecuted)]
    if "utter_ask_which_wrong" in done[-2:]:
        return "which_wrong"
    if talk.active_loop_name:
        return talk.get_slot("requested_slot")
    return ASKED_AT.get(talk.get_slot("step") or "")


@pytest.fixture(scope="module")
def agent() -> Agent:
    if not MODEL.exists():
        pytest.fail(f"{MODEL.relative_to(ROOT)} is missing: run make train")
    return Agent.load(str(MODEL))


@pytest.fixture(scope="module")
def talks(agent: Agent) -> dict[tuple[str, str], DialogueStateTracker]:
    return dict(_read(agent))


def _read(agent: Agent) -> Iterator[tuple[tuple[str, str], DialogueStateTracker]]:
    for file in sorted(FOLDER.glob("test_*.yml")):
        generator = story_test._create_data_generator(str(file), agent, use_conversation_test_files=True)
        for talk in generator.generate_story_trackers():
            yield (file.stem, talk.sender_id), talk


def test_every_skill_has_its_stories() -> None:
    skills = {f"test_{file.stem}" for file in (ROOT / "bot" / "data" / "rules").glob("*.yml")}
    assert {file for file, _ in names()} == skills


@pytest.mark.parametrize(("file", "story"), names())
def test_story(
    file: str,
    story: str,
    agent: Agent,
    talks: dict[tuple[str, str], DialogueStateTracker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(agent, "processor", Reader(agent.processor))
    asyncio.run(
        story_test._predict_tracker_actions(talks[file, story], agent, fail_on_prediction_errors=True, use_e2e=True)
    )
