"""The ``qifu case`` commands do what the routes do, under the same rules."""

from __future__ import annotations

from typing import Any

import pytest

from api.settings import Settings
from tests.api.conftest import Service, StartService
from tests.api.network import COUNTY, SISTER


@pytest.fixture
def case_no(start: StartService, settings: Settings) -> str:
    service: Service = start(settings)
    return str(service.submit(service.open()[0], need="想找律师看采购合同", category="legal")["case_no"])


def test_a_case_by_command(qifu: Any, case_no: str) -> None:
    assert case_no in qifu("case", "list", "--as", "at-county").output
    assert "共 0 条" in qifu("case", "list", "--as", "at-sister").output
    assert "已派单" in qifu("case", "dispatch", case_no, "--as", "at-county", "--window", COUNTY).output
    assert "机构已受理" in qifu("case", "move", case_no, "accepted", "--as", "at-county").output
    assert qifu("case", "wait", case_no, "--as", "at-county", "--question", "请补执照").exit_code == 0
    assert qifu("case", "resume", case_no, "--as", "at-county").exit_code == 0
    shown = qifu("case", "show", case_no, "--as", "at-county").output
    assert [word for word in ("route", "move", "pause", "请补执照", "resume", "at-county") if word not in shown] == []
    assert qifu("case", "sweep").output.strip() == "需求 0，诉求 0，低分重新办理 0，重算得分的条目 0"
    windows = qifu("case", "windows").output
    assert f"    {COUNTY}  " in windows


def test_a_link_by_which_it_is_rated_and_scores_of_single_services(qifu: Any, case_no: str, settings: Settings) -> None:
    settings.public_url = "https://qifu.example"
    early = qifu("case", "rating-link", case_no, "--as", "at-county")
    assert (early.exit_code, "办完才能评价" in early.stderr) == (1, True)
    assert qifu("case", "dispatch", case_no, "--as", "at-county", "--window", COUNTY).exit_code == 0
    for to in ("accepted", "in_service", "completed"):
        assert qifu("case", "move", case_no, to, "--as", "at-county").exit_code == 0
    assert qifu("case", "rating-link", case_no, "--as", "at-sister").exit_code == 1
    made = qifu("case", "rating-link", case_no, "--as", "at-county").output.strip()
    assert made.startswith(f"https://qifu.example/r/{case_no}.")
    for wrong, said in (("L-contract=6", "写成 条目编号=分数"), ("=3", "写成"), ("F-loan=3", "没有选过")):
        refused = qifu("case", "rate", case_no, "--as", "at-county", "--score", "4", "--service", wrong)
        assert (refused.exit_code, said in refused.stderr) == (1, True), wrong
    assert "已评价" in qifu("case", "rate", case_no, "--as", "at-county", "--score", "4").output
    settings.public_url = ""
    assert "QIFU_PUBLIC_URL" in qifu("case", "rating-link", case_no, "--as", "at-county").stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("move", "accepted", "--as", "at-county"), "不能变为"),
        (("move", "cancelled", "--as", "at-county"), "要写明原因"),
        (("move", "cancelled", "--as", "at-sister"), "不在您的范围内"),
        (("move", "cancelled", "--as", "nobody"), "没有用户"),
        (("dispatch", "--as", "at-county", "--window", SISTER), "不归您的窗口管"),
        (("dispatch", "--as", "at-county", "--window", "nowhere"), "没有编号为"),
    ],
)
def test_what_is_refused(qifu: Any, case_no: str, words: tuple[str, ...], sentence: str) -> None:
    result = qifu("case", words[0], case_no, *words[1:])
    assert result.exit_code == 1
    assert sentence in result.stderr
