"""The quicker search among the rules of the trained model finds what Rasa's own finds."""

from __future__ import annotations

import copy
import json
import random
import tarfile
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rule_lookup

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "build" / "models" / "bot" / "bot.tar.gz"
SEED, TALKS = 7, 300
own_keys, own_find = RulePolicy._get_possible_keys, RulePolicy._find_action_from_rules


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> RulePolicy:
    """Give the trained policy."""
    if not MODEL.exists():
        pytest.fail(f"{MODEL.relative_to(ROOT)} is missing: run make train")
    folder = tmp_path_factory.mktemp("model")
    with tarfile.open(MODEL) as packed:
        packed.extractall(folder)  # noqa: S202 - our own model
    storage = LocalModelStorage(folder / "components")
    context = ExecutionContext(GraphSchema({}))
    loaded = RulePolicy.load(RulePolicy.get_default_config(), storage, Resource("train_RulePolicy0"), context)
    assert len(loaded.lookup[RULES]) > 200
    return loaded


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(ROOT / "bot" / "domain")


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RulePolicy, "_get_possible_keys", own_keys)
    monkeypatch.setattr(RulePolicy, "_find_action_from_rules", own_find)
    rule_lookup.install()


def states(policy: RulePolicy, dice: random.Random) -> list[dict[str, Any]]:
    """Return a history made of the states of some rules, one of them changed in one place."""
    keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
    found = [state for key in dice.sample(keys, 3) for state in json.loads(key)]
    changed = dice.choice(found)
    other = json.loads(dice.choice(keys))[-1]
    kind = dice.choice(["prev_action", "user", "slots", "active_loop"])
    changed.pop(kind, None)
    if dice.random() < 0.7 and kind in other:
        changed[kind] = other[kind]
    return [{k: _as_in_a_talk(v) for k, v in state.items()} for state in found]


def _as_in_a_talk(part: dict[str, Any]) -> dict[str, Any]:
    """Return part of a rule's state as a talk has it: a list is a tuple, and what must not be set is not."""
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in part.items()}
    return {name: value for name, value in told.items() if value != "should_not_be_set"}


def test_the_same_rules_apply_to_any_history(policy: RulePolicy) -> None:
    dice, found = random.Random(SEED), 0  # noqa: S311
    for _ in range(TALKS):
        history = states(policy, dice)
        for end in range(len(history) + 1):
            for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH):
                expected = own_keys(policy, policy.lookup[name], history[:end])
                assert rule_lookup.possible_keys(policy, policy.lookup[name], history[:end]) == expected
                found += bool(expected)
    assert found > TALKS


def test_at_the_start_of_a_talk_rasa_itself_seeks(policy: RulePolicy) -> None:
    lookup = {json.dumps([{"user": {"intent": "greet"}}]): "action_say", json.dumps([{}]): "action_listen"}
    for history in ([], [{}], [{"user": {"intent": "deny"}}]):
        assert rule_lookup.possible_keys(policy, lookup, history) == own_keys(policy, lookup, history)


def talk(domain: Domain, dice: random.Random) -> DialogueStateTracker:
    """Return a talk of random turns, in a form or not, ending with a message or with an action."""
    tracker = DialogueStateTracker("c-1", domain.slots)
    for number in range(dice.randint(1, 5)):
        tracker.update(ActionExecuted("action_listen"), domain)
        tracker.update(UserUttered(f"话{number}", {"name": dice.choice(sorted(domain.intents))}), domain)
        if dice.random() < 0.3:
            tracker.update(ActiveLoop(dice.choice(["need_form", "appeal_form", None])), domain)
        if dice.random() < 0.5:
            tracker.update(SlotSet("step", dice.choice(["confirm", "choose", None])), domain)
        if dice.random() < 0.6:
            tracker.update(ActionExecuted(dice.choice(domain.action_names_or_texts)), domain)
    return tracker


@pytest.mark.usefixtures("_installed")
def test_the_same_action_is_predicted_for_any_talk(
    policy: RulePolicy, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    talks = [talk(domain, random.Random(number)) for number in range(TALKS)]  # noqa: S311
    ours = [policy._predict(one, domain) for one in talks]
    monkeypatch.setattr(RulePolicy, "_get_possible_keys", own_keys)
    monkeypatch.setattr(RulePolicy, "_find_action_from_rules", own_find)
    rasas = [policy._predict(one, domain) for one in talks]
    assert [_told(one) for one in ours] == [_told(one) for one in rasas]
    assert len({source for _, source in rasas}) > TALKS // 10


def _told(predicted: tuple[Any, Any]) -> tuple[Any, ...]:
    prediction, source = predicted
    return prediction.probabilities, prediction.events, prediction.hide_rule_turn, source


def test_a_rule_that_asks_for_no_intent_is_sought_by_the_text_too(policy: RulePolicy, domain: Domain) -> None:
    bare = copy.copy(policy)
    bare.lookup = {RULES: {json.dumps([{"prev_action": {"action_name": "action_listen"}}]): "action_say"}}
    bare.lookup[RULES_FOR_LOOP_UNHAPPY_PATH] = {}
    tracker = DialogueStateTracker("c-1", domain.slots)
    tracker.update(ActionExecuted("action_listen"), domain)
    tracker.update(UserUttered("你好", {"name": "greet"}), domain)
    assert rule_lookup.find_action(bare, tracker, domain, True) == own_find(bare, tracker, domain, True)
    assert rule_lookup.find_action(bare, tracker, domain, True)[0] == "action_say"
    assert rule_lookup.find_action(policy, tracker, domain, True) == (None, None, False)


def test_a_lookup_that_is_replaced_or_grows_is_put_on_a_new_shelf(policy: RulePolicy) -> None:
    rule, other = (json.dumps([{"prev_action": {"action_name": name}}]) for name in ("action_say", "action_place"))
    lookup, history = {rule: "action_listen"}, [{"prev_action": {"action_name": "action_place"}}]
    assert rule_lookup.possible_keys(policy, lookup, history) == set()
    lookup[other] = "action_listen"
    assert rule_lookup.possible_keys(policy, lookup, history) == {other}
