"""Every GET route as every role, and the logs: no number and no full name of a person in clear anywhere."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi.routing import APIRoute
from sqlmodel import select

from api import logs
from api.accounts.models import Role
from api.callbacks.models import CallBack
from api.console.models import Call
from api.followups.models import FollowUp
from api.gaps.models import KnowledgeGap
from api.matches.models import Match
from tests.api.conftest import Service
from tests.api.privacy_parts import NAME, OTHER_PHONE, PHONE, Person, write_everywhere

IDENTITY = "430102199003077715"
PERSONAL = (PHONE, OTHER_PHONE, NAME, IDENTITY, "15973210003")
OWNERS = ("/api/v1/conversations/{conversation_id}", "/api/v1/conversations/{conversation_id}/export")
ENDLESS = "/api/v1/events"  # never ends; its frames hold numbers of rows alone: tests/api/console/test_streams
PACKED = ("application/vnd.", "application/zip")


def plant(service: Service) -> Person:
    """Have a person known everywhere, and more of him where agents and strangers type."""
    person = write_everywhere(service)
    said = f"我叫{NAME}，身份证{IDENTITY}，电话15973210003"
    service.say(person.talk, said)
    service.step(person.talk[0], "answers", text=f"{said}，外星人补贴怎么申请")
    service.step(person.talk[0], "handoff")
    agent = service.user("agent")
    service.client.post("/api/v1/calls", json={"phone": PHONE, "call_id": "样例来电"}, headers=agent)
    service.client.post("/api/v1/suggestions", json={"text": f"{said}，想贷款"}, headers=agent)
    service.client.post(f"/api/v1/handovers/{person.talk[0]}/take", headers=agent)
    note = {"text": f"{said}，下午方便"}
    service.client.post(f"/api/v1/handovers/{person.talk[0]}/notes", json=note, headers=agent)
    service.client.post("/api/v1/match", json={"text": f"{said}，想贷款"}, headers=agent)
    service.client.post("/api/v1/login", json={"username": PHONE, "password": IDENTITY})
    return person


def values(service: Service, person: Person) -> dict[str, list[Any]]:
    """Return what stands in the place of each path parameter."""
    with service.session() as session:
        matches = list(session.exec(select(Match.id)))
        calls, gaps = list(session.exec(select(CallBack.id))), list(session.exec(select(KnowledgeGap.id)))
        calls += list(session.exec(select(Call.id)))
        follow_ups = list(session.exec(select(FollowUp.id)))
    items = [row["item_id"] for row in service.client.get("/api/v1/items").json() if "item_id" in row]
    return {
        "conversation_id": [person.talk[0]],
        "case_no": [person.demand, person.appeal],
        "match_id": matches,
        "call_id": calls,
        "gap_id": gaps,
        "follow_up_id": follow_ups,
        "kind": ["service"],
        "quarter": ["2026Q3", "2026Q4"],
        "file": ["docx", "xlsx"],
        "key": items[:1] or ["F-loan"],
        "item_id": items[:1] or ["F-loan"],
        "username": ["the-agent"],
    }


def paths(service: Service, person: Person) -> Iterator[tuple[str, str]]:
    """Return every GET route with every value of its parameters."""
    known = values(service, person)
    for route in _routes(service.app.routes):
        if "GET" in route.methods and route.path != ENDLESS:
            names = list(route.param_convertors)
            for chosen in itertools.product(*(known.get(name, ["1"]) for name in names)):
                path = route.path
                for name, value in zip(names, chosen, strict=True):
                    path = path.replace(f"{{{name}}}", str(value))
                yield route.path, path


def _routes(routes: list[Any]) -> Iterator[APIRoute]:
    """Return all routes, also of routers that were included as a whole."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            yield from _routes(list(getattr(inner, "routes", [])))


def text_of(answer: httpx.Response) -> str:
    """Return what can be read in an answer, also in the files that a document is packed from."""
    if not answer.headers.get("content-type", "").startswith(PACKED) or answer.status_code != 200:
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def test_no_route_and_no_log_tells_a_person(alone: Service, capsys: pytest.CaptureFixture[str]) -> None:
    steps = [structlog.contextvars.merge_contextvars, structlog.processors.format_exc_info, logs.mask, logs._plain]
    structlog.reset_defaults()
    structlog.configure(processors=steps, logger_factory=structlog.PrintLoggerFactory())
    person, stranger = plant(alone), alone.open()
    visited, told = 0, set()
    callers = {**{role.value: alone.user(role.value) for role in Role}, "nobody": {}, "stranger": stranger[1]}
    for template, path in paths(alone, person):
        for who, headers in callers.items():
            answer = alone.client.get(path, headers=headers)
            assert answer.status_code < 500, (path, answer.text)
            visited += answer.status_code == 200
            told |= {(template, who, mark) for mark in PERSONAL if mark in text_of(answer)}
            assert template not in OWNERS or answer.status_code == 401, (path, who)
    assert told == set()
    assert visited > 60
    written = capsys.readouterr().out
    assert "/api/v1/matches" in written
    assert [mark for mark in PERSONAL if mark in written] == []


def test_the_owner_reads_his_own(alone: Service) -> None:
    person = plant(alone)
    text = alone.client.get(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1]).text
    assert PHONE in text
    assert NAME in text
    assert IDENTITY not in text  # masked before it was stored
