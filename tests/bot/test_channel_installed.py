"""What the channel takes from outside and puts in Rasa's place when it is loaded."""

from __future__ import annotations

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner import dask as runner
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.utils.endpoints import EndpointConfig

from bot import action_answers, action_connection, graph_run, rule_lookup
from bot.channel import QifuInput

REPLACED = (
    (RemoteAction, "_validate_action_result", action_answers.check),
    (EndpointConfig, "session", action_connection.session),
    (runner.dask, "get", graph_run.get),
    (RulePolicy, "_get_possible_keys", rule_lookup.possible_keys),
    (RulePolicy, "_find_action_from_rules", rule_lookup.find_action),
)


@pytest.fixture
def _rasas_own_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what the channel replaces in Rasa."""
    monkeypatch.setattr(runner, "dask", runner.dask)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(Slot, "__copy__", None, raising=False)
    for owner, name, _ in REPLACED:
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.mark.usefixtures("_rasas_own_after")
def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIFU_INTERNAL_TOKEN", "from outside")
    assert QifuInput.from_credentials({"token": "from a file"}).token == "from outside"


@pytest.mark.usefixtures("_rasas_own_after")
def test_the_shortcuts_are_in_place_once_the_channel_is_there() -> None:
    QifuInput.from_credentials(None)
    assert Event.resolve_by_type is action_answers._resolve_by_type
    assert Slot.__copy__ is graph_run._copy
    assert all(getattr(runner.dask if name == "get" else owner, name) is ours for owner, name, ours in REPLACED)
