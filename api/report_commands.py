"""``qifu bulletin``: the quarterly bulletin as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.process import process
from api.reports.bulletin import compose, document, workbook
from api.reports.bulletin import quarter as quarters
from api.windows import tree
from api.windows.scope import Scope


def bulletin(
    quarter: Annotated[str, typer.Option(help="哪一季度，如 2026Q3")],
    out: Annotated[Path, typer.Option(help="放到哪个目录")],
    window: Annotated[str, typer.Option(help="窗口编号；不给就是全网")] = "",
) -> None:
    """出季度通报：.docx 供印发，.xlsx 附全部明细和可编辑的图。"""
    with process(searching=False) as state:
        which = quarters.read(quarter)
        with state.database.session(write=False) as session:
            windows = tree.load(session)
            whole = not window or windows.is_hub(windows.require(window).key)
            scope = Scope(everything=True) if whole else Scope(windows=windows.under(window), home=window)
            made = compose.compose(session, scope, windows, which, state.clock.today(), window or None)
        out.mkdir(parents=True, exist_ok=True)
        name = f"{which.key}-{window}" if window else which.key
        for ending, build in (("docx", document.build), ("xlsx", workbook.build)):
            place = out / f"通报-{name}.{ending}"
            place.write_bytes(build(made))
            typer.echo(f"已写好 {place}")
