"""The parts of a bulletin on demands: the whole, their distribution, what was not met."""

from __future__ import annotations

from typing import Any

from api.reports.bulletin import wording as say
from api.reports.bulletin.figures import Figures
from api.reports.bulletin.parts import Chart, Column, Kind, Section, Table
from api.reports.counts import By

MOST_TOLD = 3


def overall(now: Figures, before: Figures) -> Section:
    """Tell the quarter in a few sentences and a table beside the one before."""
    score, earlier = now.satisfaction, before.satisfaction
    in_time, was = now.stage("complete")["in_time"], before.stage("complete")["in_time"]
    total, done = now.total, now.step("completed")
    registered = f"本季度共登记企业服务需求 {total:,} 件，{say.change(total, before.total)}"
    if not total:
        return Section("总体情况", "总体", [f"{registered}。"], [_whole(now, before)])
    mean = "暂无评分" if score["mean"] is None else f"平均 {score['mean']:.2f} 分（五分制）"
    paragraphs = [
        f"{registered}；派单 {now.step('dispatched'):,} 件，"
        f"办结 {done:,} 件，办结率 {_share(done, total)}。找不到合适服务或企业都不满意的 {now.left('no_match'):,} 件，"
        f"退过单的 {now.left('returned'):,} 件，撤销 {now.left('cancelled'):,} 件。",
        f"办结环节按时率 {say.share(in_time)}，{say.points(in_time, was)}。"
        f"已办结需求评价率 {say.share(score['response'])}，满意率 {say.share(score['content'])}，"
        f"{say.points(score['content'], earlier['content'])}；{mean}。",
    ]
    return Section("总体情况", "总体", paragraphs, [_whole(now, before)])


def _whole(now: Figures, before: Figures) -> Table:
    names = {
        "conversations": "对话（次）",
        "submitted": "登记需求（件）",
        "matched": "找到匹配（件）",
        "chosen": "企业选择（件）",
        "dispatched": "派单（件）",
        "accepted": "受理（件）",
        "completed": "办结（件）",
        "rated": "评价（件）",
    }
    rows: list[list[Any]] = [
        [name, now.step(key), before.step(key)]
        for key, name in names.items()
        if now.step(key) or key != "conversations"
    ]
    rows += [
        [name, now.left(key), before.left(key)]
        for key, name in (("no_match", "未找到合适的（件）"), ("returned", "退过单（件）"), ("cancelled", "撤销（件）"))
    ]
    columns = (
        Column("指标", wide=18),
        Column("本季度", Kind.COUNT),
        Column("上季度", Kind.COUNT),
        Column("增减", Kind.SHARE),
    )
    told = [[*row, (row[1] - row[2]) / row[2] if row[2] else None] for row in rows]
    return Table("从需求到评价", columns, told, Chart("从需求到评价", (1, 2), lying=True, rows=8))


def distribution(now: Figures, before: Figures) -> Section:
    """Tell what was asked for, where, by which trades and over which channels."""
    of = {by: now.counts[by]["cells"] for by in now.counts}
    if not now.total:
        return Section("需求分布", "需求", ["本季度没有登记的需求，各项分布从略。"], [])
    first = [f"{cell['name']} {cell['count']:,} 件（{cell['share']:.1%}）" for cell in of[By.CATEGORY][:MOST_TOLD]]
    grown = sorted(of[By.CATEGORY], key=lambda c: before.count_of(By.CATEGORY, c["key"]) - c["count"])
    rose = [c["name"] for c in grown if c["count"] > before.count_of(By.CATEGORY, c["key"])][:MOST_TOLD]
    paragraphs = [
        f"从类别看，居前的是{say.listed(first)}；{_rose(rose)}。",
        _places(of[By.CITY], of[By.COUNTY]),
        f"从行业看，{say.listed((cell['name'] for cell in of[By.SECTION]), MOST_TOLD)}需求较多；"
        f"从渠道看，{say.listed(cell['name'] + ' ' + format(cell['share'], '.1%') for cell in of[By.CHANNEL])}。",
    ]
    counties = Chart("各县市区需求（件）", (1, 2))
    cities = [_by(now, before, By.CITY, "按市州", "市州", Chart("各市州需求（件）", (1, 2)))]
    tables = [
        _by(now, before, By.CATEGORY, "按服务类别", "类别", Chart("各类别需求（件）", (1, 2))),
        *(cities if len(of[By.CITY]) > 1 else ()),  # a city does not stand beside itself
        _by(now, before, By.SECTION, "按行业门类", "行业", shown=12),
        _by(now, before, By.CHANNEL, "按渠道", "渠道"),
        _by(now, before, By.MONTH, "按月", "月份"),
        _by(now, before, By.COUNTY, "按县市区", "县市区", None if len(of[By.CITY]) > 1 else counties, shown=20),
    ]
    return Section("需求分布", "需求", paragraphs, tables)


def _places(cities: list[dict[str, Any]], counties: list[dict[str, Any]]) -> str:
    """Return where the demands come from: by city, or within the only one by county."""
    if len(cities) == 1:
        first = [f"{_name(By.COUNTY, cell)} {cell['count']:,} 件" for cell in counties[:MOST_TOLD]]
        of = f"从地区看，需求来自{cities[0]['name']}的 {len(counties)} 个县市区（含只说到市州的）"
        return f"{of}，居前的是{say.listed(first)}。"
    first = [f"{cell['name']} {cell['count']:,} 件" for cell in cities[:MOST_TOLD]]
    return (
        f"从地区看，{say.listed(first)}居前；"
        f"共有 {len(cities)} 个市州、{len(counties)} 个县市区（含只说到市州的）有需求登记。"
    )


def _name(by: By, cell: dict[str, Any]) -> str:
    """Return the name of a cell; a city among counties stands for those who named no county."""
    return f"{cell['name']}（未说县区）" if by is By.COUNTY and str(cell["key"]).endswith("00") else str(cell["name"])


def _by(
    now: Figures, before: Figures, by: By, title: str, name: str, chart: Chart | None = None, shown: int | None = None
) -> Table:
    columns: tuple[Column, ...] = (
        Column(name, wide=16),
        Column("本季度（件）", Kind.COUNT),
        Column("上季度（件）", Kind.COUNT),
        Column("增减", Kind.SHARE),
        Column("占比", Kind.SHARE),
        Column("办结（件）", Kind.COUNT),
    )
    rows = []
    for cell in now.counts[by]["cells"]:
        was = before.count_of(by, cell["key"])
        grew = (cell["count"] - was) / was if was and by is not By.MONTH else None
        rows.append([_name(by, cell), cell["count"], was, grew, cell["share"], cell["completed"]])
    if by is By.MONTH:
        columns, rows = columns[:2] + columns[4:], [row[:2] + row[4:] for row in rows]
    return Table(title, columns, rows, chart, shown=shown)


def unmet(now: Figures, before: Figures) -> Section:
    """Tell what nobody could do, so that suppliers are looked for."""
    total, was = now.unmet["total"], before.unmet["total"]
    cells = now.unmet["cells"]
    first = [
        f"{c['region_name']}{c['section_name']} {c['count']} 件（{say.listed(k['name'] for k in c['categories'])}）"
        for c in cells[:MOST_TOLD]
    ]
    counted = f"本季度未满足的需求 {total:,} 件，{say.change(total, was)}"
    paragraphs = [
        f"{counted}。"
        if not total
        else f"{counted}，其中目录里没有供给、什么也没能推荐的 "
        f"{now.unmet['unsupplied']:,} 件，其余为推荐后企业都不要。"
        + (f"较集中的是{say.listed(first)}。" if first else ""),
    ]
    if first:
        paragraphs.append("请有关市州窗口对上述地区和行业组织供给摸底，引进机构或列入下一次服务对接会议题。")
    columns = (
        Column("市州", wide=12),
        Column("行业", wide=20),
        Column("未满足（件）", Kind.COUNT),
        Column("其中无供给（件）", Kind.COUNT),
        Column("主要类别", wide=24),
    )
    rows = [
        [
            c["region_name"],
            c["section_name"],
            c["count"],
            c["unsupplied"],
            "、".join(f"{k['name']} {k['count']}" for k in c["categories"]),
        ]
        for c in cells
    ]
    return Section("未满足的需求", "未满足", paragraphs, [Table("地区与行业", columns, rows, shown=15)])


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else "暂无"


def _rose(names: list[str]) -> str:
    return f"比上季度增加较多的是{say.listed(names)}" if names else "各类别都没有比上季度增加"
