"""``qifu institution``: found by key, name or part of a name; the figures of the route; what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import select

from api.catalogue.models import Institution
from api.settings import Settings
from tests.api.conftest import Service, StartService

ALWAYS = ("--since", "2020-01-01", "--until", "2099-12-31")  # the cases are of the machine's day, today is the tests'


@pytest.fixture
def service(start: StartService, settings: Settings) -> Service:
    """Return a service with one case that the bank has taken on and one that it gave back."""
    service = start(settings)
    for key, to in (("first", "accepted"), ("second", "returned")):
        case_no = service.submit(service.open()[0], key)["case_no"]
        body = {"institution": "O-bank"}
        path = f"/api/v1/demands/{case_no}/dispatch"
        assert service.client.post(path, json=body, headers=service.as_user("at-county")).status_code == 200
        assert service.move(case_no, to, "额度不够").status_code == 200
    return service


def test_by_key_name_and_part_of_a_name(qifu: Any, service: Service) -> None:
    shown = qifu("institution", "O-bank", "--as", "at-county", *ALWAYS).output
    lines = shown.splitlines()
    assert lines[0] == "湘江农商银行（O-bank）  湖南省长沙市  服务地区：湖南省"
    assert lines[2] == "派单 2 次，受理过 1 次；现在：已受理，办理中 1，已退单 1"
    assert lines[3] == "  退单 1 次：额度不够"
    assert lines[4] == "在办 1 件：待受理 0，办理中 1，等企业补充 0，超期 0"
    assert "受理按时 1/1（100%，样本少）" in shown
    assert "办结 0 件，评价率 —" in lines
    assert "服务 2 项" in lines
    assert "专家 0 项" in lines
    for words in ("湘江农商银行", "农商"):
        assert qifu("institution", words, "--as", "at-county", *ALWAYS).output == shown


def test_json_is_what_the_route_answers(qifu: Any, service: Service) -> None:
    for user in ("at-county", "at-other", "the-viewer"):
        told = json.loads(qifu("institution", "O-bank", "--as", user, "--json", *ALWAYS).output)
        path = "/api/v1/institutions/O-bank?since=2020-01-01&until=2099-12-31"
        assert told == service.client.get(path, headers=service.as_user(user)).json()
    assert told["handed"]["led"]["count"] == 2
    other = json.loads(qifu("institution", "O-bank", "--as", "at-other", "--json", *ALWAYS).output)
    assert other["handed"]["led"]["count"] == 0


def test_what_is_refused(qifu: Any, service: Service) -> None:
    with service.session(write=True) as session:
        row = session.exec(select(Institution).where(Institution.key == "O-school")).one()
        session.add(Institution(key="O-other", kind="institution", name=f"{row.name}二部"))
    for words, sentence in (
        (("没有这家", "--as", "at-county"), "没有编号或名称是“没有这家”的机构"),
        (("O-school", "--as", "of-bank"), "不在您的范围内"),
        (
            ("培训学校", "--as", "at-county"),
            "不止一家：湘潭职业培训学校（O-school）、湘潭职业培训学校二部（O-other）。请写编号。",
        ),
        (("O-bank", "--as", "the-maintainer"), "不能做这件事"),
        (("O-bank", "--as", "nobody"), "没有用户"),
        (("O-bank", "--as", "at-county", "--since", "2026-05-01", "--until", "2026-04-01"), "晚于"),
    ):
        refused = qifu("institution", *words)
        assert (refused.exit_code, sentence in refused.stderr) == (1, True), (words, refused.stderr)
    assert qifu("institution", "湘潭职业培训学校", "--as", "at-county").exit_code == 0  # the whole name is meant
    assert qifu("institution", "O-bank", "--as", "at-county", "--since", "soon").exit_code == 2


def test_an_institution_sees_its_own(qifu: Any, service: Service) -> None:
    with service.session() as session:
        own = session.exec(select(Institution.key).order_by(Institution.key)).first()
    told = json.loads(qifu("institution", own, "--as", "of-bank", "--json").output)
    assert (told["own"], told["standing"]) == (True, None)
