"""The service's side of the conversation with Rasa and its action server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from api.errors import UnavailableError


class BotUnavailableError(UnavailableError):
    """Rasa or its action server did not answer, or answered nothing."""


@dataclass(frozen=True)
class BotTurn:
    """What the bot made of one message, in the contract's shapes."""

    intent: dict[str, Any]
    slots: dict[str, Any]
    replies: list[dict[str, Any]] = field(default_factory=list)


class BotClient:
    """Sends messages to Rasa's own channel; one pool of connections for the process.

    :param categories: Gives the shares of a text's categories by the matcher's service types.
    """

    def __init__(
        self,
        bot_url: str,
        actions_url: str,
        token: str,
        timeout_seconds: float,
        transport: httpx.AsyncBaseTransport | None = None,
        categories: Callable[[str], dict[str, float]] = lambda _text: {},
    ) -> None:
        self._categories = categories
        self._actions_url = actions_url
        self._client = httpx.AsyncClient(
            base_url=bot_url,
            headers={"X-Qifu-Token": token},
            timeout=httpx.Timeout(timeout_seconds, connect=2.0),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
            trust_env=False,
            transport=transport,
        )

    async def send(
        self, conversation_id: str, message_id: str, text: str, asked: str | None, today: date, again: bool
    ) -> BotTurn:
        """Let the bot answer one message.

        :param message_id: The same for every delivery of the same message, so that it is answered once.
        :param asked: What the bot asked last, which decides what a short answer means.
        :param again: Whether an earlier delivery of this message may have been processed.
        :raises BotUnavailableError: If it is down, slow, or came back without a reply (its actions failed).
        """
        body = {
            "sender": conversation_id,
            "message_id": message_id,
            "text": text,
            "again": again,
            "metadata": self._metadata(text, asked, today),
        }
        turn = await self._post("/webhooks/qifu/message", body)
        if not turn.replies:
            raise BotUnavailableError("对话引擎没有给出答复。")
        return turn

    async def parse(self, text: str, asked: str | None, today: date) -> BotTurn:
        """Understand a text outside any conversation.

        :raises BotUnavailableError: If the bot is down or slow.
        """
        return await self._post("/webhooks/qifu/parse", {"text": text, "metadata": self._metadata(text, asked, today)})

    def _metadata(self, text: str, asked: str | None, today: date) -> dict[str, Any]:
        """Return what the bot should know besides the words; the matcher's view of the categories, if it is ready."""
        try:
            categories = self._categories(text)
        except UnavailableError:
            categories = {}
        return {"asked": asked, "reference_date": today.isoformat(), "categories": categories}

    async def is_ready(self) -> bool:
        """Tell whether Rasa and its action server answer."""
        try:
            rasa = await self._client.get("/webhooks/qifu/", timeout=2.0)
            actions = await self._client.get(f"{self._actions_url}/health", timeout=2.0)
        except httpx.HTTPError:
            return False
        return rasa.status_code == httpx.codes.OK and actions.status_code == httpx.codes.OK

    async def forget(self, conversation_id: str) -> bool:
        """Have the bot drop a conversation from its memory and its store; False if it is down, or knows not how."""
        try:
            response = await self._client.post("/webhooks/qifu/forget", json={"sender": conversation_id}, timeout=5.0)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Close the pool."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> BotTurn:
        try:
            response = await self._client.post(path, json=body)
            response.raise_for_status()
            return _read(response.json())
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise BotUnavailableError("对话引擎暂时没有回应，请稍后再试。") from error


def _read(answer: Any) -> BotTurn:
    """Check the shape of what came back, so that nothing half-understood is stored."""
    intent = {"name": str(answer["intent"]["name"]), "confidence": float(answer["intent"]["confidence"])}
    replies = [{**reply, "text": str(reply["text"])} for reply in answer.get("replies") or []]
    return BotTurn(intent, dict(answer["slots"]), replies)
