"""Native charts in a document: a chart part with its values, and the small workbook that editing it opens."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm
from lxml import etree
from openpyxl.xml.functions import tostring

from api.reports.bulletin.drawing import HEIGHT_CM, WIDTH_CM, draw
from api.reports.bulletin.parts import Chart, Table
from api.reports.bulletin.workbook import as_bytes, small_book

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
CHART = f"{DRAWING}/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
INLINE = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="{drawing}/wordprocessingDrawing" '
    'xmlns:a="{drawing}/main" xmlns:c="{chart}" xmlns:r="{relations}">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
    '<wp:docPr id="{number}" name="图 {number}" descr="{title}"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="{chart}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


class Charts:
    """Adds charts to one document and numbers them."""

    def __init__(self, document: Doc) -> None:
        self._document, self._count = document, 0

    def add(self, table: Table, chart: Chart) -> None:
        """Add the chart of a table as a paragraph of its own."""
        self._count += 1
        relation = self._document.part.relate_to(self._part(table, chart), RELATIONSHIP_TYPE.CHART)
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run()._r.append(_inline(relation, 1000 + self._count, chart.title))

    def _part(self, table: Table, chart: Chart) -> Part:
        package: Any = self._document.part.package
        book, sheet = small_book(table)
        drawn: Any = draw(sheet, 1, table, chart)
        root = etree.fromstring(tostring(drawn._write()))  # noqa: S320 - written just now
        workbook = Part(
            PackURI(f"/word/embeddings/chart{self._count}.xlsx"), CONTENT_TYPE.SML_SHEET, as_bytes(book), package
        )
        part = Part(PackURI(f"/word/charts/chart{self._count}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
        _link(root, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return part


def _link(root: Any, relation: str) -> None:
    """Name the workbook in the chart, before what must follow it."""
    external = etree.SubElement(root, f"{{{CHART}}}externalData")
    external.set(f"{{{RELATIONS}}}id", relation)
    etree.SubElement(external, f"{{{CHART}}}autoUpdate").set("val", "0")


def _inline(relation: str, number: int, title: str) -> Any:
    return parse_xml(
        INLINE.format(
            drawing=DRAWING,
            chart=CHART,
            relations=RELATIONS,
            wide=Cm(WIDTH_CM),
            high=Cm(HEIGHT_CM),
            number=number,
            title=title,
            relation=relation,
        )
    )
