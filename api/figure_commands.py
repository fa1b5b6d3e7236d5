"""``qifu figures``: what the page of figures shows, as JSON, in somebody's scope."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from api.acting import MANAGERS, require
from api.process import process
from api.reports import counts, funnel, matching, offices, satisfaction, standing, suppliers, timeliness, unmet
from api.reports.asked import Asked, Question, question

FIGURES: dict[str, Callable[[Session, Question], dict[str, Any]]] = {
    "funnel": funnel.funnel,
    "timeliness": timeliness.timeliness,
    "matching": matching.matching,
    "satisfaction": satisfaction.satisfaction,
    "windows": offices.compared,
    "institutions": suppliers.compared,
    "awards": standing.awards,
    "warnings": standing.warnings,
    "unmet": unmet.unmet,
}
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="如 2026-07-01")]


def figures(
    what: Annotated[str, typer.Argument(help=f"demands、{'、'.join(FIGURES)}")],
    user: Annotated[str, typer.Option("--as", help="以哪个用户的身份；只含他范围内的")],
    since: Day = None,
    until: Day = None,
    by: Annotated[counts.By, typer.Option(help="demands 按什么分")] = counts.By.CATEGORY,
    category: Annotated[str | None, typer.Option(help="类别")] = None,
    region: Annotated[str | None, typer.Option(help="省、市、县代码，含下级")] = None,
    window: Annotated[str | None, typer.Option(help="窗口编号，含下级")] = None,
) -> None:
    """看统计数字（JSON）：需求、漏斗、时效、匹配、满意度、窗口、机构、双十佳、预警、未满足。"""
    if what != "demands" and what not in FIGURES:
        raise typer.BadParameter(f"没有“{what[:32]}”这个统计；可以是 demands、{'、'.join(FIGURES)}。")
    asked = Asked(since=as_day(since), until=as_day(until), category=category, region=region, window=window)
    with process(searching=False) as state, state.database.session(write=False) as session:
        put = question(session, require(session, user, MANAGERS), asked, state.clock.today())
        told = counts.counted(session, put, by) if what == "demands" else FIGURES[what](session, put)
    period = {"since": put.since.isoformat(), "until": put.until.isoformat()}
    typer.echo(json.dumps({"period": period, "filters": put.filters, **told}, ensure_ascii=False, indent=1))


def as_day(moment: datetime | None) -> date | None:
    """Return the day that was typed."""
    return moment.date() if moment else None
