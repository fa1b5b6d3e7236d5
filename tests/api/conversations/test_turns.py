"""One turn of talk: kept first, answered once, in order, however often it is sent; on every backend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from api.conversations.turns import DOWN, as_words
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import reply, turn
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
Conversation = tuple[str, dict[str, str]]


def said(service: Service, conversation: Conversation) -> list[tuple[str, str, str]]:
    """Return role, text and state of every message."""
    return [(m["role"], m["text"], m["state"]) for m in service.read(conversation)["messages"]]


def sending(conversation: Conversation, text: str, client_id: str | None = None) -> Callable[[httpx.AsyncClient], Any]:
    """Return a step that says something."""
    path = f"/api/v1/conversations/{conversation[0]}/messages"
    body = {"text": text, "client_message_id": client_id}
    return lambda client: client.post(path, json=body, headers=conversation[1])


def test_answer_has_the_shape_of_the_contract(service: Service) -> None:
    options = [{"title": "长沙", "payload": "430100"}]
    service.bot.script = lambda _: turn(reply("在哪里？", asks="region", options=options), category="finance", junk=1)
    answer = service.say(service.open(), "想贷款")
    assert answer.status_code == 200
    assert answer.json() == {
        "intent": {"name": "submit_need", "confidence": 0.9},
        "slots": {"category": "finance"},
        "replies": [{"text": "在哪里？", "asks": "region", "options": options, "items": []}],
        "case_nos": [],
        "handoff": False,
    }


def test_bot_hears_conversation_day_and_open_question(service: Service) -> None:
    service.bot.script = lambda _: turn(reply("哪个区？", asks="region"))
    conversation = service.open()
    service.say(conversation, "想贷款")
    service.say(conversation, "望城")
    first, second = service.bot.messages
    metadata = {"asked": None, "reference_date": "2026-11-23", "categories": {}}  # the tests' matcher is not asked
    assert (first["sender"], first["metadata"]) == (conversation[0], metadata)
    assert (second["metadata"]["asked"], second["again"]) == ("region", False)
    assert first["message_id"] != second["message_id"]
    assert set(service.bot.tokens) == {"internal-token-of-the-tests"}


@pytest.mark.parametrize(
    "broken",
    [
        {"intent": {"name": "x", "confidence": 1}, "slots": {}, "replies": []},
        {"replies": [{"text": "好"}]},
        {"intent": "x", "slots": {}, "replies": [{"text": "好"}]},
        {"intent": {"name": "x", "confidence": 1}, "slots": {}, "replies": [{"asks": "region"}]},
        [],
        None,
    ],
)
def test_half_an_answer_is_no_answer(service: Service, broken: Any) -> None:
    service.bot.script = lambda _: httpx.Response(200, json=broken)
    conversation = service.open()
    answer = service.say(conversation, "想贷款")
    assert (answer.status_code, answer.json()["replies"][0]["text"]) == (200, DOWN)
    assert said(service, conversation) == [("user", "想贷款", "pending")]


@pytest.mark.parametrize("status", [403, 500, 502])
def test_refusal_of_the_bot(service: Service, status: int) -> None:
    service.bot.script = lambda _: httpx.Response(status, text="Traceback: inner")
    answer = service.say(service.open(), "想贷款")
    assert answer.status_code == 200
    assert answer.json()["intent"] == {"name": "unclear", "confidence": 0.0}
    assert [r["text"] for r in answer.json()["replies"]] == [DOWN]


def test_message_is_kept_before_the_bot_is_called(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    assert service.say(conversation, "想贷款五百万").json()["replies"][0]["text"] == DOWN
    assert said(service, conversation) == [("user", "想贷款五百万", "pending")]


def test_kept_messages_are_answered_in_order_with_the_next(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    for text in ("甲", "乙"):
        service.say(conversation, text)
    service.bot.is_up = True
    answer = service.say(conversation, "丙", "c-3").json()
    assert service.bot.texts == ["甲", "乙", "丙"]
    assert [r["text"] for r in answer["replies"]] == ["听到了：甲", "听到了：乙", "听到了：丙"]
    assert service.say(conversation, "丙", "c-3").json() == answer
    service.say(conversation, "丁")
    assert service.bot.texts == ["甲", "乙", "丙", "丁"]


def test_case_numbers_of_kept_messages_are_told(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    service.say(conversation, "确认")
    service.bot.is_up = True
    service.bot.script = lambda m: turn(reply("好", case_nos=["XQ202611230001"] if m["text"] == "确认" else []))
    assert service.say(conversation, "好了吗").json()["case_nos"] == ["XQ202611230001"]


def test_what_fails_again_while_the_bot_is_well_is_given_up(service: Service) -> None:
    service.bot.script = lambda m: httpx.Response(500) if m["text"] == "毒" else turn(reply("好"))
    conversation = service.open()
    service.say(conversation, "毒")
    answer = service.say(conversation, "想贷款")
    assert [r["text"] for r in answer.json()["replies"]] == ["好"]
    assert said(service, conversation) == [
        ("user", "毒", "superseded"),
        ("user", "想贷款", "answered"),
        ("bot", "好", "answered"),
    ]


def test_same_text_again_takes_the_place_of_the_kept_one(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    service.say(conversation, "想贷款", "a")
    service.bot.is_up = True
    answer = service.say(conversation, "想贷款", "b").json()
    assert service.bot.texts == ["想贷款"]
    assert [state for role, _, state in said(service, conversation) if role == "user"] == ["superseded", "answered"]
    assert service.say(conversation, "想贷款", "a").json() == answer  # the first delivery, sent again by its client
    assert service.bot.texts == ["想贷款"]


def test_first_of_two_kept_messages_sent_again(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    service.say(conversation, "甲", "a")
    service.say(conversation, "乙", "b")
    service.bot.is_up = True
    assert [r["text"] for r in service.say(conversation, "甲", "a").json()["replies"]] == ["听到了：甲"]
    assert [r["text"] for r in service.say(conversation, "乙", "b").json()["replies"]] == ["听到了：乙"]
    assert service.bot.texts == ["甲", "乙"]
    assert all(message["again"] for message in service.bot.messages)


def test_only_the_last_few_kept_messages_are_answered(service: Service) -> None:
    service.bot.is_up = False
    conversation = service.open()
    for number in range(8):
        service.say(conversation, f"第{number}句")
    service.bot.is_up = True
    service.say(conversation, "末句")
    assert service.bot.texts == ["第3句", "第4句", "第5句", "第6句", "第7句", "末句"]
    service.say(conversation, "再一句")
    assert service.bot.texts[-1] == "再一句"
    assert len(service.bot.texts) == 7


def test_same_id_twice_has_one_effect(service: Service) -> None:
    conversation = service.open()
    first, second = (service.say(conversation, "想贷款", "a").json() for _ in range(2))
    assert first == second
    assert service.bot.texts == ["想贷款"]
    assert len(said(service, conversation)) == 2


def test_same_id_with_another_text_is_a_conflict(service: Service) -> None:
    conversation = service.open()
    service.say(conversation, "想贷款", "a")
    shape(service.say(conversation, "想招人", "a"), 409, "ConflictError")
    assert service.say(service.open(), "想招人", "a").status_code == 200  # another conversation, another id


def test_duplicates_at_once_reach_the_bot_once(service: Service) -> None:
    async def slow(body: dict[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return turn(reply(body["text"]))

    service.bot.script = slow
    conversation = service.open()
    answers = service.together(*[sending(conversation, "想贷款", "a")] * 8)
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.text for answer in answers}) == 1
    assert service.bot.texts == ["想贷款"]


def test_two_messages_at_once_are_taken_in_order(service: Service) -> None:
    events: list[str] = []

    async def slow(body: dict[str, Any]) -> dict[str, Any]:
        events.append(f"+{body['text']}")
        await asyncio.sleep(0.03)
        events.append(f"-{body['text']}")
        return turn(reply(body["text"]))

    service.bot.script = slow
    conversation = service.open()
    service.together(*(sending(conversation, text) for text in "甲乙丙"))
    assert sorted(events[::2]) == sorted(["+甲", "+乙", "+丙"])
    assert [e[1:] for e in events[::2]] == [e[1:] for e in events[1::2]]  # none begins before the other has ended
    asked = [text for role, text, _ in said(service, conversation) if role == "user"]
    answered = [text for role, text, _ in said(service, conversation) if role == "bot"]
    assert asked == answered


def test_slow_bot_holds_up_no_other_conversation(service: Service) -> None:
    gate = asyncio.Event()

    async def script(body: dict[str, Any]) -> dict[str, Any]:
        if body["text"] == "慢":
            await gate.wait()
        else:
            gate.set()  # the slow one can only go on once the other was answered
        return turn(reply(body["text"]))

    service.bot.script = script
    answers = service.together(sending(service.open(), "慢"), sending(service.open(), "快"))
    assert [answer.json()["replies"][0]["text"] for answer in answers] == ["慢", "快"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00", "\u200b\ufeff", "\x07\x1b"])
def test_nothing_said(service: Service, text: str) -> None:
    answer = service.say(service.open(), text)
    shape(answer, 422, "InvalidInputError" if text else "ValidationError")
    assert service.bot.texts == []


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("贷" * 10_000, "贷" * 10_000),
        ("贷\x00款\x07", "贷 款"),
        ("贷\u2028款", "贷 款"),
        ("😀😀", "😀😀"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("/submit_need", "∕submit_need"),
        ("  /restart", "∕restart"),
        ("2026/11/23", "2026/11/23"),
        ("𠮷野家", "𠮷野家"),
        ("①", "①"),
        ("²", "²"),
    ],
)
def test_any_text_reaches_the_bot_as_text(service: Service, text: str, heard: str) -> None:
    assert service.say(service.open(), text).status_code == 200
    assert service.bot.texts == [heard]


def test_too_long(service: Service) -> None:
    shape(service.say(service.open(), "贷" * 10_001), 422, "ValidationError")
    shape(service.say(service.open(), "好", "x" * 101), 422, "ValidationError")
    shape(service.say(service.open(), "好", ""), 422, "ValidationError")


@pytest.mark.parametrize(
    "raw",
    [b'{"text": "\\ud800"}', b'{"text": "a\\udfffb"}', b'{"text": "a", "client_message_id": "\\ud800"}'],
)
def test_lone_surrogates_are_refused_or_dropped(service: Service, raw: bytes) -> None:
    conversation, owner = service.open()
    headers = {**owner, "Content-Type": "application/json"}
    answer = service.client.post(f"/api/v1/conversations/{conversation}/messages", content=raw, headers=headers)
    shape(answer, 422, "ValidationError")


def test_id_with_a_nul_is_no_crash(service: Service, backend: str) -> None:
    answer = service.say(service.open(), "好", "a\x00b")
    assert answer.status_code == (422 if backend == "postgres" else 200)


def test_number_means_the_option_shown(service: Service) -> None:
    options = [{"title": "长沙", "payload": "长沙市"}, {"title": "没有", "payload": "/deny"}]
    service.bot.script = lambda _: turn(reply("哪里？", options=options))
    conversation = service.open()
    for text in ("你好", "1", "２", "3", "0", "12"):
        service.say(conversation, text)
    assert service.bot.texts == ["你好", "长沙市", "/deny", "3", "0", "12"]
    assert [m[1] for m in said(service, conversation) if m[0] == "user"] == ["你好", "1", "２", "3", "0", "12"]


def test_after_a_kept_message_a_number_means_what_its_answer_shows(service: Service) -> None:
    first, then = ([{"title": name, "payload": payload}] for name, payload in (("长沙", "长沙市"), ("找钱", "想贷款")))
    service.bot.script = lambda m: turn(reply("…", options=first if m["text"] == "你好" else then))
    conversation = service.open()
    service.say(conversation, "你好")
    service.bot.is_up = False
    service.say(conversation, "要钱")
    service.bot.is_up = True
    service.say(conversation, "1")
    assert service.bot.texts[-2:] == ["要钱", "想贷款"]


def test_where_the_kept_message_is_given_up_a_number_means_what_was_shown_before(service: Service) -> None:
    options = [{"title": "长沙", "payload": "长沙市"}]
    service.bot.script = lambda m: httpx.Response(500) if m["text"] == "毒" else turn(reply("…", options=options))
    conversation = service.open()
    for text in ("你好", "毒", "1"):
        service.say(conversation, text)
    assert service.bot.texts[-1] == "长沙市"


def test_a_place_said_in_words_means_the_option_shown(service: Service) -> None:
    options = [{"title": "找钱", "payload": "想贷款"}, {"title": "找人", "payload": "想招人"}]
    service.bot.script = lambda _: turn(reply("先办哪样？", options=options))
    conversation = service.open()
    for text in ("你好", "第二个", "选1吧", "第三个"):
        service.say(conversation, text)
    assert service.bot.texts == ["你好", "想招人", "想贷款", "第三个"]


def test_at_the_list_a_number_is_the_lists_and_no_quick_reply(service: Service) -> None:
    options = [{"title": "另外找律师", "payload": "另外想找律师"}]
    service.bot.script = lambda _: turn(reply("名单里没有律师。", asks="choose", options=options))
    conversation = service.open()
    for text in ("有律师吗", "1", "第一个", "另外找律师"):
        service.say(conversation, text)
    assert service.bot.texts == ["有律师吗", "1", "第一个", "另外想找律师"]


def test_identity_number_is_masked_before_anybody_keeps_it(service: Service) -> None:
    conversation = service.open()
    service.say(conversation, "身份证430102198001011234，想贷款")
    assert service.bot.texts == ["身份证430***********1234，想贷款"]
    assert said(service, conversation)[0][1] == "身份证430***********1234，想贷款"


def test_handoff_is_told(service: Service) -> None:
    conversation = service.open()
    assert service.step(conversation[0], "handoff").json()["handoff"] is True
    assert service.say(conversation, "转人工").json()["handoff"] is True
    assert service.read(conversation)["handoff"] is True


def test_slash_inside_words_stays(backend: str) -> None:
    assert as_words("软件/硬件 /help") == "软件/硬件 ∕help"
