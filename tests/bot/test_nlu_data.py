"""The training lines of the bot: well formed, unambiguous, numerous enough and not made from templates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

NLU_FOLDER = Path(__file__).resolve().parents[2] / "bot" / "data" / "nlu"

SKILLS: dict[str, list[str]] = {
    "need": ["submit_need"],
    "policy": ["ask_policy"],
    "appeal": ["appeal"],
    "progress": ["check_progress"],
    "rating": ["rate_service"],
    "human": ["talk_to_human"],
    "correction": ["correct_slot"],
    "form": ["provide_info", "affirm", "deny", "cancel"],
    "choice": ["choose_option", "more_results"],
    "smalltalk": ["greet", "goodbye", "thanks", "chitchat", "ask_bot"],
    "fallback": ["out_of_scope", "abuse", "unclear"],
}

MINIMUM: dict[str, int] = {
    "submit_need": 320,
    "ask_policy": 280,
    "provide_info": 260,
    "appeal": 250,
    "correct_slot": 220,
    "ask_bot": 180,
    "out_of_scope": 180,
    "check_progress": 150,
    **dict.fromkeys(["deny", "affirm", "cancel", "rate_service", "talk_to_human"], 120),
    **dict.fromkeys(["choose_option", "more_results", "chitchat", "unclear"], 120),
    **dict.fromkeys(["greet", "goodbye", "thanks", "abuse"], 80),
}

LONGEST_LINE = 160
SHORTEST_TEMPLATE = 5
TEMPLATED_PAIRS_ALLOWED = 5
TEST_PHONE = re.compile(r"138123400\d\d")
PLACES = re.compile(
    "长沙|株洲|湘潭|衡阳|邵阳|岳阳|常德|张家界|益阳|郴州|永州|怀化|娄底|湘西|吉首|浏阳|宁乡|醴陵|攸县|茶陵|炎陵|湘乡|韶山|耒阳|"
    "常宁|祁东|邵东|武冈|洞口|隆回|汨罗|临湘|华容|平江|湘阴|津市|澧县|石门|慈利|桑植|沅江|桃江|安化|资兴|桂阳|宜章|永兴|嘉禾|"
    "临武|汝城|桂东|祁阳|道县|江永|宁远|蓝山|新田|江华|洪江|沅陵|辰溪|溆浦|会同|麻阳|新晃|芷江|靖州|双峰|新化|冷水江|涟源|"
    "泸溪|凤凰|花垣|保靖|古丈|永顺|龙山|湖南|广东|江西|湖北|贵州|广西|深圳|广州|武汉|昆明|[\u4e00-\u9fff]{2}(?:县|镇)"
)
NUMBERS = re.compile("[0-9一二两三四五六七八九十百千万]+")

Line = tuple[str, str]


def read_entries(skill: str) -> list[dict[str, Any]]:
    """Return the NLU entries of one skill file as parsed YAML."""
    content = yaml.safe_load((NLU_FOLDER / f"{skill}.yml").read_text(encoding="utf-8"))
    assert content["version"] == "3.1"
    entries: list[dict[str, Any]] = content["nlu"]
    return entries


def read_lines() -> list[Line]:
    """Return every training line as (intent, text)."""
    lines: list[Line] = []
    for skill in SKILLS:
        for entry in read_entries(skill):
            for row in entry["examples"].splitlines():
                assert row.startswith("- "), f"{skill}: {row!r}"
                lines.append((entry["intent"], row[2:].strip()))
    return lines


def bare(text: str) -> str:
    """Return the text without punctuation, blanks, width and case; a line of signs only stays as it is."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", folded) or text


def mask(text: str) -> str:
    """Return the bare text with places and numbers made alike, so that templated lines coincide."""
    return NUMBERS.sub("0", PLACES.sub("P", bare(text)))


def collisions(lines: list[Line], key: Callable[[str], str]) -> dict[str, list[Line]]:
    """Return the groups of two or more lines that share a key."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for intent, text in lines:
        groups[key(text)].append((intent, text))
    return {name: group for name, group in groups.items() if len(group) > 1}


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """Return all training lines, read once."""
    return read_lines()


def test_no_file_is_left_unread() -> None:
    """Every file of the folder belongs to a known skill."""
    assert {path.stem for path in NLU_FOLDER.glob("*.yml")} == set(SKILLS)


@pytest.mark.parametrize("skill", sorted(SKILLS))
def test_each_skill_holds_its_own_intents(skill: str) -> None:
    """A skill file holds exactly the intents of that skill, in order."""
    assert [entry["intent"] for entry in read_entries(skill)] == SKILLS[skill]


@pytest.mark.parametrize("intent", sorted(MINIMUM))
def test_each_intent_has_enough_lines(intent: str, lines: list[Line]) -> None:
    """No intent is starved."""
    assert Counter(name for name, _ in lines)[intent] >= MINIMUM[intent]


def test_no_line_stands_twice_or_under_two_intents(lines: list[Line]) -> None:
    """Neither inside one intent nor across two does a line come back, whatever its punctuation."""
    assert collisions(lines, bare) == {}


def test_lines_are_not_made_from_templates(lines: list[Line]) -> None:
    """Lines of the same words with another place or number teach nothing and make measured figures too good."""
    groups = {name: group for name, group in collisions(lines, mask).items() if len(name) >= SHORTEST_TEMPLATE}
    assert len(groups) <= TEMPLATED_PAIRS_ALLOWED, groups


def test_mask_catches_a_template() -> None:
    """Two lines that differ in place and amount only are one template."""
    assert mask("我在株洲想贷30万。") == mask("我在 衡阳 想贷五十万")


def test_lines_are_of_usable_length(lines: list[Line]) -> None:
    """No empty line and no essay."""
    assert [text for _, text in lines if not 1 <= len(text) <= LONGEST_LINE] == []


def test_lines_carry_no_entity_annotation(lines: list[Line]) -> None:
    """Values are read by rules, so a line holds plain text."""
    assert [text for _, text in lines if re.search(r"\]\s*[({]|^\[|\{", text)] == []


def test_phone_numbers_are_only_test_numbers(lines: list[Line]) -> None:
    """Nobody's real number may stand in the training lines."""
    found = [number for _, text in lines for number in re.findall(r"\d{11}", re.sub(r"[\s-]", "", text))]
    assert found
    assert [number for number in found if not TEST_PHONE.fullmatch(number)] == []
