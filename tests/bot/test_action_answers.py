"""The check of what the action server answers: as strict as Rasa's, without checking the schema each time."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.utils.common import all_subclasses

from bot import action_answers

GOOD = {"events": [{"event": "slot", "name": "region", "value": "430100"}], "responses": [{"response": "utter_hello"}]}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    """Give an action with the check installed, and Rasa its own back afterwards."""
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
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


WHOLE: dict[str, Any] = {
    "events": [
        {"event": "slot", "name": "region", "value": None, "timestamp": None},
        {"event": "slot", "name": "region", "value": ["430100"], "timestamp": 1.5, "metadata": {"a": 1}},
        {"event": "active_loop", "name": "need_form", "timestamp": None},
        {"event": "followup", "name": "action_say"},
        {"event": "rewind", "timestamp": 3},
        {"event": "action", "name": "action_listen", "policy": None, "confidence": None},
        {"event": "action_execution_rejected", "name": "need_form"},
        {
            "event": "user",
            "text": "你好",
            "parse_data": {"intent": {"name": "greet", "confidence": 1.0}, "entities": []},
        },
        {"event": "bot", "text": "您好", "data": {}, "metadata": None},
    ],
    "responses": [{"response": "utter_hello", "text": None}, {"custom": {"items": [1]}}],
}
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    1.5,
    "",
    "slot",
    "unheard_of",
    "user",
    "entities",
    [],
    [1],
    {},
    {"a": 1},
    "430100",
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Return every container of an answer with each of its keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def mutations() -> Iterator[Any]:
    """Return the whole answer with one thing in it replaced, taken away or added."""
    for number in range(len(list(places(WHOLE)))):
        for strange in STRANGE:
            mutated = deepcopy(WHOLE)
            held, key = list(places(mutated))[number]
            held[key] = strange
            yield mutated
        mutated = deepcopy(WHOLE)
        held, key = list(places(mutated))[number]
        del held[key]
        yield mutated
        if isinstance(held, dict):
            yield from (
                _with(number, name, strange) for name in ("timestamp", "metadata", "value") for strange in STRANGE
            )


def _with(number: int, name: str, value: Any) -> Any:
    mutated = deepcopy(WHOLE)
    held, _ = list(places(mutated))[number]
    held[name] = value
    return mutated


def test_of_all_mutated_answers_the_same_are_refused_as_by_the_schema(action: RemoteAction) -> None:
    schema = validator_for(RemoteAction.action_response_format_spec())(RemoteAction.action_response_format_spec())
    verdicts = set()
    for answer in (*mutations(), *STRANGE):
        accepted = schema.is_valid(answer)
        verdicts.add(accepted)
        try:
            assert action._validate_action_result(answer) is accepted
        except ValidationError:
            assert not accepted, answer
    assert verdicts == {True, False}


def test_the_common_answers_need_no_schema(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_answers, "_VALIDATOR", None)
    assert action._validate_action_result(GOOD) is True
    assert action._validate_action_result({"events": [{"event": "followup", "name": "a", "timestamp": None}]}) is True


def test_each_kind_of_event_is_found_as_rasa_finds_it(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [kind.type_name for kind in all_subclasses(Event)]
    found = [Event.resolve_by_type(name) for name in names]
    with pytest.raises(ValueError, match="unheard_of"):
        Event.resolve_by_type("unheard_of")
    assert Event.resolve_by_type("unheard_of", ActionExecuted) is ActionExecuted
    monkeypatch.undo()
    assert found == [Event.resolve_by_type(name) for name in names]
