"""Questions about policy."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk.events import SlotSet

from bot.actions.policy import ActionAnswerPolicy
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
FOUND = {
    "found": True,
    "item_id": "POL-1",
    "answer": "每户最高300万元。",
    "title": "创业担保贷款办法",
    "source": "湘财金〔2024〕1号",
    "validity": "有效期到2027年12月31日",
    "service": None,
}
TOLD = {name: FOUND[name] for name in ("answer", "title", "source", "validity")}
ANSWERED = say("utter_policy_answer", **TOLD)
KEPT = [SlotSet("last_answer", "POL-1")]


def test_an_answer_carries_title_source_and_validity(service: Put) -> None:
    fake = service(answers=FOUND)
    assert play(ActionAnswerPolicy(), tracker("创业担保贷款最高多少", "ask_policy")) == (KEPT, [ANSWERED])
    assert fake.asked == [(TALK, "answers", {"text": "创业担保贷款最高多少", "before": None})]


def test_somebody_to_do_it_is_offered_where_nothing_else_is_open(service: Put) -> None:
    service(answers={**FOUND, "service": "担保贷款"})
    offered = say("utter_policy_answer_offer", **TOLD, service="担保贷款")
    assert play(ActionAnswerPolicy(), tracker("最高多少", "ask_policy")) == (KEPT, [offered])
    inside = tracker("最高多少", "ask_policy", loop="need_form")
    assert play(ActionAnswerPolicy(), inside) == (KEPT, [say("utter_policy_answer", **TOLD, service="担保贷款")])


def test_a_follow_up_is_asked_of_the_entry_that_answered_before(service: Put) -> None:
    fake = service(answers={"found": False, "title": "创业担保贷款办法", "near": [], "hotline": "12345"})
    silent = say("utter_policy_not_told", title="创业担保贷款办法", hotline="12345")
    assert play(ActionAnswerPolicy(), tracker("那多久", "ask_policy", last_answer="POL-1")) == ([], [silent])
    assert fake.asked[0][2] == {"text": "那多久", "before": "POL-1"}


def test_without_a_source_it_is_said_that_nothing_is_known_and_who_knows(service: Put) -> None:
    service(answers={"found": False, "title": None, "near": [], "hotline": "12366（纳税服务热线）"})
    unknown = say("utter_policy_unknown", hotline="12366（纳税服务热线）")
    assert play(ActionAnswerPolicy(), tracker("火星补贴", "ask_policy")) == ([], [unknown])


def test_what_may_be_meant_is_offered_by_name(service: Put) -> None:
    service(answers={"found": False, "title": None, "near": ["加班费怎么算？"], "hotline": "12333"})
    human = {"title": "转人工", "payload": "转人工"}
    buttons = [{"title": "加班费怎么算？", "payload": "加班费怎么算？"}, human]
    near = say("utter_policy_near", buttons=buttons, hotline="12333")
    assert play(ActionAnswerPolicy(), tracker("周末上班给不给钱", "ask_policy")) == ([], [near])


def test_what_follows_on_no_answer_is_not_of_the_one_before(service: Put) -> None:
    service(answers={"found": False, "title": None, "near": [], "hotline": "12345"})
    before = tracker("高企怎么申请", "ask_policy", last_answer="POL-A008")
    assert play(ActionAnswerPolicy(), before)[0] == [SlotSet("last_answer", None)]


def test_where_the_entry_is_silent_it_is_still_talked_about(service: Put) -> None:
    service(answers={"found": False, "title": "增值税", "near": [], "hotline": "12366"})
    assert play(ActionAnswerPolicy(), tracker("那多久", "ask_policy", last_answer="POL-A008"))[0] == []


def test_the_open_question_comes_back(service: Put) -> None:
    service(answers=FOUND)
    before = tracker("最高多少", "ask_policy", step="confirm", need="想贷款")
    assert play(ActionAnswerPolicy(), before) == (KEPT, [ANSWERED, say("utter_resume_confirm")])


def test_a_need_that_sounds_like_a_question_answers_the_question_for_it(service: Put) -> None:
    fake = service()
    before = tracker("要办SC证", "ask_policy", loop="need_form", requested_slot="need")
    assert play(ActionAnswerPolicy(), before) == ([SlotSet("need", "要办SC证")], [])
    assert fake.asked == []


def test_a_question_at_the_question_for_the_need_stays_one(service: Put) -> None:
    service(answers=FOUND)
    before = tracker("要办SC证有什么条件吗", "ask_policy", loop="need_form", requested_slot="need")
    assert play(ActionAnswerPolicy(), before)[1] == [ANSWERED]


def test_a_question_asked_on_carries_the_one_before_and_offers_the_other_subject(service: Put) -> None:
    near = {"found": False, "title": "加计扣除", "near": ["高新技术企业认定"], "hotline": "12345"}
    fake = service(answers=near)
    before = tracker("那高企呢", "ask_policy", last_answer="POL-1")
    parsed = {"intent": {"name": "ask_policy"}}
    asked_before = [{"event": "user", "text": text, "parse_data": parsed} for text in ("加计扣除比例多少", "那高企呢")]
    before.events[:] = asked_before
    events, (told,) = play(ActionAnswerPolicy(), before)
    asked = {"text": "那高企呢", "before": "POL-1", "asked": "加计扣除比例多少"}
    assert fake.asked == [(TALK, "answers", asked)]
    assert (told["response"], told["title"]) == ("utter_policy_not_told_near", "加计扣除")
    assert [one["title"] for one in told["buttons"]] == ["高新技术企业认定", "转人工"]
    assert events == []  # the entry before stays what is talked about
