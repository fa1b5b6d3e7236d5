"""An encoder and a bot that need no training and can be told what to do."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
import numpy as np

from matcher.encoders.base import Vectors, unit

Script = Callable[[dict[str, Any]], "dict[str, Any] | httpx.Response | Awaitable[dict[str, Any] | httpx.Response]"]


class PairEncoder:
    """Hashes pairs of characters into buckets: texts with common pairs are near, the same text gives the same vector."""

    version = "pairs@1"
    dimension = 64

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for first, second in zip(text, text[1:], strict=False):
                vectors[row, zlib.crc32(f"{first}{second}".encode()) % self.dimension] += 1
        return unit(vectors)

    encode_document = encode_query


def reply(text: str = "好的。", **more: Any) -> dict[str, Any]:
    """Return one reply as Rasa's channel gives it."""
    return {"text": text, "asks": None, "options": [], "items": [], "case_nos": [], "handoff": False, **more}


def turn(*replies: dict[str, Any], intent: str = "submit_need", **slots: Any) -> dict[str, Any]:
    """Return the outcome of one turn as Rasa's channel gives it."""
    return {"intent": {"name": intent, "confidence": 0.9}, "slots": slots, "replies": list(replies or (reply(),))}


class FakeBot:
    """Stands behind ``BotClient`` as a transport; keeps what it was sent and answers by script, else with an echo."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.parses: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.forgotten: list[str] = []
        self.script: Script | None = None
        self.is_up = True

    @property
    def transport(self) -> httpx.MockTransport:
        """Return what ``BotClient`` takes."""
        return httpx.MockTransport(self._handle)

    @property
    def texts(self) -> list[str]:
        """Return what was said to the bot."""
        return [message["text"] for message in self.messages]

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("connection refused", request=request)
        self.tokens.append(request.headers.get("X-Qifu-Token"))
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        body = json.loads(request.content)
        if request.url.path.endswith("/forget"):
            self.forgotten.append(body["sender"])
            return httpx.Response(200, json={"status": "ok"})
        (self.parses if request.url.path.endswith("/parse") else self.messages).append(body)
        answer: Any = self.script(body) if self.script else turn(reply(f"听到了：{body['text'][:50]}"))
        if asyncio.iscoroutine(answer):
            answer = await answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)
