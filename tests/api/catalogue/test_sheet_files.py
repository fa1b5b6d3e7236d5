"""Files as they come: encodings, separators, macros, bombs, formulas, broken ones; the template."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.catalogue.sheets import reading, tables, template, vocabulary, workbook
from api.catalogue.sheets.faults import UnreadableFileError
from tests.api.catalogue.sheet_parts import book, offers, text

PLAIN = "编号,姓名,专长\nE1,李某,焊接、铸造\n\nE2,王某,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_in_any_usual_form(tmp_path: Path, encoding: str, separator: str) -> None:
    found, faults = offers(text(tmp_path / "专家.csv", PLAIN.replace(",", separator), encoding))
    assert faults == []
    assert [(offer.id, offer.name, offer.specialities) for offer in found] == [
        ("E1", "李某", ("焊接", "铸造")),
        ("E2", "王某", ()),
    ]


def test_rows_are_counted_as_excel_shows_them(tmp_path: Path) -> None:
    content = '编号,姓名,从业年数\n\nE1,"李\n某",很久\nE2,王某,多年\n'
    faults = offers(text(tmp_path / "专家.csv", content))[1]
    assert [fault.partition("“")[0] for fault in faults] == ["专家 第 3 行", "专家 第 4 行"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\xff", b"\xff\xff\xff\xff", '编号,姓名\n"E1'.encode()])
def test_bytes_that_are_no_table(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "专家.csv").write_bytes(content)
    with pytest.raises(UnreadableFileError, match="专家.csv"):
        reading.read(tmp_path / "专家.csv")


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_with_nothing_in_it(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / name, 专家=[]) if name == "a.xlsx" else text(tmp_path / name, "")
    assert offers(path)[1] == ["文件 ：没有可导入的行"]


def test_formulas_and_errors_of_excel_are_not_taken(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 专家=[["编号", "姓名", "职称"], ["E1", "=A1", "#REF!"]])
    assert offers(path)[1] == [
        "专家 第 2 行“姓名”列：是公式，不会计算；请复制后选择性粘贴为数值",
        "专家 第 2 行“职称”列：是 Excel 的错误值 #REF!",
    ]


def test_a_percentage_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 服务产品=[["编号", "名称", "收费方式", "费率"], ["S1", "甲", "按比例", 0.0365]])
    made = load_workbook(path)
    made["服务产品"]["D2"].number_format = "0.00%"
    made.save(path)
    (offer,) = offers(path)[0]
    assert offer.fee is not None
    assert offer.fee.percent == 3.65


def repacked(path: Path, **parts: bytes) -> Path:
    """Return a copy of a workbook with other parts in it."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return changed


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return a workbook that would do."""
    return book(tmp_path / "a.xlsx", 专家=[["编号", "姓名"], ["E1", "李某"]])


def test_macros_are_refused(good: Path) -> None:
    with pytest.raises(UnreadableFileError, match="带有宏，不导入"):
        reading.read(repacked(good, **{"xl/vbaProject.bin": b"x"}))


def test_what_unpacks_to_too_much_is_refused(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_HELD", 2_000_000)
    bomb = repacked(good, **{"xl/sharedStrings.xml": b" " * 3_000_000})
    assert bomb.stat().st_size < 100_000
    with pytest.raises(UnreadableFileError, match="解开后有 3 MB，太大"):
        reading.read(bomb)


def test_entities_that_grow_are_refused(good: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(good) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    with pytest.raises(UnreadableFileError, match="打不开"):
        reading.read(
            repacked(good, **{"xl/worksheets/sheet1.xml": laughs + sheet.replace(b"<sheetData>", b"<sheetData>&b;")})
        )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", b"no workbook at all"])
def test_a_broken_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"a\.xlsx 打不开"):
        reading.read(tmp_path / "a.xlsx")


def test_every_part_cut_short_is_refused(good: Path) -> None:
    with zipfile.ZipFile(good) as parts:
        names = {name: parts.read(name) for name in parts.namelist()}
    for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with pytest.raises(UnreadableFileError):
            reading.read(repacked(good, **{name: names[name][: len(names[name]) // 2]}))


def test_old_and_locked_workbooks_are_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook.OLD_FORMAT + b"\0" * 600)
    with pytest.raises(UnreadableFileError, match="请去掉密码、另存为 .xlsx"):
        reading.read(tmp_path / "a.xlsx")


def test_bounds_on_rows_columns_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [["编号", "姓名", *[None] * 300, "x"], ["E1", "李某"]]
    with pytest.raises(UnreadableFileError, match="最多 200000 行、200 列"):
        reading.read(book(tmp_path / "wide.xlsx", 专家=wide))
    with pytest.raises(UnreadableFileError, match="最多 200000 行、200 列"):
        reading.read(text(tmp_path / "专家.csv", "编号" + "," * 300))
    for module in (workbook, reading.delimited):
        monkeypatch.setattr(module, "MAX_ROWS", 2)
    long = [["编号", "姓名"], ["E1", "甲"], ["E2", "乙"], ["E3", "丙"]]
    with pytest.raises(UnreadableFileError, match="最多 2 行"):
        reading.read(book(tmp_path / "long.xlsx", 专家=long))
    with pytest.raises(UnreadableFileError, match="最多 2 行"):
        reading.read(text(tmp_path / "专家.csv", PLAIN))
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 10)
    with pytest.raises(UnreadableFileError, match="最多 0 MB"):
        reading.read(text(tmp_path / "专家.csv", PLAIN))
    assert tables.MAX_ROWS == 200_000


def test_the_template_explains_offers_and_shows_a_sample_of_each_kind(tmp_path: Path) -> None:
    made = load_workbook(io.BytesIO(template.build()))
    titles = list(vocabulary.load().titles.values())
    assert made.sheetnames == ["说明", *titles, "选项"]
    for kind, title in vocabulary.load().titles.items():
        sheet = made[title]
        assert [cell.value for cell in sheet[1]] == [
            column.header_of(kind) for column in vocabulary.load().columns_of(kind)
        ]
        assert sheet.max_row == 2
        assert sheet.data_validations.dataValidation
    fees = next(one for one in made["服务产品"].data_validations.dataValidation if one.promptTitle == "收费方式")
    place = fees.formula1.partition("!")[2].replace("$", "")
    assert [cell.value for (cell,) in made["选项"][place]] == ["免费", "固定价", "区间价", "面议", "按比例"]
    assert fees.showErrorMessage


def test_the_template_is_skipped_as_it_is_and_read_once_written_over(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(template.build())
    read = reading.read(path)
    assert (read.items, read.faults.count, read.examples_skipped) == ([], 0, 6)
    made = load_workbook(path)
    for title in vocabulary.load().titles.values():
        made[title]["A2"] = f"真-{title}"
    made.save(path)
    found, faults = offers(path)
    assert faults == []
    assert [offer.kind for offer in found] == list(vocabulary.load().titles)
    assert all(offer.sample for offer in found)
