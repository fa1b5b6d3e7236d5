"""The key of a framed talk where the browser refuses the frame any storage of its own.

Browsers that block what third parties keep still keep a partitioned cookie (CHIPS): it belongs to this host inside one
other site, no script can read it, and neither that site nor any third one is ever sent it. It needs https, or this
machine itself. Nothing is looked up here: the cookie holds what the frame already had.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Cookie, Response
from pydantic import BaseModel, Field

COOKIE, PATH = "qifu_talk", "/embed/key"
KEPT_DAYS = 30
PARTS = re.compile(r"([0-9a-f-]{32,36})\.([\w-]{20,100})")
HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}

router = APIRouter(include_in_schema=False)


class TalkKey(BaseModel):
    """What opens one conversation."""

    conversation_id: str = Field(pattern=r"^[0-9a-f-]{32,36}$")
    token: str = Field(pattern=r"^[\w-]{20,100}$")


@router.get(PATH)
def get_key(kept: Annotated[str, Cookie(alias=COOKIE)] = "") -> Response:
    """Return the key that the frame left here; 204 if there is none."""
    found = PARTS.fullmatch(kept)
    if found is None:
        return Response(status_code=204, headers=HEADERS)
    key = TalkKey(conversation_id=found[1], token=found[2])
    return Response(key.model_dump_json(), media_type="application/json", headers=HEADERS)


@router.put(PATH, status_code=204)
def put_key(key: TalkKey) -> Response:
    """Keep the key; other sites cannot call this, JSON from them is asked for first and refused."""
    return _answer(f"{key.conversation_id}.{key.token}", KEPT_DAYS * 86_400)


@router.delete(PATH, status_code=204)
def delete_key() -> Response:
    """Forget the key."""
    return _answer("", 0)


def _answer(value: str, seconds: int) -> Response:
    """Set the cookie by hand: the standard library learns the attribute with Python 3.14."""
    flags = f"Path={PATH}; Max-Age={seconds}; HttpOnly; Secure; SameSite=None; Partitioned"
    return Response(status_code=204, headers={**HEADERS, "Set-Cookie": f"{COOKIE}={value}; {flags}"})
