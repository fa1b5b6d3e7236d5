"""The match route: what it takes, gives, refuses and keeps; on every backend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from sqlmodel import select

from api.errors import UnavailableError
from api.matches.models import Match, MatchFailure
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape


def match(service: Service, status: int = 200, **body: Any) -> dict[str, Any]:
    """Match as an agent."""
    answer = service.client.post("/api/v1/match", json=body, headers=service.user("agent"))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def found(answer: dict[str, Any]) -> list[str]:
    """Return the ids found, in order."""
    return [result["item_id"] for result in answer["results"]]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_shape_order_and_ledger(service: Service) -> None:
    answer = match(service, text="望城的厂，小微企业贷款担保，没有抵押物", top_k=3)
    assert set(answer) == {
        "match_id", "answerable", "reason", "confidence", "results", "needs", "relaxed", "question", "model_version",
        "index_version", "took_ms",
    }  # fmt: skip
    assert (answer["answerable"], answer["reason"], answer["relaxed"]) == (True, "ok", [])
    assert len(answer["results"]) == 3
    best = answer["results"][0]
    assert set(best) == {"item_id", "kind", "name", "provider", "score", "reasons", "criteria", "line"}
    assert (best["item_id"], best["kind"], best["name"]) == ("F-guarantee", "service", "小微企业贷款担保")
    assert "服务地区：长沙市" in best["reasons"]
    assert {c["name"]: c["verdict"] for c in best["criteria"]}["服务地区"] == "符合"
    scores = [result["score"] for result in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    with service.session() as session:
        kept = session.get(Match, answer["match_id"])
    assert kept is not None
    assert (kept.channel, kept.actor, kept.demand_id) == ("api", "the-agent", None)
    assert kept.slots["region"] == "430112"  # read from the text
    assert kept.shown == found(answer)
    assert (kept.reason, kept.confidence, kept.category, kept.region) == ("ok", 1.0, "finance", "430112")
    assert (kept.batch, kept.message, kept.text) == (None, None, "望城的厂，小微企业贷款担保，没有抵押物")
    (need,) = answer["needs"]
    assert (need["match_id"], need["item_ids"]) == (answer["match_id"], found(answer))


def test_a_policy_asked_for_by_name_that_is_over_comes_last_and_marked(service: Service) -> None:
    answer = match(service, text="贷款贴息旧办法", top_k=3)
    assert found(answer)[-1] == "P-old"
    assert len(answer["results"]) == 3
    scores = [result["score"] for result in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    (validity,) = [c for c in answer["results"][-1]["criteria"] if c["name"] == "有效期"]
    assert (validity["verdict"], validity["evidence"]) == ("不符合", "有效期：即日至2020-12-31")
    assert answer["results"][-1]["line"].startswith("《贷款贴息旧办法》已于2020年12月31日到期，")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_several_needs_are_each_served(service: Service) -> None:
    text = "望城的厂，一是想办小微企业贷款担保，二是想请人做合同审查"
    answer = match(service, text=text, top_k=4)
    first, second = answer["needs"]
    assert (first["text"], second["text"]) == ("想办小微企业贷款担保", "想请人做合同审查")
    assert (first["item_ids"][0], second["item_ids"][0]) == ("F-guarantee", "L-contract")
    assert found(answer)[:2] == ["F-guarantee", "L-contract"]  # the best of each, then the second of each
    assert len(found(answer)) == 4
    assert set(found(answer)) == {*first["item_ids"], *second["item_ids"]}
    with service.session() as session:
        kept = [session.get(Match, need["match_id"]) for need in answer["needs"]]
    assert [row.batch for row in kept if row] == [answer["match_id"]] * 2
    assert [row.message for row in kept if row] == [text] * 2
    assert [row.slots["region"] for row in kept if row] == ["430112"] * 2


def test_a_match_that_fails_is_no_finding(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise UnavailableError("检索索引还没有准备好，电话13812345678。")

    monkeypatch.setattr(service.state.matcher, "current", lambda: broken(None))
    answer = service.client.post("/api/v1/match", json={"text": "贷款失败一次"}, headers=service.user("agent"))
    shape(answer, 503, "UnavailableError")
    with service.session() as session:
        newest = session.exec(select(MatchFailure).order_by(MatchFailure.id.desc())).first()  # type: ignore[union-attr]
        rows = [row.text for row in session.exec(select(Match)) if row.text == "贷款失败一次"]
    assert (newest.text, newest.error, newest.actor) == ("贷款失败一次", "UnavailableError", "the-agent")
    assert newest.detail == "检索索引还没有准备好，电话138****5678。"
    assert rows == []


def test_a_refused_payload_is_no_failure(service: Service) -> None:
    with service.session() as session:
        before = len(list(session.exec(select(MatchFailure))))
    match(service, 422, text="贷款", filters={"colour": "red"})
    with service.session() as session:
        assert len(list(session.exec(select(MatchFailure)))) == before


def test_same_question_gives_the_same_answer(service: Service) -> None:
    first, second = (match(service, text="合同审查") for _ in range(2))
    assert first["results"] == second["results"]
    assert first["match_id"] != second["match_id"]


def test_kinds_filters_and_slots(service: Service) -> None:
    assert {r["kind"] for r in match(service, text="贷款", kinds=["policy", "expert"])["results"]} == {
        "policy",
        "expert",
    }
    assert found(match(service, text="贷款", filters={"free": True}))[0] == "L-contract"
    assert found(match(service, text="贷款", filters={"provider": "湘江农商银行"}, top_k=50)) != []
    far = match(service, text="叉车培训", slots={"region": "440300"}, top_k=50)
    assert "H-train" not in found(far)
    assert "P-old" not in found(match(service, text="贷款贴息", top_k=50))  # what is over and not named stays away


def test_personal_slots_are_not_kept(service: Service) -> None:
    slots = {"need": "贷款13812345678", "phone": "13812345678", "contact": "周小姐", "region": "430100"}
    with service.session() as session:
        kept = session.get(Match, match(service, text="贷款", slots=slots)["match_id"])
    assert kept is not None
    assert kept.slots == {"region": "430100"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "ValidationError"),
        ({"text": ""}, "ValidationError"),
        ({"text": "x" * 10_001}, "ValidationError"),
        ({"text": "贷款", "kinds": ["car"]}, "ValidationError"),
        ({"text": "贷款", "top_k": 0}, "ValidationError"),
        ({"text": "贷款", "top_k": 51}, "ValidationError"),
        ({"text": "贷款", "slots": []}, "ValidationError"),
        ({"text": "贷款", "slots": {"region": "长沙"}}, "InvalidInputError"),
        ({"text": "贷款", "slots": {"region": ["430100"]}}, "InvalidInputError"),
        ({"text": "贷款", "filters": {"region": "999999"}}, "InvalidInputError"),
        ({"text": "贷款", "filters": {"colour": "red"}}, "InvalidInputError"),
        ({"text": "贷款", "slots": {"industry": "\x00"}}, "InvalidInputError"),
        ({"text": "贷款", "slots": {"\x00": {"a": "b"}}}, "InvalidInputError"),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_refused(service: Service, body: dict[str, Any], error: str) -> None:
    answer = service.client.post("/api/v1/match", json=body, headers=service.user("agent"))
    shape(answer, 422, error)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none(service: Service, number: str) -> None:
    content = '{"text": "贷款", "slots": {"amount_cny": ?}}'.replace("?", number)
    headers = {**service.user("agent"), "Content-Type": "application/json"}
    shape(service.client.post("/api/v1/match", content=content.encode(), headers=headers), 422, "InvalidInputError")


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8) | some.just("430100"),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
SLOTS = some.dictionaries(
    some.sampled_from(
        ["region", "category", "amount_cny", "headcount", "revenue_cny", "deadline", "industry", "urgent", "budget_cny"]
    ),
    VALUES,
    max_size=4,
)
FILTERS = some.dictionaries(
    some.sampled_from(["region", "free", "welfare", "category", "provider"]), VALUES, max_size=3
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=some.text(min_size=1, max_size=40), slots=SLOTS, filters=FILTERS)
def test_whatever_is_sent_is_answered_or_refused(
    service: Service, text: str, slots: dict[str, Any], filters: dict[str, Any]
) -> None:
    from json import dumps

    content = dumps({"text": text, "slots": slots, "filters": filters, "top_k": 3})
    headers = {**service.user("agent"), "Content-Type": "application/json"}
    answer = service.client.post("/api/v1/match", content=content, headers=headers)
    assert answer.status_code in (200, 422), (slots, filters, text, answer.text)
