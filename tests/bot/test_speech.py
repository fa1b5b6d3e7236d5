"""What actions say: in Rasa's form, each name once, at hand whatever model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot import speech
from bot.generator import Generator


def test_the_files_are_in_rasas_form() -> None:
    assert Domain.load(str(speech.FOLDER)).responses.keys() == speech.responses().keys()


def test_a_name_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yml").write_text("responses:\n  utter_hello:\n    - text: 您好\n", encoding="utf-8")
    monkeypatch.setattr(speech, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="two.yml names again: \\['utter_hello'\\]"):
        speech.responses.__wrapped__()


def test_rasa_makes_it_by_its_name_and_keeps_it_when_it_sets_the_domains() -> None:
    made = NaturalLanguageGenerator.create(EndpointConfig(type="bot.generator.Generator"), Domain.empty())
    assert isinstance(made, Generator)
    agent = Agent(generator=made)
    agent.nlg.responses = {"utter_of_rule": [{"text": "哪一项不对？"}]}  # as Rasa does with each model it loads
    told = {name: made.generate_from_slots(name, {}, "qifu") for name in ("utter_of_rule", "utter_no_more")}
    assert told["utter_of_rule"] == {"text": "哪一项不对？"}
    assert told["utter_no_more"] is not None
