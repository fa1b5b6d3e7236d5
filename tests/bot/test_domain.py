"""Domain, rules and actions name the same things; what is said reads like a helpful person's words."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import DEFAULT_ACTION_NAMES, DEFAULT_CATEGORICAL_SLOT_VALUE
from rasa.shared.core.domain import Domain
from rasa_sdk import Action

from bot import actions, speech
from bot.actions import state
from bot.actions.decline import REFUSABLE
from knowledge import slots as demand_slots
from knowledge.reading import about_platform, directions

BOT = Path(__file__).resolve().parents[2] / "bot"
INTENTS = (
    "submit_need ask_policy appeal check_progress rate_service talk_to_human correct_slot cancel affirm deny "
    "provide_info choose_option more_results ask_bot greet goodbye thanks chitchat out_of_scope abuse unclear"
).split()
ASKS = re.compile(
    r"need|direction|region|contact|phone|confirm|choose|which_wrong|which_service|rate|call|after_low|erase|appeal_\w+"
)
STIFF = re.compile(
    r"贵单位|贵司|贵公司|兹|请知悉|悉知|敬请|谨此|特此|予以|务必|须知|您的请求|系统提示|尊敬的|亲[,，~～!！]"
)
FORMS = ("need_form", "appeal_form")
LONGEST = 160  # a phone shows it without scrolling

# What a button stands for is never said; its text only names it.
OPTION = "utter_option_"

# Said at most once or twice in a talk, so that a second wording would hardly ever be heard.
ONE_WORDING = {
    "utter_ask_region_ambiguous",
    "utter_ask_which_wrong",
    "utter_chosen_none",
    "utter_contact_refused",
    "utter_corrected",
    "utter_matches_relaxed",
    "utter_more",
    "utter_no_match",
    "utter_no_more",
    "utter_choice_unfit",
    "utter_identity_number",
    "utter_none_such",
    "utter_not_withdrawn",
    "utter_nothing_corrected",
    "utter_nothing_to_cancel",
    "utter_region_refused",
    "utter_resume_choose",
    "utter_resume_confirm",
    "utter_resume_settle",
    "utter_which_choice",
}


@lru_cache(maxsize=1)
def domain() -> Domain:
    return Domain.load(str(BOT / "domain"))


def responses() -> dict[str, list[dict[str, Any]]]:
    """Return what rules and what actions say."""
    return {**domain().responses, **speech.responses()}


@lru_cache(maxsize=1)
def rules() -> list[dict[str, Any]]:
    files = sorted((BOT / "data" / "rules").glob("*.yml"))
    return [rule for file in files for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]]


@lru_cache(maxsize=1)
def action_names() -> list[str]:
    """Return the name of every action class, by import of every module."""
    names = []
    for module in pkgutil.iter_modules(actions.__path__):
        members = vars(importlib.import_module(f"bot.actions.{module.name}")).values()
        names += [
            member().name()
            for member in members
            if inspect.isclass(member) and issubclass(member, Action) and member.__module__.startswith("bot.actions.")
        ]
    return names


def said_in_actions() -> set[str]:
    """Return every response that the actions name, those put together at run time included."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in (BOT / "actions").glob("*.py"))
    whole = set(re.findall(r"\butter_(?!message\b|action\b)[a-z_]+(?![a-z_{])", source)) - {
        "utter_",
        "utter_resume_",
        "utter_ask_",
        "utter_option_",
        "utter_about_",
        "utter_policy_",
        "utter_ask_direction_",
    }
    steps = set(next(slot for slot in domain().slots if slot.name == "step").values) - {DEFAULT_CATEGORICAL_SLOT_VALUE}
    questions = {f"utter_ask_{name}{again}" for name in ("region", "contact", "phone") for again in ("", "_again")}
    options = {name for name in responses() if name.startswith(OPTION)}
    about = {f"utter_about_{topic}" for topic in about_platform.TOPICS}
    directed = {f"utter_ask_direction_{theme.name}" for theme in directions.themes()}
    closed = {f"{name}_{why}" for name in ("utter_hand_over", "utter_lost") for why in ("closed", "absent")}
    return (
        whole
        | questions
        | options
        | closed
        | about
        | directed
        | {f"utter_{flag}" for flag in REFUSABLE.values()}
        | {f"utter_resume_{step}" for step in steps}
    )


def variants() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, wordings in responses().items():
        for wording in wordings:
            yield name, wording


def rule_intents(rule: dict[str, Any]) -> set[str]:
    """Return the intents that a rule begins with."""
    first = rule["steps"][0]
    return {step["intent"] for step in first.get("or", [first]) if "intent" in step}


def in_form(rule: dict[str, Any], form: str = "need_form") -> bool:
    return {"active_loop": form} in rule.get("condition", [])


# ---------------------------------------------------------------- names on both sides


def test_the_intents_are_the_contracts() -> None:
    rasas_own = set(Domain.empty().intents) - set(INTENTS)
    assert set(domain().intents) - rasas_own == set(INTENTS)


def test_every_slot_of_a_demand_is_a_slot_and_an_entity() -> None:
    names = set(demand_slots.names())
    assert names <= {slot.name for slot in domain().slots}
    assert names <= set(domain().entities)
    assert set(state.NEED_SLOTS) | set(state.PERSON_SLOTS) | {"region_ambiguous"} == names


def test_action_names_are_unique() -> None:
    assert len(action_names()) == len(set(action_names())) > 10


def test_the_domain_and_the_code_have_the_same_actions() -> None:
    named = {name for name in domain().user_actions if not name.startswith("utter_")}
    assert set(action_names()) == named


def test_every_action_of_a_rule_exists_and_every_action_has_a_rule() -> None:
    used = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    known = {*action_names(), *domain().responses, *domain().form_names, *DEFAULT_ACTION_NAMES}
    assert used - known == set()
    called_by_the_form = {name for name in action_names() if name.startswith(("validate_", "action_ask_"))}
    assert set(action_names()) - called_by_the_form - used == set()


def test_every_question_of_the_form_has_its_action() -> None:
    for form in domain().form_names:
        for slot in domain().required_slots_for_form(form):
            assert f"action_ask_{form}_{slot}" in action_names()


def test_every_response_that_is_said_exists_and_every_response_is_said() -> None:
    in_rules = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    passing = {f"utter_{name}" for rule in rules() if says(rule) for name in rule_intents(rule)}
    asked = {name for name in responses() if name.startswith(tuple(f"utter_ask_{form}_" for form in FORMS))}
    said = said_in_actions() | {name for name in in_rules if name.startswith("utter_")}
    assert said - responses().keys() == set()
    assert responses().keys() - said - passing - asked == set()


def test_the_domain_has_the_responses_of_rules_and_no_others() -> None:
    in_rules = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    assert domain().responses.keys() == {name for name in in_rules if name.startswith("utter_")}
    assert not domain().responses.keys() & speech.responses().keys()


def says(rule: dict[str, Any]) -> bool:
    return {"action": "action_say"} in rule["steps"]


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize("intent", [*INTENTS, DEFAULT_NLU_FALLBACK_INTENT_NAME])
def test_every_intent_has_a_rule_at_any_time(intent: str) -> None:
    about = [rule for rule in rules() if intent in rule_intents(rule)]
    assert any("condition" not in rule for rule in about), "no rule without a condition"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("intent", [*INTENTS, DEFAULT_NLU_FALLBACK_INTENT_NAME])
def test_inside_a_form_an_intent_has_one_rule(form: str, intent: str) -> None:
    assert len([rule["rule"] for rule in rules() if in_form(rule, form) and intent in rule_intents(rule)]) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_rule_inside_a_form_goes_back_to_it_or_leaves_it(form: str) -> None:
    for rule in [rule for rule in rules() if in_form(rule, form)]:
        loops = [step["active_loop"] for step in rule["steps"] if "active_loop" in step]
        takes_over = [None, "appeal_form"] if "appeal" in rule_intents(rule) else None
        assert loops in ([form], [None], takes_over), rule["rule"]


@pytest.mark.parametrize("intent", ["affirm", "deny", "correct_slot", "provide_info", "submit_need", "appeal"])
def test_at_the_appeals_summary_an_intent_has_one_rule(intent: str) -> None:
    here = [rule for rule in rules() if {"slot_was_set": [{"step": "confirm_appeal"}]} in rule.get("condition", [])]
    assert len([rule for rule in here if intent in rule_intents(rule)]) == 1


def test_rule_names_are_unique() -> None:
    names = [rule["rule"] for rule in rules()]
    assert len(names) == len(set(names))


def test_rules_name_intents_and_slots_of_the_domain() -> None:
    slots = {slot.name for slot in domain().slots}
    for rule in rules():
        assert rule_intents(rule) <= {*INTENTS, DEFAULT_NLU_FALLBACK_INTENT_NAME}, rule["rule"]
        parts = [*rule.get("condition", []), *rule["steps"]]
        named = {name for part in parts for pair in part.get("slot_was_set", []) for name in pair}
        assert named <= slots, rule["rule"]


# ---------------------------------------------------------------- words


def test_a_question_is_one_that_the_reader_knows() -> None:
    asked = {(name, w["custom"]["asks"]) for name, w in variants() if "asks" in w.get("custom", {})}
    assert {value for _, value in asked} >= {"need", "region", "contact", "phone", "confirm", "choose"}
    assert [(name, value) for name, value in asked if not ASKS.fullmatch(value)] == []


def test_every_wording_of_a_response_asks_the_same() -> None:
    for name, wordings in responses().items():
        asked = {w.get("custom", {}).get("asks") for w in wordings}
        assert len(asked) == 1, name


def test_a_response_has_two_wordings_or_is_heard_seldom() -> None:
    told = {name: wordings for name, wordings in responses().items() if not name.startswith(OPTION)}
    single = {name for name, wordings in told.items() if len(wordings) < 2}
    assert single - ONE_WORDING == set()
    assert ONE_WORDING - responses().keys() == set()


def test_wordings_differ() -> None:
    texts = [wording["text"].strip() for _, wording in variants()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(("name", "wording"), variants())
def test_wording(name: str, wording: dict[str, Any]) -> None:
    text = wording["text"]
    assert text.strip(), name
    assert len(text) < LONGEST
    assert not STIFF.search(text)
    assert "你" not in text, "people are addressed as 您"
    assert not re.search(r"[,?!;]", re.sub(r"\{\w+\}", "", text)), "Chinese punctuation"


def test_a_button_says_what_it_does_in_words_a_person_could_type() -> None:
    for name, wording in variants():
        for button in wording.get("buttons", []):
            assert set(button) == {"title", "payload"}, name
            assert 1 <= len(button["title"]) <= 8, name
            assert not button["payload"].startswith("/"), name
