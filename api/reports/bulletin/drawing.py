"""Native charts of tables: made over cells of a sheet, with the values beside, so that a document needs no workbook."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.data_source import NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.reports.bulletin.parts import FORMATS, Chart, Kind, Table

COLOURS = ("0B6B5D", "B9C5BF", "C98A1B")  # this quarter, the one before, a third
GRID = "DCE3DF"
WIDTH_CM, HEIGHT_CM = 16.0, 7.5
FEW_BARS = 12  # so many take numbers above them


def draw(sheet: Worksheet, header_row: int, table: Table, chart: Chart) -> ChartBase:
    """Return the chart of a table that stands in a sheet with its header in this row."""
    rows = min(len(table.rows), chart.rows)
    made = LineChart() if chart.line else BarChart()
    if isinstance(made, BarChart):
        made.type, made.gapWidth, made.overlap = ("bar" if chart.lying else "col"), 60, -10
    for place in chart.columns:
        area = Reference(sheet, min_col=place + 1, min_row=header_row, max_row=header_row + rows)
        made.add_data(area, titles_from_data=True)
    made.set_categories(Reference(sheet, min_col=1, min_row=header_row + 1, max_row=header_row + rows))
    _dress(made, table, chart, rows)
    _fill(made, table, chart, rows)
    return made


def _dress(made: Any, table: Table, chart: Chart, rows: int) -> None:
    kind = table.columns[chart.columns[0]].kind
    made.title, made.width, made.height, made.style = chart.title, WIDTH_CM, HEIGHT_CM, 2
    made.legend.position = "b"
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.number_format = FORMATS.get(kind, "General")
    made.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    made.y_axis.scaling.min = 0
    if kind is Kind.SHARE:
        made.y_axis.scaling.max = 1
    if chart.lying:
        made.x_axis.scaling.orientation, made.y_axis.crosses = "maxMin", "max"
    for series, colour in zip(made.series, COLOURS, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.graphicalProperties.line.solidFill = colour
        if rows * len(made.series) <= 2 * FEW_BARS:
            series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
            series.dLbls.numFmt = FORMATS.get(kind, "General")


def _fill(made: ChartBase, table: Table, chart: Chart, rows: int) -> None:
    """Write the values into the chart itself; viewers without the workbook draw from these."""
    names = [str(row[0]) for row in table.rows[:rows]]
    for series, place in zip(made.series, chart.columns, strict=True):
        values = [row[place] for row in table.rows[:rows]]
        points = [NumVal(idx=at, v=value) for at, value in enumerate(values) if value is not None]
        series.val.numRef.numCache = NumData(formatCode="General", ptCount=rows, pt=points)
        series.tx.strRef.strCache = _texts([table.columns[place].name])
        series.cat.strRef = StrRef(f=series.cat.numRef.f, strCache=_texts(names))
        series.cat.numRef = None


def _texts(values: list[str]) -> StrData:
    return StrData(ptCount=len(values), pt=[StrVal(idx=at, v=value) for at, value in enumerate(values)])
