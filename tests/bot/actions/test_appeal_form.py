"""Which message answers which question of the appeal form."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.appeal_form import ValidateAppealForm
from tests.bot.actions.play import domain, tracker

DETAIL, OBJECT, WISH = "appeal_detail", "appeal_object", "appeal_expect"


@pytest.mark.parametrize(
    ("slots", "required"),
    [
        ({}, [DETAIL, OBJECT, WISH, "region", "contact"]),
        ({"contact": "陈"}, [DETAIL, OBJECT, WISH, "region", "phone"]),
        ({"phone": "13812345678"}, [DETAIL, OBJECT, WISH, "region"]),
        ({"contact_refused": True}, [DETAIL, OBJECT, WISH, "region"]),
        ({"contact_refused": True, "region_refused": True}, [DETAIL, OBJECT, WISH]),
    ],
)
def test_what_is_asked(slots: dict[str, Any], required: list[str]) -> None:
    before = tracker(**slots)
    asked = ValidateAppealForm().required_slots([], CollectingDispatcher(), before, domain().as_dict())
    assert asyncio.run(asked) == required


@pytest.mark.parametrize(
    ("asked", "text", "intent", "said", "taken"),
    [
        (
            DETAIL,
            "区政务大厅让我跑了五趟，希望快点办",
            "ask_policy",
            {},
            {DETAIL: "区政务大厅让我跑了五趟，希望快点办", OBJECT: "区政务大厅", WISH: "希望快点办"},
        ),
        (DETAIL, "就是乱收费的一帮骗子", "abuse", {}, {DETAIL: "就是乱收费的一帮骗子", OBJECT: None, WISH: None}),
        (DETAIL, "物业", "provide_info", {}, {}),
        (DETAIL, "我姓孙，13711110108", "provide_info", {"contact": "孙", "phone": "13711110108"}, {}),
        (DETAIL, "不想说", "deny", {}, {}),
        (DETAIL, "有人在吗", "greet", {}, {}),
        (OBJECT, "我们那的税务局", "provide_info", {"region": "430200"}, {OBJECT: "税务局"}),
        (OBJECT, "天元置业", "out_of_scope", {}, {OBJECT: "天元置业"}),
        (OBJECT, "不知道", "deny", {}, {OBJECT: "说不清是哪个单位"}),
        (OBJECT, "我姓陈", "provide_info", {"contact": "陈"}, {}),
        (WISH, "取消保险", "cancel", {}, {WISH: "取消保险"}),
        (WISH, "退款", "cancel", {}, {WISH: "退款"}),
        (WISH, "道个歉", "out_of_scope", {}, {WISH: "道个歉"}),
        (WISH, "把补贴发了", "ask_policy", {}, {WISH: "把补贴发了"}),
        (WISH, "随便你们", "deny", {}, {WISH: "没有提出具体要求"}),
        (WISH, "株洲", "provide_info", {"region": "430200"}, {}),
        (WISH, "算了，不投诉了", "cancel", {}, {}),
        (WISH, "今天天气怎么样", "out_of_scope", {}, {}),
        (WISH, "今天天气怎么样", "provide_info", {}, {}),
        (WISH, "你们收费吗", "ask_bot", {}, {}),
        (WISH, "谢谢", "thanks", {}, {}),
        (WISH, "转人工", "talk_to_human", {}, {}),
        (WISH, "😀😀", "unclear", {}, {}),
        ("region", "把钱退了", "appeal", {}, {}),
        (None, "退款", "appeal", {}, {}),
    ],
)
def test_what_answers(asked: str | None, text: str, intent: str, said: dict[str, Any], taken: dict[str, Any]) -> None:
    form, before = ValidateAppealForm(), tracker(text, intent, said, loop="appeal_form", requested_slot=asked)
    dispatcher, whole = CollectingDispatcher(), domain().as_dict()
    got: dict[str, Any] = {}
    for extract in (form.extract_appeal_detail, form.extract_appeal_object, form.extract_appeal_expect):
        got |= extract(dispatcher, before, whole)
    assert got == taken
    assert dispatcher.messages == []


def test_an_ambiguous_district_is_settled_by_its_city() -> None:
    before = tracker("福州", region_ambiguous=["350102", "320106"])
    settled = ValidateAppealForm().validate_region("350100", CollectingDispatcher(), before, {})
    assert settled == {"region": "350102", "region_ambiguous": None}


def test_the_classifiers_first_reading_tells_thanks_from_a_wish() -> None:
    before = tracker("谢谢", "provide_info", loop="appeal_form", requested_slot=WISH)
    before.latest_message["intent_ranking"] = [{"name": "thanks", "confidence": 0.9}]
    assert ValidateAppealForm().extract_appeal_expect(CollectingDispatcher(), before, {}) == {}
