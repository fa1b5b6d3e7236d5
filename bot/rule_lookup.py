"""Rasa's rule policy, holding a talk only against the rules that can apply.

Rasa tries each of some 300 rules on every state of the talk, twice a prediction: a seventh of the processor time of the
whole Rasa server (docs/decisions/0015-speed-of-the-talk.md). The matching itself stays Rasa's. The policy is no
subclass, for Rasa's checks of rules ask for this very class; so the channel puts these in place when it is loaded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Lookup = dict[str, str]
Mark = tuple[Any, Any]
MESSAGE_COME = {PREVIOUS_ACTION: {ACTION_NAME: ACTION_LISTEN_NAME}}

_possible_keys = RulePolicy._get_possible_keys
_find_action = RulePolicy._find_action_from_rules


class Shelf:
    """The rules of one lookup by the action and the intent that their latest state asks for, if it asks for any.

    :ivar longest: States of the longest rule; what lies before them decides nothing.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._size = lookup, len(lookup)
        self._by_mark: dict[Mark, Lookup] = defaultdict(dict)
        self.longest = 1
        for key, action in lookup.items():
            states = json.loads(key)
            self.longest = max(self.longest, len(states))
            self._by_mark[_mark(states[-1])][key] = action

    def is_of(self, lookup: Lookup) -> bool:
        """Tell whether the shelf was filled from this lookup as it is."""
        return self._lookup is lookup and self._size == len(lookup)

    def near(self, state: State) -> Lookup:
        """Return the rules whose latest state asks for no other action and no other intent than ``state`` has."""
        action, intent = _mark(state)
        marks = {(action, intent), (action, None), (None, intent), (None, None)}
        return {key: value for mark in marks for key, value in self._by_mark.get(mark, {}).items()}


def possible_keys(policy: RulePolicy, lookup: Lookup, states: list[State]) -> set[str]:
    """Return the keys of the rules that apply, as Rasa does; at the start of a talk Rasa looks at no intent."""
    if not states or not states[-1].get(PREVIOUS_ACTION):
        return _possible_keys(policy, lookup, states)
    shelf = _shelf(policy, lookup)
    return _possible_keys(policy, shelf.near(states[-1]), states[-shelf.longest :])


def find_action(
    policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> tuple[str | None, str | None, bool]:
    """Seek a rule as Rasa does; but not by the bare text of a message where every rule asks for an intent."""
    if use_text_for_last_user_input and not _any_for_text(policy):
        return None, None, False
    return _find_action(policy, tracker, domain, use_text_for_last_user_input)


def install() -> None:
    """Put both in the place of Rasa's."""
    RulePolicy._get_possible_keys = possible_keys
    RulePolicy._find_action_from_rules = find_action


def _any_for_text(policy: RulePolicy) -> bool:
    lookups = (policy.lookup.get(name, {}) for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH))
    return any(_shelf(policy, lookup).near(MESSAGE_COME) for lookup in lookups)


def _shelf(policy: RulePolicy, lookup: Lookup) -> Shelf:
    """Return the shelf of a lookup, filled once a policy."""
    shelves: dict[int, Shelf] = policy.__dict__.setdefault("_shelves", {})
    shelf = shelves.get(id(lookup))
    if shelf is None or not shelf.is_of(lookup):
        shelf = shelves[id(lookup)] = Shelf(lookup)
    return shelf


def _mark(state: State) -> Mark:
    """Return action and intent of a state, or of a rule's; None where a rule leaves it open."""
    return _asked(state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)), _asked(state.get(USER, {}).get(INTENT))


def _asked(value: Any) -> str | None:
    return value if value and value != SHOULD_NOT_BE_SET else None
