"""A service with scripted answers, so that the page can be tried without bot, matcher and database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.web import embed_key
from api.web.pages import mount_static, router
from tests.browser.fake_answers import CASE_NO, DONE, REFUSALS, SCRIPT, UNKNOWN, Reply, reply

WINDOW = "W-430100"


class Start(BaseModel):
    """Payload that opens a conversation."""

    channel: str
    window: str | None = None


class Message(BaseModel):
    """Payload of one message."""

    text: str = Field(max_length=10_000)
    client_message_id: str | None = None


class Talk:
    """One conversation held in memory."""

    def __init__(self) -> None:
        """Start empty, with a token of its own."""
        self.token = uuid4().hex
        self.messages: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.handoff = False
        self.has_case = False

    def add(self, role: str, said: Reply) -> None:
        """Store one message as the service would."""
        entry = {"id": len(self.messages) + 1, "role": role, "created_at": datetime.now(UTC).isoformat()}
        self.messages.append(said | entry)

    def answer(self, text: str) -> dict[str, Any]:
        """Answer from the script."""
        replies = next((replies for key, replies in SCRIPT if key in text), UNKNOWN)
        is_new = replies is DONE and not self.has_case
        self.has_case = self.has_case or is_new
        self.handoff = self.handoff or "转人工" in text
        self.add("user", reply(text))
        for said in replies:
            self.add("bot", said)
        intent = {"name": "submit_need", "confidence": 1.0}
        numbers = [CASE_NO] if is_new else []
        return {"intent": intent, "slots": {}, "replies": replies, "case_nos": numbers, "handoff": self.handoff}

    def history(self) -> dict[str, Any]:
        """Return the whole conversation as the service would."""
        record = {"case_no": CASE_NO, "category": "finance", "slots": {}, "status": "dispatched"}
        demands: list[dict[str, Any]] = [record | {"shown": [], "chosen": [], "rating": None}] if self.has_case else []
        return {"handoff": self.handoff, "messages": self.messages, "demands": demands, "appeals": []}


class Talks(dict[str, Talk]):
    """All conversations by id, and how often each message was received."""

    def __init__(self) -> None:
        """Start with no conversation."""
        super().__init__()
        self.received: list[str | None] = []
        self.windows: list[str | None] = []
        self.held = False  # whether what is said slowly has to wait for its answer

    def require(self, talk_id: str, authorization: str) -> Talk:
        """Return the conversation that this token opens."""
        if talk_id not in self:
            raise HTTPException(404, "没有这个对话。")
        if authorization != f"Bearer {self[talk_id].token}":
            raise HTTPException(401, "凭证不对，请开始新的对话。")
        return self[talk_id]


def refuse(request: Request, error: Exception) -> JSONResponse:
    """Return an error in the service's form."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": "ServiceError", "detail": error.detail}, status_code=error.status_code)


def add_routes(app: FastAPI, talks: Talks) -> None:
    """Add the three routes that the page uses."""

    @app.post("/api/v1/conversations", status_code=201)
    def start(payload: Start) -> dict[str, str]:
        talks.windows.append(payload.window)
        if payload.window not in (None, WINDOW):
            raise HTTPException(422, "没有这个窗口。")
        talk_id = uuid4().hex
        talks[talk_id] = Talk()
        return {"conversation_id": talk_id, "token": talks[talk_id].token}

    @app.get("/api/v1/conversations/{talk_id}")
    def read(talk_id: str, authorization: str = Header("")) -> dict[str, Any]:
        return talks.require(talk_id, authorization).history()

    @app.post("/api/v1/conversations/{talk_id}/messages")
    async def post(talk_id: str, payload: Message, authorization: str = Header("")) -> dict[str, Any]:
        talk = talks.require(talk_id, authorization)
        talks.received.append(payload.client_message_id)
        await asyncio.sleep(0.15)
        while talks.held and "慢" in payload.text:
            await asyncio.sleep(0.02)
        for key, (status, detail) in REFUSALS.items():
            if key in payload.text:
                raise HTTPException(status, detail)
        key = payload.client_message_id or uuid4().hex
        if key not in talk.answers:
            talk.answers[key] = talk.answer(payload.text)
        return talk.answers[key]


def create_fake(build_dir: Path) -> FastAPI:
    """Wire page, static files and scripted routes; ``app.state.talks`` is open to the tests."""
    app = FastAPI()
    app.state.talks = Talks()
    app.include_router(router)
    app.include_router(embed_key.router)
    mount_static(app, build_dir)
    add_routes(app, app.state.talks)
    handler: Callable[[Request, Exception], JSONResponse] = refuse
    app.add_exception_handler(HTTPException, handler)
    return app
