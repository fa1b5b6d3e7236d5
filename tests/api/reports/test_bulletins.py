"""Quarterly bulletins, opened and read again: words, tables, charts, and who may take them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.errors import InvalidInputError
from api.proportions import Share
from api.reports.bulletin import quarter, wording
from api.reports.bulletin.quarter import Quarter
from tests.api.conftest import BACKENDS, Service
from tests.api.reports.conftest import Story
from tests.api.test_app import shape

BASE = "/api/v1/bulletins"


def test_quarters_are_read_and_know_their_neighbours() -> None:
    third = quarter.read("2026q3")
    assert (third.first, third.last, third.name) == (date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度")
    assert (third.before, Quarter(2026, 1).before) == (Quarter(2026, 2), Quarter(2025, 4))
    assert Quarter(2026, 4).last == date(2026, 12, 31)
    for wrong in ("2026Q5", "Q3", "2026-3", ""):
        with pytest.raises(InvalidInputError, match="2026Q3"):
            quarter.read(wrong)


def test_comparisons_do_not_mislead() -> None:
    assert wording.change(120, 100) == "比上季度增加 20.0%"
    assert wording.change(80, 100) == "比上季度减少 20.0%"
    assert (wording.change(5, 0), wording.change(0, 0)) == ("上季度无记录", "与上季度同为零")
    nine, most, none = Share(90, 100).public(), Share(95, 100).public(), Share(0, 0).public()
    assert wording.points(nine, most) == "比上季度下降 5.0 个百分点"
    assert wording.points(nine, none) == "上季度无可比数据"
    assert wording.points(nine, nine) == "与上季度持平"
    few = Share(3, 4).public()
    assert wording.points(nine, few) == wording.points(few, nine) == "样本少，不与上季度比较"
    assert wording.share({"value": 1.0, "small": True}) == "100.0%（样本少）"
    steps = {"planned": 1200, "sent": 1100, "delivered": 900, "answered": 450, "unconfirmed": 200}
    assert wording.asked({**steps, "response": Share(450, 900).public()}) == (
        "办结后回访计划 1,200 件，发出 1,100 件，确认送到 900 件，答复 450 件，送到的答复率 50.0%；"
        "发出后没有回执的 200 件不算送到。"
    )
    assert "没有安排过" in wording.asked({**dict.fromkeys(steps, 0), "response": Share(0, 0).public()})
    assert wording.listed(["制造业", "建筑业"]) == "制造业、建筑业"
    assert wording.listed(["农、林、牧、渔业", "建筑业"]) == "“农、林、牧、渔业”“建筑业”"
    assert wording.day(date(2026, 7, 1)) == "2026年7月1日"
    assert wording.days(210, 420) == "3.5 小时"
    assert wording.days(630, 420) == "1.5 个工作日"


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_document_tells_the_quarter_beside_the_one_before(story: Story) -> None:
    answer = story.get(f"{BASE}/2026Q3.docx")
    assert answer.status_code == 200, answer.text[:300]
    assert unquote(answer.headers["content-disposition"]).endswith("2026Q3 省枢纽 通报.docx")
    document = Document(BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert words.startswith("2026年第三季度平台网络运营和服务情况通报")
    assert "共登记企业服务需求 4 件，比上季度增加 300.0%" in words
    assert "满意率 50.0%（样本少）" in words
    assert "统计口径说明" in words
    for title in ("总体情况", "需求分布", "办理时效", "窗口运营情况", "双十佳候选", "退出预警", "未满足的需求"):
        assert title in words
    overall = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["登记需求（件）", "4", "1", "300.0%"] in overall
    windows = next(t for t in document.tables if t.rows[0].cells[0].text == "窗口")
    assert "样本少" in [cell.text for cell in windows.rows[1].cells]
    with ZipFile(BytesIO(answer.content)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("word/charts/chart")]
        assert len(charts) == 5
        drawn = parts.read("word/charts/chart1.xml").decode()
        assert "登记需求（件）" in drawn
        assert "externalData" in drawn
        assert len([name for name in parts.namelist() if name.startswith("word/embeddings/")]) == len(charts)


def test_workbook_has_every_row_and_charts(story: Story) -> None:
    answer = story.get(f"{BASE}/2026Q3.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == [
        "通报", "总体", "需求", "时效", "满意度", "窗口", "机构", "双十佳", "预警", "未满足", "匹配", "口径",
    ]  # fmt: skip
    rows = list(book["机构"].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == ["湘江农商银行", "湘潭职业培训学校"]
    assert rows[0][1:4] == (2, 1, 1)  # handed, the quarter before, returned
    assert len(list(book["窗口"].iter_rows(min_row=5, values_only=True))) == 4  # those without a demand too
    assert len(book["需求"]._charts) == 2
    assert book["总体"]["B6"].value == 4


def test_a_window_has_its_own_bulletin(story: Story) -> None:
    other = Document(BytesIO(story.get(f"{BASE}/2026Q3.docx", "other").content))
    theirs = "\n".join(paragraph.text for paragraph in other.paragraphs)
    assert "共登记企业服务需求 1 件" in theirs
    assert theirs.startswith("株洲窗口2026年第三季度运营和服务情况通报\n株洲窗口")  # no bulletin of the whole network
    assert "\n有关服务机构：\n" in theirs  # there is no window below
    mine = Document(BytesIO(story.get(f"{BASE}/2026Q3.docx?window=W-430100").content))
    words = "\n".join(paragraph.text for paragraph in mine.paragraphs)
    assert words.startswith(
        "长沙窗口2026年第三季度运营和服务情况通报\n长沙窗口　　2026年7月1日至2026年9月30日\n所属各窗口平台"
    )
    assert "共登记企业服务需求 3 件" in words
    assert "从地区看，需求来自长沙市的 1 个县市区" in words
    figures = story.figure("satisfaction", more="&window=W-430100")
    assert f"满意率 {figures['content']['value']:.1%}" in words
    assert f"评价率 {figures['response']['value']:.1%}" in words
    titles = [table.rows[0].cells[0].text for table in mine.tables]
    assert (titles.count("市州"), titles.count("县市区")) == (1, 1)  # of unmet needs alone
    with story.service.session() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "take_bulletin")).all()
    assert sorted((entry.actor, entry.detail) for entry in entries) == [("sees-hub", "W-430100"), ("sees-other", "")]


def test_what_is_refused(story: Story, service: Service) -> None:
    shape(story.service.client.get(f"{BASE}/2026Q3.docx"), 401, "UnauthenticatedError")
    maintainer = story.service.user("maintainer")
    shape(story.service.client.get(f"{BASE}/2026Q3.docx", headers=maintainer), 403, "NotAllowedError")
    shape(story.get(f"{BASE}/2026Q3.docx?window=W-430100", "other"), 404, "NotFoundError")
    shape(story.get(f"{BASE}/2026Q3.docx?window=W-nowhere"), 404, "NotFoundError")
    shape(story.get(f"{BASE}/2026Q9.docx"), 422, "InvalidInputError")
    shape(story.get(f"{BASE}/2026Q3.pdf"), 422, "ValidationError")
    early = story.get(f"{BASE}/2027Q1.xlsx")
    shape(early, 422, "InvalidInputError")
    assert "还没有开始" in early.json()["detail"]


def test_an_empty_quarter_is_told_too(service: Service) -> None:
    answer = service.client.get(f"{BASE}/2024Q1.docx", headers=service.user("viewer"))
    words = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    assert "共登记企业服务需求 0 件，与上季度同为零。" in words
    for sentence in ("本季度没有登记的需求", "没有办成的环节", "没有向服务机构派单", "不列候选", "本季度没有匹配"):
        assert sentence in words, sentence
    for clumsy in ("居前的是无", "无居前", "暂无以内", "0.0% 至 100.0%", "逐件核查所附编号，核实", "平均 暂无"):
        assert clumsy not in words, clumsy
    with ZipFile(BytesIO(answer.content)) as parts:  # nothing is drawn where there is nothing
        assert not [name for name in parts.namelist() if name.startswith("word/charts/")]
    assert service.client.get(f"{BASE}/2024Q1.xlsx", headers=service.user("viewer")).status_code == 200


def test_command_writes_both_files(qifu: Any, tmp_path: Path) -> None:
    done = qifu("bulletin", "--quarter", "2026Q3", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["通报-2026Q3.docx", "通报-2026Q3.xlsx"]
    assert qifu("bulletin", "--quarter", "2026Q7", "--out", tmp_path).exit_code == 1
    assert "W-x" in qifu("bulletin", "--quarter", "2026Q3", "--window", "W-x", "--out", tmp_path).output
