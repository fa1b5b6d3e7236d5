"""The need form: what it still asks, and how an ambiguous place is settled."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import Any

import pytest
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.need_form import ActionAskRegion, ValidateNeedForm
from tests.bot.actions.play import play, say, tracker

CONTACT_QUESTION = {  # (contact known, phone known, contact refused) -> what is asked about the person
    (False, False, False): ["contact"],
    (True, False, False): ["phone"],
    (False, True, False): [],
    (True, True, False): [],
    (False, False, True): [],
    (True, False, True): [],
    (False, True, True): [],
    (True, True, True): [],
}
CHAOYANG = ["110105", "211321", "220104"]  # Beijing, Chaoyang county of Chaoyang city, Changchun


@pytest.mark.parametrize(
    ("need", "region", "region_refused", "contact", "phone", "contact_refused"), product([False, True], repeat=6)
)
def test_required_slots(
    need: bool, region: bool, region_refused: bool, contact: bool, phone: bool, contact_refused: bool
) -> None:
    slots = {
        "need": "想贷款" if need else None,
        "region": "430100" if region else None,
        "region_refused": region_refused or None,
        "contact": "李总" if contact else None,
        "phone": "13800001111" if phone else None,
        "contact_refused": contact_refused or None,
    }
    person = CONTACT_QUESTION[contact, phone, contact_refused]
    wanted = ["need", *([] if region_refused else ["region"]), *person]
    form = ValidateNeedForm()
    got = asyncio.run(form.required_slots(["need", "region"], CollectingDispatcher(), tracker("", **slots), {}))
    assert got == wanted
    open_question = next((name for name in wanted if slots[name] is None), None)
    events, messages = play(form, tracker("", loop="need_form", **slots))
    assert events == [SlotSet("requested_slot", open_question)]
    assert messages == []


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        ("110000", "110105"),  # 北京的
        ("220100", "220104"),  # 长春
        ("211300", "211321"),  # 朝阳市
        ("220104", "220104"),  # the district itself, picked from the options
        ("430100", "430100"),  # a place that is none of the candidates is taken as it is
    ],
)
def test_an_ambiguous_place_is_settled_by_the_answer(answer: str, settled: str) -> None:
    before = tracker("", need="想贷款", phone="13800001111", set_last={"region": answer}, region_ambiguous=CHAOYANG)
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", settled),
        SlotSet("region_ambiguous", None),
        SlotSet("requested_slot", None),
    ]


def test_an_answer_that_covers_several_candidates_is_taken_as_it_is() -> None:
    before = tracker("", need="想贷款", set_last={"region": "430100"}, region_ambiguous=["430102", "430181", "110105"])
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", "430100"),
        SlotSet("region_ambiguous", None),
        SlotSet("requested_slot", "contact"),
    ]


def test_without_an_answer_the_candidates_stay() -> None:
    before = tracker("", need="想贷款", set_last={"region": None}, region_ambiguous=CHAOYANG)
    events, _ = play(ValidateNeedForm(), before)
    assert events == [
        SlotSet("region", None),
        SlotSet("region_ambiguous", CHAOYANG),
        SlotSet("requested_slot", "region"),
    ]


@pytest.mark.parametrize("candidates", [None, []])
def test_the_place_is_asked_plainly(candidates: list[Any] | None) -> None:
    assert play(ActionAskRegion(), tracker("", region_ambiguous=candidates)) == ([], [say("utter_ask_region")])


def test_an_ambiguous_place_is_asked_with_its_candidates() -> None:
    events, messages = play(ActionAskRegion(), tracker("", region_ambiguous=["110105", "220104"]))
    names = ["北京市朝阳区", "吉林省长春市朝阳区"]
    buttons = [{"title": name, "payload": name} for name in names]
    assert (events, messages) == ([], [say("utter_ask_region_ambiguous", buttons=buttons)])
