"""Agents at the desk, as tests need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from api.accounts import service as accounts
from api.accounts import tokens
from api.accounts.models import Role, UserCreate
from tests.api.conftest import PASSWORD, Service

HANDOVERS = "/api/v1/handovers"
Headers = dict[str, str]


def agent(service: Service, name: str, window: str | None = None, role: Role = Role.AGENT) -> Headers:
    """Return the headers of an agent of this name, made if there is none."""
    with service.session(write=True) as session:
        user = accounts.get(session, name) or accounts.create(
            session, UserCreate(username=name, role=role, window=window, password=PASSWORD), "tests"
        )
        version = user.token_version
    return {"Authorization": f"Bearer {tokens.issue(service.state.secret, name, version, 1)}"}


def act(service: Service, who: Headers, talk: str, what: str, **body: Any) -> httpx.Response:
    """Do something with a conversation as an agent."""
    answer: httpx.Response = service.client.post(f"{HANDOVERS}/{talk}/{what}", json=body, headers=who)
    return answer


def taking(talk: str, who: Headers) -> Callable[[httpx.AsyncClient], Any]:
    """Return a step that takes a conversation over."""
    return lambda client: client.post(f"{HANDOVERS}/{talk}/take", headers=who)


def said(service: Service, conversation: tuple[str, Headers]) -> list[tuple[str, str]]:
    """Return role and text of every message as the enterprise reads them."""
    return [(one["role"], one["text"]) for one in service.read(conversation)["messages"]]
