"""The hit test: the answer of production to the same words, and nothing kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import func, select

from api.matches.models import Match, MatchFailure
from tests.api.conftest import Service

SAID = "长沙的小微企业贷款，没有抵押物，要五十万"


def hit(service: Service, role: str = "maintainer", **body: Any) -> Any:
    """Try a sentence."""
    return service.client.post("/api/v1/maintenance/hit-tests", json={"text": SAID, **body}, headers=service.user(role))


def rows(service: Service) -> int:
    """Return how much the ledger holds."""
    with service.session() as session:
        return sum(session.exec(select(func.count()).select_from(table)).one() for table in (Match, MatchFailure))


def test_it_is_what_production_answers(service: Service) -> None:
    before = rows(service)
    found = hit(service, "reviewer").json()
    assert rows(service) == before
    said = service.client.post("/api/v1/match", json={"text": SAID}, headers=service.user("agent")).json()
    for answer in (found["answer"], said):
        for varying in ("match_id", "took_ms"):
            answer.pop(varying)
        for need in answer["needs"]:
            need.pop("match_id")
    assert found["answer"] == said
    assert any(one["criteria"] for one in said["results"])
    assert ["金额", "50万元"] in found["read"][0]["facts"]
    assert all(0 <= score <= 1 for _, score in found["read"][0]["types"])


def test_region_and_kind_narrow_it(service: Service) -> None:
    found = hit(service, region="长沙", kinds=["institution"]).json()
    assert found["region_name"] == "湖南省长沙市"
    assert {one["kind"] for one in found["answer"]["results"]} <= {"institution"}
    assert hit(service, region="430100").json()["region_name"] == "湖南省长沙市"
    assert hit(service, region=" ").json()["region_name"] is None
    assert len(hit(service, top_k=1).json()["answer"]["results"]) <= 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"text": " \n"}, "请写一句话。"),
        ({"region": "火星"}, "没认出“火星”"),
        ({"kinds": ["planet"]}, ""),
        ({"text": ""}, ""),
    ],
)
def test_what_cannot_be_tried(service: Service, body: dict[str, Any], told: str) -> None:
    answer = hit(service, **body)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def test_what_was_given_up_is_told_by_its_name(service: Service) -> None:
    found = hit(service, text="小微企业贷款贴息", region="海南省三亚市", kinds=["policy"]).json()
    assert (found["relaxed"], found["answer"]["relaxed"]) == (["服务地区"], ["region"])
    assert hit(service, text="小微企业贷款贴息", region="长沙", kinds=["policy"]).json()["relaxed"] == []


def test_several_needs_are_told_apart(service: Service) -> None:
    found = hit(service, text="两件事：一是想贷款五十万，二是想找人培训叉车司机").json()
    assert len(found["read"]) == len(found["answer"]["needs"]) == 2
    assert found["read"][0]["text"] != found["read"][1]["text"]
