"""Notes become facts, offers with reasons and a sentence; corrections count; one row of the ledger a need."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from api.accounts.models import Role
from api.matches.models import Match, MatchEvent
from tests.api.conftest import BACKENDS, Service
from tests.api.desk import agent
from tests.api.fakes import turn
from tests.api.test_app import shape

PATH = "/api/v1/suggestions"
NOTES = "望城的小微企业，想贷款500万，没有抵押物"
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def suggest(service: Service, who: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
    """Ask for suggestions."""
    service.bot.script = lambda _: turn(region="430112", amount_cny=5_000_000, category="finance", junk=1)
    answer = service.client.post(PATH, json={"text": NOTES, **body}, headers=who or service.user("agent"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rows(service: Service, actor: str = "the-agent") -> list[Match]:
    """Return the rows of the ledger that come from this agent's notes."""
    with service.session() as session:
        return list(session.exec(select(Match).where(Match.channel == "notes", Match.actor == actor)))


def test_facts_offers_and_a_sentence(service: Service) -> None:
    found = suggest(service)
    assert found["understood"]
    assert {"name": "region", "label": "地区", "text": "湖南省长沙市望城区"} in found["facts"]
    assert {"name": "amount_cny", "label": "金额", "text": "500万元"} in found["facts"]
    (need,) = found["needs"]
    assert 1 <= len(need["items"]) <= 3
    for item in need["items"]:
        assert item["name"]
        assert item["line"]
        assert isinstance(item["criteria"], list)
    assert service.bot.parses[-1]["text"] == NOTES


def test_corrections_as_people_write_them(service: Service) -> None:
    found = suggest(service, slots={"region": "岳麓区", "amount_cny": "80万", "industry": "餐饮", "contact": None})
    facts = {one["name"]: one["text"] for one in found["facts"]}
    assert facts["region"].endswith("岳麓区")
    assert (facts["amount_cny"], facts["industry"]) == ("80万元", "餐饮")
    assert "region" not in {one["name"] for one in suggest(service, slots={"region": ""})["facts"]}


@pytest.mark.parametrize("slots", [{"region": "没有这个地方吧"}, {"amount_cny": "很多"}, {"nothing": "x"}])
def test_corrections_that_cannot_be_read(service: Service, slots: dict[str, Any]) -> None:
    answer = service.client.post(PATH, json={"text": NOTES, "slots": slots}, headers=service.user("agent"))
    shape(answer, 422, "InvalidInputError")


def test_one_row_a_need_not_a_keystroke(service: Service) -> None:
    who = agent(service, "zuoxi11")
    first = suggest(service, who)["needs"][0]["match_id"]
    second = suggest(service, who, text=NOTES + "，急", replaces=first)["needs"][0]["match_id"]
    assert [row.id for row in rows(service, "zuoxi11")] == [second]
    other = agent(service, "zuoxi12")
    suggest(service, other, replaces=second)
    assert [row.id for row in rows(service, "zuoxi11")] == [second]


def test_used_and_rejected_are_recorded_and_stay(service: Service) -> None:
    who = agent(service, "zuoxi13")
    need = suggest(service, who)["needs"][0]
    path = f"{PATH}/{need['match_id']}/verdicts"
    for item, verdict in zip(need["items"], ("used", "rejected"), strict=False):
        answer = service.client.post(path, json={"item_id": item["item_id"], "verdict": verdict}, headers=who)
        assert answer.json()["verdict"] == verdict
    with service.session() as session:
        query = select(MatchEvent).where(MatchEvent.match_id == need["match_id"]).order_by(MatchEvent.id)
        assert [(one.verdict.value, one.actor) for one in session.exec(query)][:1] == [("used", "zuoxi13")]
    suggest(service, who, replaces=need["match_id"])
    assert need["match_id"] in [row.id for row in rows(service, "zuoxi13")]


def test_verdicts_that_make_no_sense(service: Service) -> None:
    who, match_id = agent(service, "zuoxi14"), suggest(service, agent(service, "zuoxi14"))["needs"][0]["match_id"]
    body = {"item_id": "nothing", "verdict": "used"}
    path = f"{PATH}/{match_id}/verdicts"
    shape(service.client.post(path, json=body, headers=who), 422, "InvalidInputError")
    shape(service.client.post(path, json=body, headers=agent(service, "zuoxi15")), 403, "NotAllowedError")
    shape(service.client.post(f"{PATH}/nothing/verdicts", json=body, headers=who), 404, "NotFoundError")
    assert service.client.post(path, json={**body, "verdict": "x"}, headers=who).status_code == 422


def test_without_the_bot_the_words_alone_are_matched(service: Service) -> None:
    service.bot.is_up = False
    answer = service.client.post(PATH, json={"text": NOTES}, headers=service.user("agent")).json()
    assert not answer["understood"]
    assert answer["needs"][0]["items"]


def test_who_may_not(service: Service) -> None:
    shape(service.client.post(PATH, json={"text": NOTES}, headers=service.user("viewer")), 403, "NotAllowedError")
    shape(service.client.post(PATH, json={"text": NOTES}), 401, "UnauthenticatedError")
    who = agent(service, "guanli02", role=Role.MAINTAINER)
    shape(service.client.post(PATH, json={"text": NOTES}, headers=who), 403, "NotAllowedError")
    assert service.client.post(PATH, json={"text": ""}, headers=service.user("agent")).status_code == 422
