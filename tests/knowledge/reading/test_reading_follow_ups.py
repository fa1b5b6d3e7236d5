"""What answers a follow-up's question, and what is a need, a question or a wish of its own."""

import pytest

from knowledge.reading.follow_up_answers import answers


@pytest.mark.parametrize(
    ("kind", "text", "intent"),
    [
        ("after_acceptance", "联系上了", "provide_info"),
        ("after_acceptance", "还没有", "deny"),
        ("after_acceptance", "还没有人联系我", "check_progress"),  # sounds like asking after the case
        ("after_acceptance", "一个电话都没打过来，气人", "appeal"),
        ("after_acceptance", "昨天加了微信", "unclear"),
        ("in_service", "没动静，拖着", "appeal"),
        ("in_service", "材料交了，还在等银行", "provide_info"),
        ("owed_answer", "三十多页，上个月签的", "provide_info"),
        ("after_acceptance", "联系上了，电话 13812345678", None),
    ],
)
def test_an_answer(kind: str, text: str, intent: str | None) -> None:
    assert answers(kind, text, intent)


@pytest.mark.parametrize(
    ("kind", "text", "intent"),
    [
        ("after_acceptance", "对了我还想招两个文员", "submit_need"),
        ("after_acceptance", "印花税税率是多少", "ask_policy"),
        ("after_acceptance", "你们收费吗", "ask_bot"),
        ("after_acceptance", "转人工", "talk_to_human"),
        ("after_acceptance", "在吗", "greet"),
        ("after_acceptance", "你们怎么联系我", "ask_bot"),
        ("in_service", "撤销XQ202611230001", "cancel"),
        ("in_service", "我要投诉园区停水", "appeal"),
        ("owed_answer", "办得怎么样了", "check_progress"),
        ("after_acceptance", "我们还想贷款五十万", None),
        ("after_acceptance", "贷款利息多少", None),
    ],
)
def test_other_business(kind: str, text: str, intent: str | None) -> None:
    assert not answers(kind, text, intent)


@pytest.mark.parametrize(
    ("text", "intent", "is_answer"),
    [
        ("4分，就是慢了点", "rate_service", True),
        ("挺满意的", "chitchat", True),
        ("谢谢你们", None, True),
        ("还想再招个会计", "submit_need", False),
        ("打几分算满意？", "ask_bot", False),
    ],
)
def test_of_a_score(text: str, intent: str | None, is_answer: bool) -> None:
    assert answers("after_completion", text, intent, is_scored=True) is is_answer
