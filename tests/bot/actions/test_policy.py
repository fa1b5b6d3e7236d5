"""Questions about policy."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.policy import ActionAnswerPolicy
from tests.bot.actions.play import TALK, FakeService, play, say, tracker

Put = Callable[..., FakeService]
FOUND = {"found": True, "answer": "每户最高300万元。", "title": "创业担保贷款办法", "source": "湘财金〔2024〕1号"}
ANSWERED = say("utter_policy_answer", answer=FOUND["answer"], title=FOUND["title"], source=FOUND["source"])


def test_an_answer_carries_title_and_source(service: Put) -> None:
    fake = service(answers=FOUND)
    assert play(ActionAnswerPolicy(), tracker("创业担保贷款最高多少", "ask_policy")) == ([], [ANSWERED])
    assert fake.asked == [(TALK, "answers", {"text": "创业担保贷款最高多少"})]


def test_without_a_source_it_is_said_that_nothing_is_known(service: Put) -> None:
    service(answers={"found": False})
    assert play(ActionAnswerPolicy(), tracker("火星补贴", "ask_policy")) == ([], [say("utter_policy_unknown")])


def test_the_open_question_comes_back(service: Put) -> None:
    service(answers=FOUND)
    before = tracker("最高多少", "ask_policy", step="confirm", need="想贷款")
    assert play(ActionAnswerPolicy(), before) == ([], [ANSWERED, say("utter_resume_confirm")])
