"""Binding numbers, as tests of several rooms need it."""

from __future__ import annotations

import itertools
import re
from typing import Any

import httpx
from sqlmodel import col, select

from api.identity import codes
from api.identity.models import Binding, IdentityCode
from api.limiter import Limiter
from tests.api.conftest import Service

Talk = tuple[str, dict[str, str]]
_numbers = itertools.count(13_660_000_000)


def fresh_phone() -> str:
    """Return a number that no other test has used."""
    return str(next(_numbers))


def path(talk: Talk, rest: str = "identity") -> str:
    return f"/api/v1/conversations/{talk[0]}/{rest}"


def ask(service: Service, talk: Talk, phone: str) -> httpx.Response:
    """Ask for a code."""
    answer: httpx.Response = service.client.post(path(talk, "identity/codes"), json={"phone": phone}, headers=talk[1])
    return answer


def sent(service: Service, talk: Talk) -> str:
    """Return the newest code that was sent for a conversation, as it stands in the message."""
    with service.session() as session:
        query = select(IdentityCode).where(IdentityCode.conversation_id == talk[0])
        code = session.exec(query.order_by(col(IdentityCode.id).desc())).first()
        assert code is not None
        found = re.search(r"验证码(\d{6})，5分钟", codes.words_of(code))
        assert found
        return found[1]


def confirm(service: Service, talk: Talk, code: str) -> httpx.Response:
    """Hand a code in."""
    answer: httpx.Response = service.client.post(path(talk), json={"code": code}, headers=talk[1])
    return answer


def verify(service: Service, talk: Talk, phone: str) -> dict[str, Any]:
    """Bind a conversation to a number by a code; nobody is counted, and an earlier code is long past."""
    service.state.limiter = Limiter()
    with service.session(write=True) as session:
        for code in session.exec(select(IdentityCode)):
            session.delete(code)
    assert ask(service, talk, phone).status_code == 202
    answer = confirm(service, talk, sent(service, talk))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def unbind(service: Service, talk: Talk) -> None:
    assert service.client.delete(path(talk), headers=talk[1]).status_code == 204


def history(service: Service, talk: Talk) -> list[str]:
    """Return the numbers of all cases that a bound conversation sees, newest first."""
    answer = service.client.get(path(talk, "history"), headers=talk[1])
    assert answer.status_code == 200, answer.text
    return [case["case_no"] for case in answer.json()["cases"]]


def told(service: Service, talk: Talk) -> list[str]:
    """Return the numbers of the cases of which the chat tells the progress."""
    lines = service.step(talk[0], "progress", text="我的进度").json()["lines"]
    return [line.split("（")[0] for line in lines]


def hotline_case(service: Service, phone: str, key: str, who: str = "agent") -> str:
    """Have an agent take a need down on the telephone."""
    body = {
        "text": "小微企业贷款，没有抵押物", "slots": {"region": "430112"}, "phone": phone, "draft_key": key,
    }  # fmt: skip
    answer = service.client.post("/api/v1/demands", json=body, headers=service.user(who))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_no"])


def bindings(service: Service, talk: Talk) -> list[Binding]:
    """Return all bindings that a conversation has or had."""
    with service.session() as session:
        query = select(Binding).where(Binding.conversation_id == talk[0]).order_by(col(Binding.id))
        return list(session.exec(query))
