"""Which category a message carries, and when it carries none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

SENTENCES = yaml.safe_load((Path(__file__).parent / "data" / "categories.yml").read_text(encoding="utf-8"))
ANSWERS = [(asked, text) for asked, texts in SENTENCES["answers"].items() for text in texts]
TURNS = [(asked, text, name) for asked, turns in SENTENCES["turns"].items() for text, name in turns.items()]
CATEGORIES = [name for name in SENTENCES if name not in {"none", "answers", "turns"}]

Understand = Callable[..., dict[str, Any]]


def test_needs_get_their_category(understand: Understand) -> None:
    """Nine of ten needs at least."""
    wanted = [(name, text) for name in CATEGORIES for text in SENTENCES[name]]
    wrong = [(name, text, found) for name, text in wanted if (found := _category(understand, text)) != name]
    assert len(wrong) <= 0.1 * len(wanted), wrong


def test_what_states_no_need_gets_none(understand: Understand) -> None:
    """Greetings, bare facts, choices, scores and everything personal carry no category."""
    found = {text: _category(understand, text) for text in SENTENCES["none"]}
    assert {text: name for text, name in found.items() if name} == {}


@pytest.mark.parametrize(("asked", "text"), ANSWERS)
def test_an_answer_gets_none(understand: Understand, asked: str, text: str) -> None:
    """The words of an answer are no need."""
    assert _category(understand, text, asked) is None


@pytest.mark.parametrize(("asked", "text", "name"), TURNS)
def test_another_need_in_place_of_an_answer(understand: Understand, asked: str, text: str, name: str) -> None:
    """What is newly wanted counts, whatever was asked."""
    read = understand(text, asked)
    assert (read["intent"], read["slots"].get("category")) == ("submit_need", name)


def _category(understand: Understand, text: str, asked: str | None = None) -> str | None:
    category: str | None = understand(text, asked)["slots"].get("category")
    return category
