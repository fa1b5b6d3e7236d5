"""What the bot is told besides the words."""

import json
from datetime import date
from typing import Any

import httpx
import pytest

from api.conversations.bot import BotClient
from api.errors import UnavailableError

DAY = date(2026, 11, 23)


async def told(categories: Any) -> dict[str, Any]:
    bodies: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"intent": {"name": "submit_need", "confidence": 1.0}, "slots": {}})

    client = BotClient("http://bot", "http://actions", "token", 5.0, httpx.MockTransport(answer), categories)
    await client.parse("想贷款", None, DAY)
    await client.close()
    metadata: dict[str, Any] = bodies[0]["metadata"]
    return metadata


@pytest.mark.anyio
async def test_the_bot_hears_the_matchers_view_of_the_categories() -> None:
    metadata = await told(lambda text: {"finance": 0.9} if text == "想贷款" else {})
    assert metadata == {"asked": None, "reference_date": "2026-11-23", "categories": {"finance": 0.9}}


@pytest.mark.anyio
async def test_it_is_understood_without_an_index_too() -> None:
    def unavailable(_text: str) -> dict[str, float]:
        raise UnavailableError("检索索引还没有准备好，请稍后再试。")

    assert (await told(unavailable))["categories"] == {}
