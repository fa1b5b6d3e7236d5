"""The fake platform over HTTP: the API that the service calls, and a page on which a person can talk to the account."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from api.channels.fake_wechat.delivery import Delivery
from api.channels.fake_wechat.platform import MENU, SEND, TEMPLATE, TEMPLATES, FakePlatform

templates = Jinja2Templates(Path(__file__).parent / "templates")
VISITOR = "o-sample-visitor"
PLACE: dict[str, str | int] = {
    "Location_X": "28.34",
    "Location_Y": "112.82",
    "Scale": 16,
    "Label": "湖南省长沙市望城区样例路1号",
}


def create_api(platform: FakePlatform) -> FastAPI:
    """Return the API alone."""
    app = FastAPI(title="fake WeChat", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/cgi-bin/stable_token")
    async def stable_token(request: Request) -> JSONResponse:
        try:
            asked = json.loads(await request.body())
        except ValueError:
            asked = {}
        return JSONResponse(platform.give_token(asked if isinstance(asked, dict) else {}))

    async def call(request: Request) -> JSONResponse:
        token = request.query_params.get("access_token", "")
        return JSONResponse(platform.call(request.url.path, token, await request.body()))

    async def look(request: Request) -> JSONResponse:
        return JSONResponse(platform.look(request.url.path, request.query_params.get("access_token", "")))

    app.add_api_route(TEMPLATES, look, methods=["GET"], response_model=None)
    for path in (SEND, TEMPLATE, MENU):
        app.add_api_route(path, call, methods=["POST"], response_model=None)
    return app


def create_app(platform: FakePlatform, delivery: Delivery) -> FastAPI:
    """Return the API and the page."""
    app = create_api(platform)

    @app.get("/")
    async def page(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "phone.html", {"menu": _buttons(platform)})

    @app.get("/screen")
    async def screen(request: Request) -> HTMLResponse:
        return templates.TemplateResponse(request, "screen.html", {"bubbles": _bubbles(platform)})

    @app.post("/do")
    async def act(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
        deed = _deeds(delivery, form).get(form.get("what", ""))
        if deed is not None:
            await deed()
        return RedirectResponse("/", status_code=303)

    return app


def _deeds(delivery: Delivery, form: dict[str, str]) -> dict[str, Callable[[], Awaitable[object]]]:
    """Return what a person can do, by name."""
    text, key = form.get("text", "").strip(), form.get("key", "")
    return {
        "say": lambda: delivery.say(VISITOR, text or " "),
        "voice": lambda: delivery.message(VISITOR, "voice", MediaId="sample", Format="amr", Recognition=text),
        "place": lambda: delivery.message(VISITOR, "location", **PLACE),
        "picture": lambda: delivery.message(VISITOR, "image", PicUrl="https://example.invalid/1.jpg", MediaId="sample"),
        "click": lambda: delivery.event(VISITOR, "CLICK", key),
        "follow": lambda: delivery.event(VISITOR, "subscribe"),
        "unfollow": lambda: delivery.event(VISITOR, "unsubscribe"),
    }


def _bubbles(platform: FakePlatform) -> list[dict[str, str]]:
    person = platform.person(VISITOR)
    said = [(at, {"side": "mine", "text": text}) for at, text in person.said]
    seen = [(one.at, {"side": "theirs", "text": one.text, "url": one.url, "by": one.by.value}) for one in person.seen]
    return [bubble for _, bubble in sorted([*said, *seen], key=lambda pair: pair[0])]


def _buttons(platform: FakePlatform) -> list[dict[str, str]]:
    tops = (platform.menu or {}).get("button", [])
    return [leaf for top in tops for leaf in (top.get("sub_button") or [top])]
