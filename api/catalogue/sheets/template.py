"""The template for maintainers: an explaining sheet, one sheet a kind with a sample row, drop-downs for options."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from api.catalogue.sheets import places, vocabulary, writing
from knowledge import sectors, taxonomy
from knowledge.regions import table as regions

LAST_ROW = 5_000  # to which the drop-downs reach
LEVELS = ["国家级示范", "省级示范", "市级", "入驻机构"]
ONE_OF = ("fee_model", "yes_no", "category")  # other drop-downs only offer: there may be several, or something else
EXPLAINED = (
    "企服通目录导入模板",
    "一张工作表放一类条目；不用的工作表空着就行。第一行是表头，不要改；列的顺序可以换，不用的列可以删。",
    "编号是唯一的凭据：目录里已有的编号按这里更新，没有的新增。表里没有的列，原来的内容保持不变；有这一列而单元格空着，就是清空。",
    "每张表有一行样例（编号以“样例-”开头），导入时自动跳过，可以删掉，也可以直接在上面改（编号也要改）。",
    "列表：服务事项、地区、行业、专长用“、”分开；流程、条件、资质、问法一条一行（Alt+回车换行），也可以用“；”分开。",
    "公式不计算，请粘贴为数值；带宏的文件不导入。长的编号、电话请把单元格设成文本。",
    "先试运行：看会新增、更新哪些，哪一行哪一列有错；有一处错就什么都不导入。导入以后可以整批撤销。",
)


def build() -> bytes:
    """Return the template as ``.xlsx``."""
    book = Workbook()
    cover = book.active
    assert cover is not None  # noqa: S101 - a new workbook has a sheet
    _explain(cover)
    ranges = dict(_options(book))
    for kind in vocabulary.load().titles:
        _kind(book, kind, ranges)
    book.move_sheet("选项", len(book.worksheets))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _explain(sheet: Any) -> None:
    sheet.title = "说明"
    for letter, width in (("A", 14), ("B", 22), ("C", 60), ("D", 60)):
        sheet.column_dimensions[letter].width = width
    for line in EXPLAINED:
        sheet.append([line])
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.append([])
    sheet.append(["工作表", "列", "怎样填", "表头也可以写成"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for kind, title in vocabulary.load().titles.items():
        for column in vocabulary.load().columns_of(kind):
            sheet.append([title, column.header_of(kind), column.hint, "、".join(column.also)])
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")


def _options(book: Workbook) -> Iterator[tuple[str, str]]:
    """Write the lists the drop-downs offer; yield type or name of a column and its range."""
    sheet: Any = book.create_sheet("选项")
    known = vocabulary.load()
    lists = {
        "category": [one.name for one in taxonomy.load_categories().values()],
        "service_types": [places.service_type_name(code) for code in taxonomy.load_service_types()],
        "sectors": [places.sector_name(code) for code in sectors.load()],
        "region": [places.region_name(code) for code in ("100000", *regions.load())],
        "level": LEVELS,
        **{group: [words[0] for words in known.options[group].values()] for group in ("fee_model", "yes_no")},
        **{group: [words[0] for words in known.options[group].values()] for group in ("stages", "sizes")},
    }
    for place, (name, words) in enumerate(lists.items(), 1):
        for row, word in enumerate(words, 1):
            sheet.cell(row, place, word)
        letter = get_column_letter(place)
        yield name, f"'选项'!${letter}$1:${letter}${len(words)}"
    sheet.sheet_state = "hidden"


def _kind(book: Workbook, kind: str, ranges: dict[str, str]) -> None:
    sheet = writing.new_sheet(book, kind)
    columns = vocabulary.load().columns_of(kind)
    sheet.append([_sample(column.sample.get(kind)) for column in columns])
    for place, column in enumerate(columns, 1):
        offered = ranges.get(column.name) or ranges.get(column.type) or ranges.get(column.type.removesuffix("s"))
        if column.type == "day":
            _format(sheet, place)
        if offered:
            strict = column.type in ONE_OF
            choice = DataValidation(type="list", formula1=offered, allow_blank=True, showErrorMessage=strict)
            choice.promptTitle, choice.prompt, choice.showInputMessage = column.header_of(kind), column.hint, True
            sheet.add_data_validation(choice)
            letter = get_column_letter(place)
            choice.add(f"{letter}2:{letter}{LAST_ROW}")


def _sample(value: Any) -> Any:
    return value if isinstance(value, (int, float, date)) or value is None else str(value)


def _format(sheet: Any, place: int) -> None:
    sheet.cell(2, place).number_format = "yyyy-mm-dd"
