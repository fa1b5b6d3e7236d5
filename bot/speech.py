"""What the actions say, by name: ``responses/<skill>.yml``, in Rasa's own form of responses.

It is no part of the domain, which holds what the policies can predict: a response that only an action says is none of
that, and its words may change without training.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "responses"


@lru_cache(maxsize=1)
def responses() -> dict[str, list[dict[str, Any]]]:
    """Return the wordings of every response.

    :raises ValueError: If two files give the same name.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        own = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        if told.keys() & own.keys():
            raise ValueError(f"{path.name} names again: {sorted(told.keys() & own.keys())}")
        told |= own
    return told
