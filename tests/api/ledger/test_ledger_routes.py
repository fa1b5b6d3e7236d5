"""The ledger read by agents: what was shown, what became of it, and who may look."""

from __future__ import annotations

from typing import Any

import pytest

from api.demands.listing import below
from api.masking import mask_text
from tests.api.conftest import BACKENDS, Service
from tests.api.test_app import shape

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def read(service: Service, path: str = "", status: int = 200, **query: Any) -> Any:
    """Read the ledger as an agent."""
    answer = service.client.get(f"/api/v1/matches{path}", params=query, headers=service.user("agent"))
    assert answer.status_code == status, answer.text
    return answer.json()


def matched(service: Service, text: str) -> dict[str, Any]:
    """Match as an agent."""
    return dict(service.client.post("/api/v1/match", json={"text": text}, headers=service.user("agent")).json())


def say(service: Service, match_id: str, verdict: str, *item_ids: str) -> Any:
    """Say as an agent what became of suggestions."""
    body = {"verdict": verdict, "item_ids": list(item_ids)}
    return service.client.post(f"/api/v1/matches/{match_id}/verdicts", json=body, headers=service.user("agent"))


def verdicts(row: dict[str, Any]) -> dict[str, str | None]:
    """Return what became of each shown item."""
    return {shown["item_id"]: shown["verdict"] for shown in row["shown"]}


def newest_of_chat(service: Service, case_no: str) -> dict[str, Any]:
    """Return the ledger's row of a demand."""
    rows = [row for row in read(service, channel="web") if row["outcome"] and row["outcome"]["case_no"] == case_no]
    return dict(rows[0])


def test_one_row_whole(service: Service) -> None:
    answer = matched(service, "望城的厂，小微企业贷款担保，联系人张建国13812345678")
    row = read(service, f"/{answer['match_id']}")
    assert row["text"] == "望城的厂，小微企业贷款担保，联系人张**138****5678"
    assert (row["reason"], row["category"], row["region"], row["actor"]) == ("ok", "finance", "430112", "the-agent")
    assert (row["outcome"], row["other_needs"], row["message"]) == (None, [], None)
    best = row["candidates"][0]
    assert best["item_id"] == answer["results"][0]["item_id"]
    assert {"lexical", "dense", "types", "fused", "final"} <= set(best["scores"])
    assert any(candidate["filtered_by"] == "region" for candidate in row["candidates"])
    assert [shown["rank"] for shown in row["shown"]] == list(range(1, len(answer["results"]) + 1))
    assert read(service, "/unknown", 404)["error"] == "NotFoundError"


def test_rows_are_found_by_reason_category_region_version_and_time(service: Service) -> None:
    wanted = matched(service, "望城的厂，小微企业贷款担保")["match_id"]
    elsewhere = matched(service, "岳麓区想做合同审查")["match_id"]

    def ids(**query: Any) -> list[str]:
        return [row["match_id"] for row in read(service, limit=100, **query)]

    assert {wanted, elsewhere} <= set(ids(region="430100", reason="ok"))
    assert wanted in ids(region="430112", category="finance", model_version="pairs@1")
    assert elsewhere not in ids(region="430112")
    assert wanted not in ids(model_version="other@1")
    assert wanted not in ids(reason="unsupplied")
    day = read(service, limit=1)[0]["created_at"][:10]
    assert wanted in ids(since=day, until=day)
    assert ids(since="2999-01-01") == []
    assert ids(until="2000-01-01") == []
    assert read(service, limit=1) == read(service, limit=2)[:1]
    assert "candidates" not in read(service, limit=1)[0]
    for bad in ({"region": "43"}, {"reason": "maybe"}, {"since": "gestern"}, {"limit": 101}):
        read(service, "", 422, **bad)


def test_agent_says_what_was_used(service: Service) -> None:
    answer = matched(service, "合同审查")
    first, second = (result["item_id"] for result in answer["results"][:2])
    assert verdicts(say(service, answer["match_id"], "rejected", first, second).json())[first] == "rejected"
    row = say(service, answer["match_id"], "used", second).json()
    again = say(service, answer["match_id"], "used", second).json()
    assert row == again
    assert (verdicts(row)[first], verdicts(row)[second]) == ("rejected", "used")
    shape(say(service, answer["match_id"], "used", "Nobody"), 422, "InvalidInputError")
    shape(say(service, answer["match_id"], "chosen", first), 422, "ValidationError")
    shape(say(service, "unknown", "used", first), 404, "NotFoundError")


def test_chat_tells_the_ledger_what_became_of_a_match(service: Service) -> None:
    conversation = service.open()[0]
    done = service.submit(conversation)
    case_no, shown = done["case_no"], [item["item_id"] for item in done["items"]]
    more = [item["item_id"] for item in service.step(conversation, "more", case_no=case_no).json()["items"]]
    passed = dict.fromkeys(shown, "passed_over")
    assert verdicts(newest_of_chat(service, case_no)) == {**passed, **dict.fromkeys(more)}
    service.step(conversation, "choices", case_no=case_no, text="第一个")
    row = newest_of_chat(service, case_no)
    assert verdicts(row)[shown[0]] == "chosen"
    assert (row["outcome"]["status"], row["outcome"]["rating"]) == ("matched", None)
    for status in ("dispatched", "accepted", "in_service", "completed"):
        assert service.move(case_no, status).status_code == 200
    service.step(conversation, "ratings", text="5分")
    outcome = newest_of_chat(service, case_no)["outcome"]
    assert (outcome["status"], outcome["rating"]) == ("rated", 5)
    assert outcome["dispatched_at"] <= outcome["contacted_at"] <= outcome["delivered_at"] <= outcome["rated_at"]


def test_none_wanted_is_a_rejection(service: Service) -> None:
    conversation = service.open()[0]
    case_no = service.submit(conversation)["case_no"]
    service.step(conversation, "rejections", case_no=case_no)
    assert set(verdicts(newest_of_chat(service, case_no)).values()) == {"rejected"}


def test_failures_stand_apart(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.state.matcher, "current", lambda: 1 // 0)
    answer = service.client.post("/api/v1/match", json={"text": "贷款"}, headers=service.user("agent"))
    shape(answer, 500, "InternalError")
    row = read(service, "/failures")[0]
    assert (row["text"], row["error"], row["channel"]) == ("贷款", "ZeroDivisionError", "api")


def test_only_agents_look(service: Service) -> None:
    for path in ("", "/failures", "/x"):
        shape(service.client.get(f"/api/v1/matches{path}"), 401, "UnauthenticatedError")
        answer = service.client.get(f"/api/v1/matches{path}", headers=service.user("maintainer"))
        shape(answer, 403, "NotAllowedError")
    body = {"verdict": "used", "item_ids": ["a"]}
    shape(service.client.post("/api/v1/matches/x/verdicts", json=body), 401, "UnauthenticatedError")


def test_masks_and_places(backend: str) -> None:
    assert [below(code) for code in ("430000", "430100", "430112")] == ["43", "4301", "430112"]
    assert mask_text("身份证430102199001011234，我姓李，13812345678") == "身份证430***********1234，我姓李，138****5678"
