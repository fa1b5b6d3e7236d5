"""The fake WeCom over HTTP, and how it calls the service back."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.channels.crypto import CallbackCrypto
from api.channels.fake_wecom.platform import (
    ACCOUNTS,
    GET_TOKEN,
    MOVE,
    ON_EVENT,
    SEND,
    SERVICERS,
    STATE,
    SYNC,
    FakeWeCom,
)
from api.channels.xml_messages import write_fields

CALLBACK = "/wecom/callback"


def create_api(platform: FakeWeCom) -> FastAPI:
    """Return the API that the service calls."""
    app = FastAPI(title="fake WeCom", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(GET_TOKEN)
    async def get_token(corpid: str = "", corpsecret: str = "") -> JSONResponse:
        return JSONResponse(platform.give_token(corpid, corpsecret))

    async def call(request: Request) -> JSONResponse:
        token = request.query_params.get("access_token", "")
        return JSONResponse(platform.call(request.url.path, token, await request.body()))

    @app.get(SERVICERS)
    async def look(access_token: str = "", open_kfid: str = "") -> JSONResponse:
        return JSONResponse(platform.look(SERVICERS, access_token, open_kfid))

    for path in (SYNC, SEND, ON_EVENT, STATE, MOVE, ACCOUNTS):
        app.add_api_route(path, call, methods=["POST"], response_model=None)
    return app


class Caller:
    """Calls the service back.

    :param http: Its base address is the service.
    """

    def __init__(self, platform: FakeWeCom, http: httpx.AsyncClient) -> None:
        self.platform, self._http = platform, http
        rules = platform.rules
        self.crypto = CallbackCrypto(rules.token, rules.corpid, [rules.aes_key])

    async def check_address(self) -> bool:
        """Do what the platform does when the address is saved."""
        word = secrets.token_hex(10)
        sealed = self.crypto.seal(word)
        response = await self._http.get(CALLBACK, params={**self.query(sealed), "echostr": sealed})
        return response.status_code == httpx.codes.OK and response.content == word.encode()

    async def call_back(self, **changes: Any) -> httpx.Response:
        """Tell the service that there is something."""
        body, query = self.written(**changes)
        return await self._http.post(CALLBACK, params=query, content=body.encode())

    def written(self, **changes: Any) -> tuple[str, dict[str, str]]:
        """Return body and query of a callback."""
        rules = self.platform.rules
        inner: dict[str, str | int] = {
            "ToUserName": rules.corpid,
            "CreateTime": int(self.platform.time()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": self.platform.news_token(),
            "OpenKfId": rules.open_kfid,
            **changes,
        }
        sealed = self.crypto.seal(write_fields(inner))
        outer: dict[str, str | int] = {"ToUserName": rules.corpid, "Encrypt": sealed, "AgentID": ""}
        return write_fields(outer), self.query(sealed)

    def query(self, sealed: str) -> dict[str, str]:
        """Return a signed query."""
        timestamp, nonce = str(int(self.platform.now())), secrets.token_hex(5)
        signature = self.crypto.signature(timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
