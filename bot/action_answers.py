"""Checks what the action server answers by a schema compiled once.

Rasa hands the bare schema to ``jsonschema.validate`` at every call, which first checks the schema itself against its
own schema: half of the processor time of the whole Rasa server (docs/decisions/0015-speed-of-the-talk.md).
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)


def check(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Accept a well-formed answer, as Rasa's own check does.

    :raises jsonschema.ValidationError: If events or responses are not of the form of the schema.
    """
    _VALIDATOR.validate(result)
    return True


def install() -> None:
    """Put the check in the place of Rasa's; there is no setting for it."""
    RemoteAction._validate_action_result = check
