"""Whole conversations, written down in ``scripts/``, played against the running stack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations import stack as stacks
from tests.conversations.stack import Stack, Talk

SCRIPTS = Path(__file__).parent / "scripts"
CASE = re.compile(r"^XQ20261123\d{4,}$")
APPEAL = re.compile(r"^SQ20261123\d{4,}$")
NAMED = re.compile(r"\{name:(\d+)\}")
pytestmark = pytest.mark.stack


def load() -> list[Any]:
    """Return every conversation of every file as one test."""
    return [
        pytest.param(one, id=f"{path.stem}: {one['name']}")
        for path in sorted(SCRIPTS.glob("*.yml"))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


class Player:
    """Plays one script and collects everything that is not as written."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.faults: list[str] = []
        self.lines: list[str] = []
        self._case = ""
        self._cards: list[dict[str, Any]] = []

    def turn(self, turn: dict[str, Any]) -> None:
        """Say one line, after what agents do meanwhile, and compare the answer."""
        for step in turn.get("do", []):
            self._agent(**step)
        said = self._fill(str(turn["say"]))
        if "padding" in turn:
            length, filler = turn["padding"]
            said += filler * ((length - len(said)) // len(filler))
        answer = self.talk.say(said)
        seen = {card["item_id"] for card in self._cards}
        cards = [card for reply in answer["replies"] for card in reply["items"]]
        self._case = (answer["case_nos"] or [self._case])[-1]
        told = stacks.texts(answer)
        self.lines += [f"> {said[:120]}", f"  {answer['intent']} {answer['slots']} {answer['case_nos']}", f"< {told}"]
        for name in turn.keys() - {"say", "padding", "do"}:
            getattr(self, f"_check_{name}")(turn[name], answer)
        if turn.get("fresh_cards"):
            self._expect(cards and not seen & {card["item_id"] for card in cards}, "fresh cards", cards)
        self._cards = cards or self._cards

    def _agent(self, note: str = "按约定", **step: str) -> None:
        """Take the last case a step on, as an agent would: ``demand: dispatched``, ``appeal: assigned``, ``asked: …``."""
        ((what, to),) = step.items()
        if what == "asked":
            self.talk.as_agent(f"/api/v1/demands/{self._case}/wait", {"text": to})
            return
        action, words = ("transitions", "reason") if what == "demand" else ("steps", "note")
        self.talk.as_agent(f"/api/v1/{what}s/{self._case}/{action}", {"to": to, words: note})

    def end(self, script: dict[str, Any]) -> None:
        """Compare what was recorded."""
        whole = self.talk.get()
        for secret in script.get("never_kept", []):
            self._expect(secret not in str(whole), "never kept", secret)
        waiting = [m["text"][:40] for m in whole["messages"] if m["state"] == "pending"]
        self._expect(not waiting, "every message answered", waiting)
        if "appeals" in script:
            self._appeals(script["appeals"], whole["appeals"])
        if "ends" not in script:
            return
        demands = whole["demands"]
        self._expect(len(demands) == len(script["ends"]), f"{len(script['ends'])} demands", demands)
        for wanted, demand in zip(script["ends"], demands, strict=False):
            self._demand(wanted, demand)

    def _appeals(self, wanted: list[dict[str, Any]], appeals: list[dict[str, Any]]) -> None:
        self._expect(len(appeals) == len(wanted), f"{len(wanted)} appeals", appeals)
        for want, appeal in zip(wanted, appeals, strict=False):
            self._expect(APPEAL.match(appeal["case_no"]), "an appeal's number", appeal["case_no"])
            self._expect(appeal["status"] == want.get("status", "submitted"), "the appeal's status", appeal["status"])
            self._check_slots(want.get("slots", {}), appeal)
            self._check_absent(want.get("absent", []), appeal)

    def _demand(self, wanted: dict[str, Any], demand: dict[str, Any]) -> None:
        self._expect(CASE.match(demand["case_no"]), "a case number", demand["case_no"])
        for name in ("status", "category"):
            if name in wanted:
                self._expect(demand[name] == wanted[name], f"{name} {wanted[name]}", demand[name])
        if "chosen" in wanted:
            self._expect(len(demand["chosen"]) == wanted["chosen"], f"chosen {wanted['chosen']}", demand["chosen"])
        if "chosen_at_least" in wanted:
            self._expect(len(demand["chosen"]) >= wanted["chosen_at_least"], "enough chosen", demand["chosen"])
        self._check_slots(wanted.get("slots", {}), demand)
        self._check_absent(wanted.get("absent", []), demand)

    def _check_intent(self, wanted: list[str], answer: dict[str, Any]) -> None:
        self._expect(answer["intent"]["name"] in wanted, f"intent {wanted}", answer["intent"])

    def _check_asks(self, wanted: str | None, answer: dict[str, Any]) -> None:
        self._expect(stacks.asks(answer) == wanted, f"asks {wanted}", stacks.asks(answer))

    def _check_slots(self, wanted: dict[str, Any], answer: dict[str, Any]) -> None:
        got = {name: answer["slots"].get(name) for name in wanted}
        self._expect(got == wanted, f"slots {wanted}", got)

    def _check_absent(self, names: list[str], answer: dict[str, Any]) -> None:
        got = {name: answer["slots"][name] for name in names if name in answer["slots"]}
        self._expect(not got, f"no {names}", got)

    def _check_contains(self, parts: list[str], answer: dict[str, Any]) -> None:
        told = stacks.texts(answer)
        for part in parts:
            self._expect(self._fill(part) in told and told, f"told {self._fill(part)}", told)

    def _check_never(self, parts: list[str], answer: dict[str, Any]) -> None:
        told = stacks.texts(answer)
        for part in parts:
            self._expect(self._fill(part) not in told, f"not told {self._fill(part)}", told)

    def _check_options(self, parts: list[str], answer: dict[str, Any]) -> None:
        titles = " ".join(option["title"] for reply in answer["replies"] for option in reply["options"])
        for part in parts:
            self._expect(part in titles, f"option {part}", titles)

    def _check_cards(self, wanted: list[str], answer: dict[str, Any]) -> None:
        got = stacks.kinds(answer)
        self._expect(set(wanted) <= set(got) if wanted else not got, f"cards {wanted}", got)

    def _check_fresh_cards(self, wanted: bool, answer: dict[str, Any]) -> None:
        """Compare after the cards before are known; see ``turn``."""

    def _check_case(self, wanted: bool, answer: dict[str, Any]) -> None:
        self._expect(bool(answer["case_nos"]) == wanted, f"case number {wanted}", answer["case_nos"])

    def _check_handoff(self, wanted: bool, answer: dict[str, Any]) -> None:
        self._expect(answer["handoff"] == wanted, f"handoff {wanted}", answer["handoff"])

    def _fill(self, text: str) -> str:
        """Put the last case number and the names of the cards shown last into a line."""
        text = NAMED.sub(lambda found: self._name(int(found.group(1))), text)
        return text.replace("{case}", self._case).replace("{any}", "")

    def _name(self, place: int) -> str:
        return str(self._cards[place - 1]["name"]) if place <= len(self._cards) else f"第{place}张"

    def _expect(self, holds: object, what: str, got: object) -> None:
        if not holds:
            said = next((line for line in reversed(self.lines) if line.startswith(">")), "")
            self.faults.append(f"{said}: expected {what}, got {got}")


@pytest.mark.parametrize("script", load())
def test_script(stack: Stack, script: dict[str, Any]) -> None:
    """Every turn and the final record are as written."""
    player = Player(Talk(stack))
    for turn in script["turns"]:
        player.turn(turn)
    player.end(script)
    assert player.faults == [], "\n".join([*player.lines, *player.faults])
