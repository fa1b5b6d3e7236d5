"""One entry whole: the five public facts, the provider behind it, and what there is to see to."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Service
from tests.api.maintenance.test_maintained_items import FIVE, put


def whole(service: Service, key: str) -> dict[str, Any]:
    """Return an entry as a reviewer sees it."""
    answer = service.client.get(f"/api/v1/maintenance/items/{key}", headers=service.user("reviewer"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def facts(part: list[dict[str, Any]]) -> dict[str, Any]:
    """Return facts by label, as what they say."""
    return {one["label"]: one["steps"] or one["points"] or one["text"] for one in part}


def test_all_is_told_and_nothing_to_do(alone: Service) -> None:
    put(alone, "I-bank", "institution", name="样例银行", provider="样例银行", phone="0731-88880000")
    put(
        alone, "Z-full", provider="样例银行", institution="I-bank", region_served=["430112"], valid_from="2026-01-01",
        valid_until="2027-12-31", category="finance", service_types=["finance.guaranteed_loan"], sectors=["35"],
        conditions=["在望城经营"], **FIVE,
    )  # fmt: skip
    found = whole(alone, "Z-full")
    assert found["marks"] == []
    assert found["institution"] == {"id": "I-bank", "name": "样例银行", "is_named": False}
    assert facts(found["five"]) == {
        "服务功能": "代办",
        "服务流程": ["受理", "办结"],
        "服务标准": "一次办好",
        "收费标准": "一元",
        "办理时限": "三天",
    }
    told = facts(found["facts"])
    assert told["有效期"] == "2026年1月1日至2027年12月31日"
    assert told["服务地区"] == "湖南省长沙市望城区"
    assert facts(found["more"])["服务类别"] == "投融资"
    assert facts(found["more"])["编号"] == "Z-full"


def test_what_is_missing_or_over_is_marked(alone: Service) -> None:
    put(alone, "Z-poor", provider="没听说过的中心（样例）", valid_until="2026-11-01", standard="一次办好")
    found = whole(alone, "Z-poor")
    assert found["entry"]["state"] == "expired"
    assert found["marks"] == [
        "已于 2026年11月1日 到期，检索不再推荐。",
        "五公开缺：服务功能、服务流程、收费标准、办理时限。",
        "提供单位只有名称，机构资料还没有填。",
        "没有写服务类别和事项，只能靠文字被找到。",
    ]
    assert [one["label"] for one in found["five"] if not one["told"]] == [
        "服务功能",
        "服务流程",
        "收费标准",
        "办理时限",
    ]
    assert [one["label"] for one in found["facts"] if not one["told"]] == ["服务地区"]
    named = whole(alone, found["institution"]["id"])
    assert named["entry"]["is_named"] is True
    assert named["marks"] == ["这家机构只有名称：别的条目提到了它，资料还没有填，检索找不到它。"]
    assert facts(named["more"])["怎么来的"] == "由提供单位的名称生成"


def test_a_question_and_what_is_to_come(alone: Service) -> None:
    put(
        alone,
        "Z-q",
        "faq",
        name="要交税吗",
        question="要交税吗",
        answer="要交。",
        provider="",
        text="要交。",
        asks=["交不交税"],
    )
    found = whole(alone, "Z-q")
    assert (found["text"], found["five"], found["institution"]) == ("", [], None)
    assert facts(found["facts"])["回答"] == "要交。"
    assert facts(found["more"])["别的问法"] == ["交不交税"]
    put(
        alone,
        "Z-next",
        valid_from="2027-01-01",
        service_types=["finance.guaranteed_loan"],
        category="finance",
        **FIVE,
    )
    assert whole(alone, "Z-next")["marks"][0] == "从 2027年1月1日 起才有效。"


def test_nothing_of_that_name(service: Service) -> None:
    answer = service.client.get("/api/v1/maintenance/items/Z-none", headers=service.user("maintainer"))
    assert (answer.status_code, answer.json()["error"]) == (404, "NotFoundError")
