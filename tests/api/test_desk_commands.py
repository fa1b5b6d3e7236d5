"""Commands for the rest of the desk: the same steps, roles, scopes and conflicts as the routes, noted as ``cli``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import col, select

from api.accounts.models import AuditEntry
from api.appeals.models import Appeal, AppealStep
from api.demands.models import Demand, Transition
from api.settings import Settings
from tests.api import appeals_parts
from tests.api.conftest import Service, StartService
from tests.api.network import CITY, COUNTY, SISTER


@pytest.fixture
def service(start: StartService, settings: Settings) -> Service:
    """Return the service on whose data the commands work."""
    return start(settings)


def demand(service: Service, **slots: Any) -> str:
    """Record a demand of the county."""
    return str(service.submit(service.open()[0], need="想找律师看采购合同", category="legal", **slots)["case_no"])


def steps(service: Service, case_no: str) -> list[tuple[str, str, str]]:
    """Return action, actor and channel of what was done to a demand by command."""
    with service.session() as session:
        query = select(Transition).join(Demand).where(Demand.case_no == case_no, Transition.channel == "cli")
        return [(row.action.value, row.actor, row.channel) for row in session.exec(query.order_by(col(Transition.id)))]


def test_helpers_the_way_upward_and_notes(qifu: Any, service: Service) -> None:
    case_no = demand(service)
    for words in (
        ("co-handle", "--as", "at-county", "--window", COUNTY),
        ("note", "--as", "at-county", "--text", "已电话联系"),
        ("supervise", "--as", "at-city", "--reason", "抓紧办"),
        ("escalate", "--as", "at-county", "--reason", "本县没有律师"),
    ):
        done = qifu("case", words[0], case_no, *words[1:])
        assert (done.exit_code, case_no in done.output) == (0, True), done.output
    assert CITY in done.output
    told = [("co_handle", "at-county"), ("note", "at-county"), ("supervise", "at-city"), ("escalate", "at-county")]
    assert steps(service, case_no) == [(*one, "cli") for one in told]
    with service.session() as session:
        audit = session.exec(select(AuditEntry.action).where(AuditEntry.subject == case_no)).all()
    assert sorted(audit) == ["co_handle", "escalate", "supervise"]


def test_a_helper_answers_by_command(qifu: Any, service: Service) -> None:
    case_no = demand(service)
    assert qifu("case", "co-handle", case_no, "--as", "at-county", "--window", SISTER).exit_code == 0
    assert f"{case_no}  " in qifu("case", "list", "--as", "at-sister", "--helping").output
    shown = qifu("case", "show", case_no, "--as", "at-county").output
    number = shown.partition("协办 ")[2].split()[0]
    for words, said in (
        (("done", "--as", "at-sister", "--text", "办了"), "不能变为"),
        (("returned", "--as", "at-sister"), "写明原因"),
        (("accepted", "--as", "of-bank"), "不在您的范围内"),
        (("accepted", "--as", "the-viewer"), "不能做这件事"),
        (("accepted", "--as", "at-county", "--number", "987654321"), "没有编号为"),
    ):
        service.user("viewer")
        refused = qifu("case", "co-answer", case_no, *words)
        assert (refused.exit_code, said in refused.stderr) == (1, True), refused.output
    assert "协办中" in qifu("case", "co-answer", case_no, "accepted", "--as", "at-sister").output
    noted = qifu("case", "co-answer", case_no, "done", "--as", "at-county", "--number", number, "--text", "已陪同")
    assert "协办完成" in noted.output
    shown = qifu("case", "show", case_no, "--as", "at-county").output
    assert [word for word in ("协办完成", "已陪同", "co_done") if word not in shown] == []
    told = [("co_handle", "at-county"), ("co_accept", "at-sister"), ("co_done", "at-county")]
    assert steps(service, case_no) == [(*one, "cli") for one in told]
    assert "共 0 条" in qifu("case", "list", "--as", "at-sister", "--helping").output


def test_finishing_tells_of_who_still_helps(qifu: Any, service: Service) -> None:
    case_no = demand(service)
    assert qifu("case", "co-handle", case_no, "--as", "at-county", "--window", SISTER).exit_code == 0
    for to in ("dispatched", "accepted", "in_service"):
        assert "协办" not in qifu("case", "move", case_no, to, "--as", "at-county").output
    done = qifu("case", "move", case_no, "completed", "--as", "at-county")
    assert "还有 1 项协办没有办完" in done.output


def test_a_number_is_shown_for_a_purpose_and_noted(qifu: Any, service: Service) -> None:
    case_no = demand(service, phone="13812345678")
    shown = qifu("case", "reveal", case_no, "--as", "at-county", "--purpose", "联系企业")
    assert (shown.exit_code, "13812345678" in shown.output) == (0, True), shown.output
    for words in (
        ("reveal", case_no, "--as", "at-county", "--purpose", "  "),
        ("reveal", case_no, "--as", "at-sister", "--purpose", "看看"),
        ("note", case_no, "--as", "at-county", "--text", " "),
    ):
        refused = qifu("case", *words)
        assert (refused.exit_code, "13812345678" in refused.output) == (1, False), refused.output
    with service.session() as session:
        audit = session.exec(select(AuditEntry).where(AuditEntry.subject == case_no)).all()
    assert [(one.actor, one.action, one.detail) for one in audit] == [("at-county", "reveal_phone", "联系企业")]


def test_duplicates_are_found_merged_and_taken_apart(qifu: Any, service: Service) -> None:
    one, other = demand(service, phone="13812345678"), demand(service, phone="13812345678")
    assert f"{one}  " in qifu("case", "duplicates", other, "--as", "at-county").output
    merged = qifu("case", "merge", other, "--as", "at-county", "--into", one, "--reason", "同一件事")
    assert "已并入另一件" in merged.output
    again = qifu("case", "merge", other, "--as", "at-county", "--into", one, "--reason", "同一件事")
    assert (again.exit_code, "不能" in again.stderr) == (1, True)
    assert qifu("case", "escalate", other, "--as", "at-county", "--reason", "催").exit_code == 1  # it is over
    apart = qifu("case", "unmerge", other, "--as", "at-county", "--reason", "两件事")
    assert (apart.exit_code, "已匹配" in apart.output) == (0, True)


def test_a_score_by_command(qifu: Any, service: Service) -> None:
    case_no = demand(service)
    early = qifu("case", "rate", case_no, "--as", "at-county", "--score", "5")
    assert (early.exit_code, "办完才能评价" in early.stderr) == (1, True)
    for to in ("dispatched", "accepted", "in_service", "completed"):
        assert qifu("case", "move", case_no, to, "--as", "at-county").exit_code == 0
    refused = qifu("case", "move", case_no, "rated", "--as", "at-county")
    assert (refused.exit_code, "分数" in refused.stderr) == (1, True)
    assert "已评价" in qifu("case", "rate", case_no, "--as", "at-county", "--score", "4", "--remark", "很快").output
    assert qifu("case", "rate", case_no, "--as", "at-county", "--score", "6").exit_code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("escalate", "--as", "at-sister", "--reason", "x"), "不在您的范围内"),
        (("supervise", "--as", "at-county", "--reason", "快"), "只有上级窗口"),
        (("supervise", "--as", "at-city", "--reason", " "), "写明要求"),
        (("co-handle", "--as", "at-county"), "请指定"),
        (("merge", "--as", "at-county", "--into", "XQ1", "--reason", "x"), "没有编号为"),
        (("unmerge", "--as", "at-county", "--reason", "x"), "没有并入"),
        (("note", "--as", "the-viewer", "--text", "x"), "不能做这件事"),
        (("rate", "--as", "of-bank", "--score", "5"), "不能做这件事"),
        (("move", "cancelled", "--as", "the-viewer", "--reason", "x"), "不能做这件事"),
        (("dispatch", "--as", "of-bank"), "不能做这件事"),
        (("show", "--as", "the-maintainer"), "不能做这件事"),
    ],
)
def test_what_is_refused(qifu: Any, service: Service, words: tuple[str, ...], sentence: str) -> None:
    service.user("viewer"), service.user("maintainer")
    case_no = demand(service)
    refused = qifu("case", words[0], case_no, *words[1:])
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert steps(service, case_no) == []


def test_an_appeal_by_command(qifu: Any, service: Service) -> None:
    case_no = appeals_parts.submit(service, service.open()[0], region="430112")
    assert case_no in qifu("appeal", "list", "--as", "at-county").output
    assert "共 0 条" in qifu("appeal", "list", "--as", "at-sister").output
    for words in (
        ("note", "--as", "at-county", "--text", "已联系"),
        ("supervise", "--as", "at-city", "--reason", "抓紧"),
        ("move", "assigned", "--as", "at-county", "--note", "税务局"),
        ("move", "answered", "--as", "at-county", "--note", "已退还"),
        ("rate", "--as", "at-county", "--score", "5"),
    ):
        done = qifu("appeal", words[0], case_no, *words[1:])
        assert done.exit_code == 0, done.stderr
    shown = qifu("appeal", "show", case_no, "--as", "at-county").output
    assert [word for word in ("税务局", "已退还", "抓紧", "at-city") if word not in shown] == []
    with service.session() as session:
        query = (
            select(AppealStep.channel).join(Appeal).where(Appeal.case_no == case_no, AppealStep.actor == "at-county")
        )
        assert set(session.exec(query)) == {"cli"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("move", "closed", "--as", "at-county"), "不能变为"),
        (("move", "assigned", "--as", "at-county"), "要写明"),
        (("move", "assigned", "--as", "at-sister", "--note", "x"), "不在您的范围内"),
        (("transfer", "--as", "at-county", "--window", SISTER, "--reason", "x"), "不归您的窗口管"),
        (("transfer", "--as", "at-county", "--window", "nowhere", "--reason", "x"), "没有编号为"),
        (("escalate", "--as", "of-bank", "--reason", "x"), "不能做这件事"),
        (("supervise", "--as", "at-county", "--reason", "x"), "只有上级窗口"),
        (("rate", "--as", "at-county", "--score", "5"), "才能评价"),
    ],
)
def test_what_is_refused_of_appeals(qifu: Any, service: Service, words: tuple[str, ...], sentence: str) -> None:
    case_no = appeals_parts.submit(service, service.open()[0], region="430112")
    refused = qifu("appeal", words[0], case_no, *words[1:])
    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_an_appeal_goes_elsewhere(qifu: Any, service: Service) -> None:
    case_no = appeals_parts.submit(service, service.open()[0], region="430112")
    assert CITY in qifu("appeal", "escalate", case_no, "--as", "at-county", "--reason", "市里管").output
    assert (
        SISTER in qifu("appeal", "transfer", case_no, "--as", "at-city", "--window", SISTER, "--reason", "归你").output
    )
    assert qifu("appeal", "transfer", case_no, "--as", "at-city", "--window", SISTER, "--reason", "归你").exit_code == 1


def test_figures_are_those_of_the_page(qifu: Any, service: Service) -> None:
    demand(service)
    for what in ("demands", "funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "awards",
                 "warnings", "unmet"):  # fmt: skip
        told = json.loads(qifu("figures", what, "--as", "at-county").output)
        path = f"/api/v1/figures/{what}"
        assert told == service.client.get(path, headers=service.as_user("at-county")).json(), what
    told = json.loads(qifu("figures", "demands", "--as", "at-sister", "--by", "city").output)
    assert told["total"] == 0
    narrowed = ("--since", "2026-01-01", "--until", "2026-01-02", "--category", "legal", "--window", COUNTY)
    assert json.loads(qifu("figures", "demands", "--as", "at-county", *narrowed).output)["total"] == 0
    for words, sentence in (
        (("funnel", "--as", "of-bank"), "不能做这件事"),
        (("funnel", "--as", "nobody"), "没有用户"),
        (("funnel", "--as", "at-county", "--since", "2026-05-01", "--until", "2026-04-01"), "晚于"),
    ):
        refused = qifu("figures", *words)
        assert (refused.exit_code, sentence in refused.stderr) == (1, True)
    assert qifu("figures", "weather", "--as", "at-county").exit_code == 2
