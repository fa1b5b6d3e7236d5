"""A step of the talk: where the window is to which an enterprise can go."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlmodel import select

from api.catalogue.models import Window
from api.conversations import placing
from api.conversations.steps import Held
from api.deps import SessionDep, internal
from api.windows import tree

router = APIRouter(
    prefix="/internal/v1/conversations/{conversation_id}", dependencies=[Depends(internal)], include_in_schema=False
)


class Place(BaseModel):
    """Where the enterprise is, if it has just said so."""

    region: str | None = Field(default=None, max_length=6)


@router.post("/window")
def tell_window(conversation: Held, data: Place, session: SessionDep) -> dict[str, Any]:
    """Return name, address, telephone and hours of the window nearest to a place, else of the one of the talk."""
    key = placing.window_of(session, conversation)
    if data.region:
        node = tree.load(session).nearest(data.region, None, None)
        key = node.key if node else None
    window = session.exec(select(Window).where(Window.key == (key or ""))).first()
    if window is None or not window.address:
        return {"name": None}
    return {"name": window.name, "address": window.address, "phone": window.phone, "hours": window.hours}
