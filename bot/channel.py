"""The door through which the service talks to Rasa: one message in, the whole outcome of the turn out.

Rasa's own REST channel returns bare messages; the service also needs the intent, the slots and, after a crash, the
answer that was already given. Parsing without a conversation goes through the same graph.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUtteranceReverted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import action_answers, action_connection, graph_run, rule_lookup, tracker_store
from knowledge.reading import first_messages

REPLY_KEYS = ("text", "asks", "options", "items", "case_nos", "handoff")
NLU_FALLBACK = "nlu_fallback"
OF_ACTIONS = ("needs", "asides")  # for the actions alone: what each of several needs said, what is asked beside
SERVICE_DOWN = "utter_service_down"
NOTHING_KEPT = {"replies": [], "slots": {}, "intent": {"name": "unclear", "confidence": 0.0}, "understood": {}}


class QifuInput(InputChannel):
    """Routes under ``/webhooks/qifu``; every one needs the token that the process runner made."""

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, a part of its path."""
        return "qifu"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> QifuInput:
        """Build the channel; the token comes from the environment so that no file holds it."""
        for shortcut in (action_answers, action_connection, graph_run, rule_lookup):
            shortcut.install()
        return cls(os.environ.get("QIFU_INTERNAL_TOKEN", ""))

    def _may_enter(self, request: Request) -> bool:
        given = request.headers.get("X-Qifu-Token", "")
        return bool(self.token) and hmac.compare_digest(_as_bytes(given), _as_bytes(self.token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("qifu_channel", "qifu_channel")

        routes.listener("after_server_start")(_load_tables)
        routes.listener("before_server_stop")(_part)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.post("/message")
        async def message(request: Request) -> HTTPResponse:
            if not self._may_enter(request):
                return json({"error": "Forbidden"}, status=403)
            return json(await _handle(request, on_new_message))

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            if not self._may_enter(request):
                return json({"error": "Forbidden"}, status=403)
            agent, sender = request.app.ctx.agent, request.json["sender"]
            async with agent.lock_store.lock(sender):
                await tracker_store.forget(agent.tracker_store, sender)
            return json({"status": "ok"})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            if not self._may_enter(request):
                return json({"error": "Forbidden"}, status=403)
            body = request.json
            parsed = await request.app.ctx.agent.processor.parse_message(
                UserMessage(body["text"], metadata=body.get("metadata") or {})
            )
            return json(_understood(parsed["intent"], parsed["entities"]))

        return routes


async def _load_tables(app: Sanic, _: Any) -> None:
    """Read what loads all that readers load at first use; nothing of it is kept."""
    for text in first_messages.MESSAGES:
        await app.ctx.agent.processor.parse_message(UserMessage(text))


async def _part(app: Sanic, _: Any) -> None:
    await action_connection.close(app.ctx.agent.action_endpoint)


def _as_bytes(token: str) -> bytes:
    """Return a token for the comparison, which takes text only if it is ASCII; a header may hold any byte."""
    return token.encode("utf-8", errors="surrogateescape")


async def _handle(request: Request, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> dict[str, Any]:
    """Process a message, or return the answer it already got."""
    body, agent = request.json, request.app.ctx.agent
    if not (body.get("again") and await _was_answered(agent, body["sender"], body["message_id"])):
        await on_new_message(
            UserMessage(
                body["text"],
                CollectingOutputChannel(),
                body["sender"],
                input_channel=QifuInput.name(),
                message_id=body["message_id"],
                metadata=body.get("metadata") or {},
            )
        )
    tracker = await agent.tracker_store.retrieve(body["sender"])
    if tracker is None:
        return NOTHING_KEPT
    return _outcome(tracker, body["message_id"])


async def _was_answered(agent: Any, sender: str, message_id: str) -> bool:
    """Tell whether a message got its answer; a turn that failed at the end of the talk is taken back.

    Under the conversation's lock, so that a delivery still at work ends first.
    """
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve(sender)
        if tracker is None:
            return False
        if _answer(_turn(tracker, message_id)):
            return True
        latest = [event for event in tracker.events if isinstance(event, UserUttered)][-1:]
        if latest and not _answer(_turn(tracker, latest[0].message_id)) and _stands(tracker, latest[0]):
            tracker.update(UserUtteranceReverted())
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
            await agent.tracker_store.save(tracker)
    return False


def _stands(tracker: DialogueStateTracker, message: UserUttered) -> bool:
    """Tell whether a message has not been taken back already."""
    return any(event is message for event in tracker.applied_events())


def _turn(tracker: DialogueStateTracker, message_id: str) -> list[Event]:
    """Return the events from the last delivery of the message with this id up to the next user message."""
    turn: list[Event] = []
    inside = False
    for event in tracker.events:  # not applied_events(), which hides what a form did
        if isinstance(event, UserUttered):
            inside = event.message_id == message_id
            turn = [] if inside else turn
        if inside:
            turn.append(event)
    return turn


def _answer(turn: list[Event]) -> list[dict[str, Any]]:
    """Return the replies of a turn; one in which the service was down has not been answered."""
    replies = [_reply(event) for event in turn if isinstance(event, BotUttered)]
    return [] if any(reply["uttered"] == SERVICE_DOWN for reply in replies) else replies


def _outcome(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any]:
    turn = _turn(tracker, message_id)
    if not turn:
        return NOTHING_KEPT
    message = turn[0]
    understood = _understood(message.intent, message.entities)
    return {
        "replies": _answer(turn),
        "slots": {k: v for k, v in tracker.current_slot_values().items() if v not in (None, [], False)},
        "intent": understood["intent"],
        "understood": understood["slots"],
    }


def _reply(event: BotUttered) -> dict[str, Any]:
    """Bring a bot message, with what its template and its action added, into the contract's shape."""
    message = event.message()
    custom = message.get("custom") or {}
    merged = {**custom, **{key: message[key] for key in REPLY_KEYS if message.get(key)}}
    return {
        "text": message.get("text") or "",
        "asks": merged.get("asks"),
        "options": merged.get("options") or message.get("buttons") or [],
        "items": merged.get("items") or [],
        "case_nos": merged.get("case_nos") or [],
        "handoff": bool(merged.get("handoff")),
        "uttered": message.get("utter_action"),
    }


def _understood(intent: dict[str, Any], entities: list[dict[str, Any]]) -> dict[str, Any]:
    """Return intent and slots of one message by the contract's names."""
    name = intent.get("name") or "unclear"
    told = [e for e in entities if e["entity"] not in OF_ACTIONS and e["value"] not in (None, "", [], False)]
    slots = {e["entity"]: e["value"] for e in told}
    if "region_ambiguous" in slots:
        slots["region_ambiguous"] = True
    return {
        "intent": {
            "name": "unclear" if name == NLU_FALLBACK else name,
            "confidence": round(float(intent.get("confidence") or 0.0), 4),
        },
        "slots": slots,
    }
