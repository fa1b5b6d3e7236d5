"""A bulletin as a document in the manner of official papers, with tables and native charts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from api.reports.bulletin import embedding
from api.reports.bulletin.parts import Bulletin, Kind, Section, Table, written

TITLE, HEADING, BODY = "黑体", "黑体", "仿宋"
NUMBERS = "一二三四五六七八九十"
TEXT_CM = 16.0  # between the margins
SHADE, LINE = "E2F0EC", "B9C5BF"
BODY_PT, TABLE_PT = 14, 9


def build(bulletin: Bulletin) -> bytes:
    """Return the ``.docx`` file."""
    document = Document()
    _page(document, bulletin)
    _head(document, bulletin)
    charts = embedding.Charts(document)
    for number, section in enumerate(bulletin.sections):
        _section(document, charts, NUMBERS[number], section)
    _heading(document, "统计口径说明")
    for number, line in enumerate(bulletin.method, 1):
        _paragraph(document, f"{number}. {line}", size=10.5)
    _paragraph(document, bulletin.issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document, bulletin.made_on, align=WD_ALIGN_PARAGRAPH.RIGHT)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _page(document: Doc, bulletin: Bulletin) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin, page.bottom_margin = Cm(3.0), Cm(2.6)
    _font(document.styles["Normal"], BODY, BODY_PT)
    document.core_properties.title, document.core_properties.author = bulletin.title, bulletin.issuer
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(footer)


def _head(document: Doc, bulletin: Bulletin) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(10)
    _font(title.add_run(bulletin.title), TITLE, 20, bold=True)
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(14)
    _font(line.add_run(f"{bulletin.issuer}　　{bulletin.period}"), BODY, 11)
    _paragraph(document, f"{bulletin.readers}：", indent=False)
    _paragraph(document, f"现将{bulletin.period}运营和服务开展情况通报如下。")


def _section(document: Doc, charts: embedding.Charts, number: str, section: Section) -> None:
    _heading(document, f"{number}、{section.title}")
    for paragraph in section.paragraphs:
        _paragraph(document, paragraph)
    for table in section.tables:
        if not table.rows:
            _paragraph(document, f"{table.title}：本季度没有。", size=11)
            continue
        _caption(document, table)
        _table(document, table)
        if table.note:
            _paragraph(document, table.note, size=9, indent=False)
        if table.chart and table.is_drawn:
            charts.add(table, table.chart)


def _heading(document: Doc, text: str) -> None:
    heading = document.add_paragraph()
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(14), Pt(4)
    heading.paragraph_format.keep_with_next = True
    _outline(heading)
    _font(heading.add_run(text), HEADING, 15)


def _paragraph(
    document: Doc, text: str, size: float = BODY_PT, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: bool = True
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing, form.space_after = 1.5 if size >= BODY_PT else 1.25, Pt(2)
    if indent and align is WD_ALIGN_PARAGRAPH.JUSTIFY:
        form.first_line_indent = Pt(2 * size)
    _font(paragraph.add_run(text), BODY, size)


def _caption(document: Doc, table: Table) -> None:
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(3)
    caption.paragraph_format.keep_with_next = True
    left = f"（前 {table.shown} 行，全部见附表）" if table.shown and len(table.rows) > table.shown else ""
    _font(caption.add_run(f"表　{table.title}{left}"), HEADING, 10.5)


def _table(document: Doc, table: Table) -> None:
    rows = table.rows[: table.shown] if table.shown else table.rows
    made = document.add_table(rows=1 + len(rows), cols=len(table.columns))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _borders(made)
    _repeat(made.rows[0])
    total = sum(column.wide for column in table.columns)
    widths = [Cm(TEXT_CM * column.wide / total) for column in table.columns]
    for place, column in enumerate(table.columns):
        made.columns[place].width = widths[place]
        cell = made.rows[0].cells[place]
        _write(cell, column.name, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        _shade(cell)
    for row, values in zip(made.rows[1:], rows, strict=True):
        _whole(row)
        for place, cell in enumerate(row.cells):  # a row finds its cells anew each time it is asked
            kind = table.columns[place].kind
            align = WD_ALIGN_PARAGRAPH.LEFT if kind is Kind.TEXT else WD_ALIGN_PARAGRAPH.RIGHT
            _write(cell, written(values[place], kind), align)
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _write(cell: Any, text: str, align: Any, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    _font(paragraph.add_run(text), "宋体", TABLE_PT, bold=bold)


def _font(owner: Any, name: str, size: float, bold: bool = False) -> None:
    """Set a font for Chinese and Latin letters alike."""
    owner.font.name, owner.font.size, owner.font.bold = name, Pt(size), bold
    owner.font.color.rgb = RGBColor(0x17, 0x21, 0x1E)
    properties = owner.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _borders(table: Any) -> None:
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    table._tbl.tblPr.append(borders)


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SHADE))


def _repeat(row: Any) -> None:
    """Repeat the header on each page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    _whole(row)


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _outline(paragraph: Any) -> None:
    """Let a heading stand in the navigation."""
    paragraph._p.get_or_add_pPr().append(_element("w:outlineLvl", val="0"))


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)
