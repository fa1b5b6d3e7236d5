"""The check of what the action server answers: as strict as Rasa's, without checking the schema each time."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot import action_answers

GOOD = {"events": [{"event": "slot", "name": "region", "value": "430100"}], "responses": [{"response": "utter_hello"}]}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    """Give an action with the check installed, and Rasa its own back afterwards."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    action_answers.install()
    return RemoteAction("action_choose", None)


@pytest.mark.parametrize("answer", [GOOD, {}, {"events": [], "responses": []}])
def test_a_good_answer_is_accepted(action: RemoteAction, answer: dict[str, Any]) -> None:
    assert action._validate_action_result(answer) is True


@pytest.mark.parametrize("answer", [[], "text", {"events": [{}]}, {"responses": ["text"]}, {"events": None}])
def test_what_rasa_refuses_is_refused(action: RemoteAction, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)
    monkeypatch.undo()
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)
