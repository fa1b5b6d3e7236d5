"""What Rasa does with each answer of the action server, done cheaply.

Two of its ways have no setting, so the channel puts these in their place when it is loaded. Rasa hands the bare schema
to ``jsonschema.validate`` at every call, which first checks the schema itself against its own schema; and it seeks the
class of every event by a walk over all subclasses (docs/decisions/0015-speed-of-the-talk.md).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
# Kinds of events of which the schema asks nothing but the name.
_BARE = {
    kind["properties"]["event"]["const"]
    for kind in _SCHEMA["properties"]["events"]["items"]["oneOf"]
    if set(kind) == {"properties"} and set(kind["properties"]) == {"event"}
}
_resolve_by_type = lru_cache(maxsize=None)(Event.resolve_by_type)


def check(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Accept a well-formed answer, as Rasa's own check does; only what is not plainly so is held against the schema.

    :raises jsonschema.ValidationError: If events or responses are not of the form of the schema.
    """
    if not _is_plain(result):
        _VALIDATOR.validate(result)
    return True


def install() -> None:
    """Put check and search in the place of Rasa's."""
    RemoteAction._validate_action_result = check
    Event.resolve_by_type = staticmethod(_resolve_by_type)


def _is_plain(result: Any) -> bool:
    """Tell whether an answer holds nothing but responses, values of slots and events that have no form of their own."""
    if type(result) is not dict:
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if type(events) is not list or type(responses) is not list:
        return False
    return all(type(one) is dict for one in responses) and all(_is_plain_event(one) for one in events)


def _is_plain_event(event: Any) -> bool:
    if type(event) is not dict or event.get("metadata") is not None:
        return False
    if event.get("timestamp") is not None and type(event["timestamp"]) is not float:
        return False
    name = event.get("event")
    if name == "slot":
        return type(event.get("name")) is str and "value" in event
    return type(name) is str and name in _BARE
