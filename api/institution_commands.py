"""``qifu institution``: what the page of one institution shows, in somebody's scope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from api.acting import READERS, require
from api.figure_commands import Day, as_day
from api.process import process
from api.reports.asked import Narrowed, question
from api.reports.institution import known
from api.reports.institution.whole import whole
from knowledge import working_hours

SHOWN = 20  # offers of a kind; the total stands beside them


def institution(
    which: Annotated[str, typer.Argument(help="机构编号、名称，或名称里的几个字")],
    user: Annotated[str, typer.Option("--as", help="以哪个用户的身份；只含他范围内的")],
    since: Day = None,
    until: Day = None,
    category: Annotated[str | None, typer.Option(help="类别")] = None,
    region: Annotated[str | None, typer.Option(help="省、市、县代码，含下级")] = None,
    window: Annotated[str | None, typer.Option(help="窗口编号，含下级")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="全部内容，JSON，供程序读")] = False,
) -> None:
    """看一家机构：服务和专家，派给它的、退单原因、时效、满意度、现在在办的。"""
    asked = Narrowed(since=as_day(since), until=as_day(until), category=category, region=region, window=window)
    with process(searching=False) as state, state.database.session(write=False) as session:
        today = state.clock.today()
        put = question(session, require(session, user, READERS), asked, today)
        told = whole(session, put, known.find(session, which, put.scope), today)
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    one, offers, period = told["institution"], told["offers"], told["period"]
    places = "、".join(place["name"] for place in one["served"]) or "没有写明"
    yield f"{one['name']}（{one['key']}）  {one['region_name'] or ''}  服务地区：{places}"
    yield f"{period['since']} 至 {period['until']}"
    yield from _handed(told)
    yield from _times(told)
    yield _satisfaction(told["satisfaction"])
    yield from _standing(told)
    yield f"推荐后企业选用 {offers['chosen']} 件"
    for name, kind in (("服务", "services"), ("专家", "experts")):
        yield f"{name} {offers[kind]['total']} 项" + (
            f"，另有 {offers[kind]['over']} 项已到期" if offers[kind]["over"] else ""
        )
        for row in offers[kind]["listed"][:SHOWN]:
            yield f"  {row['key']}  {row['name']}  选用 {row['chosen']}，由它办结 {row['finished']}"


def _handed(told: dict[str, Any]) -> Iterator[str]:
    led, helped, now = told["handed"]["led"], told["handed"]["helped"], told["now"]
    states = "，".join(f"{row['name']} {row['count']}" for row in led["states"] if row["count"])
    yield f"派单 {led['count']} 次，受理过 {led['accepted']} 次" + (f"；现在：{states}" if states else "")
    if helped["count"]:
        yield f"协办 {helped['count']} 次，受理过 {helped['accepted']} 次，无法协办 {helped['returned']} 次"
    for row in told["reasons"]:
        yield f"  退单 {row['count']} 次：{row['reason']}"
    yield (
        f"在办 {now['in_hand']} 件：待受理 {now['to_accept']}，办理中 {now['serving']}，"
        f"等企业补充 {now['waiting']}，超期 {now['overdue']}"
    )


def _times(told: dict[str, Any]) -> Iterator[str]:
    for stage in told["timeliness"]["stages"]:
        if stage["in_time"]["of"]:
            took = f"，中位用时 {_minutes(stage['median_minutes'])}" if stage["done"] else ""
            yield f"{stage['name']}按时 {_share(stage['in_time'])}{took}，超时 {stage['missed']} 次"


def _satisfaction(found: dict[str, Any]) -> str:
    mean = f"，平均 {found['mean']} 分，满意率 {_share(found['content'])}" if found["rated"] else ""
    return f"办结 {found['completed']} 件，评价率 {_share(found['response'])}{mean}"


def _standing(told: dict[str, Any]) -> Iterator[str]:
    found = told["standing"]
    if found is None:
        return
    if found["small"]:
        yield f"派单不足 {told['small_sample']} 次，样本少，不排名次"
    else:
        yield f"得分 {found['score']}，{found['of']} 家里第 {found['place']}"


def _share(part: dict[str, Any]) -> str:
    if not part["of"]:
        return "—"
    return f"{part['hits']}/{part['of']}（{part['value']:.0%}{'，样本少' if part['small'] else ''}）"


def _minutes(minutes: int) -> str:
    day = working_hours.day_minutes()
    return f"{minutes / day:.1f} 个工作日" if minutes >= day else f"{minutes} 分钟"
